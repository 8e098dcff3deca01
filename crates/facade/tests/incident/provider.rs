//! A provider as the schedule has it.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::stream;
use osier::{
    ChunkWriter, Completion, Context, Error, ErrorKind, Event, FinishReason, Provider, Request,
    Response,
};

use crate::journal::{Call, Journal};
use crate::random::happens;
use crate::schedule::{self, TARGETS, Trouble};
use crate::speech;
use crate::traffic::question;

/// In a brownout: how many times slower, and how many of a hundred calls fail.
const SLOWNESS: u32 = 4;
const FAILING: u64 = 40;
/// The most tokens that are asked of each target.
const TOKENS: [u64; TARGETS.len()] = [4096, 4096, 2048, 512];

const ERRS: u64 = 20;

/// One target's provider.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) target: usize,
    pub(crate) seed: u64,
    pub(crate) start: Instant,
    pub(crate) journal: Journal,
}

impl Model {
    fn note(&self, call: Call, request: &Request) {
        let (is_live, is_strong) = (self.target < 3, self.target < 2);
        let is_short = request.max_tokens().is_some_and(|most| most <= TOKENS[self.target]);
        let has_tools = request.has_tools() || request.has("tool_choice");
        let is_right =
            is_short && (is_strong || !has_tools) && (is_live || !request.wants_stream());
        self.journal.write(|pages| {
            pages.calls.push(call);
            pages.misshapen += u64::from(!is_right);
        });
    }

    /// What goes wrong with a call, and after how many milliseconds.
    fn failure(&self, call: Call) -> Option<(u64, Error)> {
        let Call { target, request, at } = call;
        let failed = |status| Error::new(ErrorKind::Server).with_status(status);
        let luck = [ERRS, target as u64, request, at.as_millis() as u64];
        match schedule::trouble(target, at)? {
            Trouble::Refuses => Some((2, Error::new(ErrorKind::Connect))),
            Trouble::Errs => Some((40, failed(503))),
            Trouble::Brownout => happens(FAILING, self.seed, &luck).then(|| (200, failed(500))),
        }
    }

    /// What is said, word by word, and when.
    fn answer(&self, call: Call) -> Vec<(Duration, String)> {
        let Call { target, request, at } = call;
        let slowness = if schedule::trouble(target, at).is_some() { SLOWNESS } else { 1 };
        let times = speech::pace(self.seed, target, request).map(|after| at + after * slowness);
        times.zip(speech::words(self.seed, target, question(self.seed, request))).collect()
    }
}

#[async_trait]
impl Provider for Model {
    fn id(&self) -> &str {
        TARGETS[self.target]
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let clock = context.clock();
        let call = Call {
            at: clock.now() - self.start,
            target: self.target,
            request: number_of(context.id()),
        };
        self.note(call, &request);
        if let Some((millis, error)) = self.failure(call) {
            clock.sleep_until(clock.after(Duration::from_millis(millis))).await;
            return Err(error);
        }
        let words = self.answer(call);
        if request.wants_stream() {
            let chunks = ChunkWriter::new(context.id(), 0, self.id());
            return Ok(stream(words, chunks, context.clone(), self.start));
        }
        let end = words.last().map_or(call.at, |(at, _)| *at);
        clock.sleep_until(self.start + end).await;
        let text: String = words.into_iter().map(|(_, word)| word).collect();
        Ok(Response::complete(Completion::of_text(self.id(), &text)))
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        match schedule::trouble(self.target, context.clock().now() - self.start) {
            Some(Trouble::Refuses) => Err(Error::new(ErrorKind::Connect)),
            Some(Trouble::Errs) => Err(Error::new(ErrorKind::Server).with_status(503)),
            Some(Trouble::Brownout) | None => Ok(()),
        }
    }
}

/// What was begun before a target went down is said to its end.
fn stream(
    words: Vec<(Duration, String)>,
    chunks: ChunkWriter,
    context: Context,
    start: Instant,
) -> Response {
    let words = words.into_iter().map(Some).chain([None]);
    Response::stream(stream::unfold((words, chunks), move |(mut words, chunks)| {
        let context = context.clone();
        async move {
            let event: Event = match words.next()? {
                Some((at, word)) => {
                    context.clock().sleep_until(start + at).await;
                    chunks.text(&word)
                }
                None => chunks.finish(FinishReason::Stop),
            };
            Some((Ok(event), (words, chunks)))
        }
    }))
}

/// The number of the request with this identity.
fn number_of(id: &str) -> u64 {
    let digits = id.strip_prefix("incident-").expect("a request of the incident");
    digits.parse().expect("a number")
}
