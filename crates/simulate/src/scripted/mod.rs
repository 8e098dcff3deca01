//! The simulator in process: a provider without sockets, on whatever clock the caller brings.

mod failure;
mod perform;
mod record;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use osier_core::{Context, Deadline, End, Error, Provider, Request, Response};

use self::perform::Performance;
use self::record::Record;
use crate::script::{Fault, Script, Step, odd_value};

/// A provider that plays a [`Script`] without sockets, and remembers who called.
///
/// It waits on the clock of the context, so it runs in virtual time. Errors are those an adapter
/// and its HTTP client would have made of the same behaviour on the wire. Clones are the same
/// provider.
///
/// ```
/// use osier_core::{ChatRequest, Context, Provider};
/// use osier_http::TokioClock;
/// use osier_simulate::{Script, Scripted, Step};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let script = Script::of(Step::status(503)).then(Step::answer("Hello"));
/// let provider = Scripted::new("unsteady", script);
///
/// let context = Context::builder(TokioClock::shared()).build();
/// let request = ChatRequest::new("gpt-4o").user("Hi");
/// assert!(provider.call(&context, request.clone().into()).await.is_err());
/// let answer = provider.call(&context, request.into()).await?;
/// assert_eq!((answer.text().await?.as_str(), provider.count()), ("Hello", 2));
/// # Ok::<(), osier_core::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Cancellation
///
/// Dropping a call or a body ends it at once; [`cancelled`](Self::cancelled) and
/// [`abandoned`](Self::abandoned) count them.
#[derive(Clone)]
pub struct Scripted {
    id: Arc<str>,
    play: Arc<Mutex<Play>>,
    record: Arc<Mutex<Record>>,
}

/// The script, and how many requests came before it was set.
struct Play {
    script: Script,
    before: u64,
}

impl Scripted {
    /// A provider of this name that plays this script.
    #[must_use]
    pub fn new(id: impl Into<Arc<str>>, script: impl Into<Script>) -> Self {
        let (script, before) = (script.into(), 0);
        Self {
            id: id.into(),
            play: Arc::new(Mutex::new(Play { script, before })),
            record: Arc::default(),
        }
    }

    /// Plays another script from its first step on. Answers that have begun are not affected.
    pub fn set_script(&self, script: impl Into<Script>) {
        let before = self.count();
        let script = script.into();
        *locked(&self.play) = Play { script, before };
    }

    /// The requests so far, oldest first; of more than 10,000 the last.
    #[must_use]
    pub fn calls(&self) -> Vec<Request> {
        locked(&self.record).calls()
    }

    /// How many requests came so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        locked(&self.record).count
    }

    /// How many calls and streamed bodies are under way now.
    #[must_use]
    pub fn in_flight(&self) -> u64 {
        locked(&self.record).in_flight
    }

    /// How many streamed bodies were dropped before their end.
    #[must_use]
    pub fn abandoned(&self) -> u64 {
        locked(&self.record).abandoned
    }

    /// How many calls were dropped before they gave a response or an error.
    #[must_use]
    pub fn cancelled(&self) -> u64 {
        locked(&self.record).cancelled
    }

    fn watched(&self, response: Response) -> Response {
        let record = Arc::clone(&self.record);
        locked(&record).in_flight += 1;
        response.on_end(move |end| {
            let mut record = locked(&record);
            record.in_flight -= 1;
            record.abandoned += u64::from(matches!(end, End::Dropped));
        })
    }

    fn begin(&self, request: &Request) -> (u64, Step) {
        let number = locked(&self.record).begin(request);
        let play = locked(&self.play);
        let step = play.script.step(number.saturating_sub(play.before));
        (number, step.into_owned())
    }

    async fn answer(
        &self,
        context: &Context,
        request: &Request,
        number: u64,
        step: Step,
    ) -> Result<Response, Error> {
        if let Some(objection) = step.objection(request, |param| odd_value(request, param)) {
            wait(context, step.headers_after).await;
            return Err(failure::objection(&objection));
        }
        let (step, streams) = (step.taken(), request.wants_stream());
        let said = step.answer.to(request);
        wait(context, arrival(&step, said.pieces(), streams)).await;
        hang_or_fail(context, &step, streams).await?;
        context.beat();
        let performance = Performance::new(&step, &said, request, number);
        if streams {
            Ok(Response::stream(performance.stream(context.clone())))
        } else {
            performance.whole().map(Response::complete)
        }
    }
}

/// From the request to what comes of it: a response, or the error in place of one.
fn arrival(step: &Step, pieces: usize, streams: bool) -> Duration {
    match &step.fault {
        _ if streams => step.headers_after,
        None | Some(Fault::NoTerminator | Fault::Cut { .. } | Fault::Malformed { .. }) => {
            step.whole_after(pieces)
        }
        Some(Fault::PingsOnly { lasting: Some(lasting), .. }) => {
            step.whole_after(pieces).saturating_add(*lasting)
        }
        Some(_) => step.headers_after,
    }
}

/// Resolves for a fault that lets the answer begin.
async fn hang_or_fail(context: &Context, step: &Step, streams: bool) -> Result<(), Error> {
    match &step.fault {
        Some(Fault::Hang) => pending().await,
        Some(Fault::HeadersThenHang | Fault::Stall { .. }) if !streams => {
            context.beat();
            pending().await
        }
        Some(Fault::PingsOnly { every, lasting: None, .. }) if !streams => loop {
            context.beat();
            wait(context, *every).await;
        },
        Some(fault) => failure::at_once(fault, streams).map_or(Ok(()), Err),
        None => Ok(()),
    }
}

async fn wait(context: &Context, span: Duration) {
    if !span.is_zero() {
        let until = Deadline::after(context.clock().now(), span).moment();
        context.clock().sleep_until(until).await;
    }
}

#[async_trait]
impl Provider for Scripted {
    fn id(&self) -> &str {
        &self.id
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let (number, step) = self.begin(&request);
        let call = record::Call::new(&self.record);
        let result = self.answer(context, &request, number, step).await;
        let result = result.map(|response| self.watched(response));
        call.returned();
        result
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        let fault = locked(&self.play).script.probe_fault().cloned();
        match fault {
            None => Ok(()),
            Some(fault) => hang_or_fail(context, &Step::fault(fault), false).await,
        }
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted")
            .field("id", &self.id)
            .field("record", &*locked(&self.record))
            .finish_non_exhaustive()
    }
}

/// What is kept here is never left half-changed, so a panic elsewhere does not spoil it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
