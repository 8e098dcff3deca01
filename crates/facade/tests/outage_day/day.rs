//! A day, from its first request to its last answer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use osier::http::TokioClock;
use osier::{Clock, Notice, Observer};
use tokio::runtime::Builder;

use crate::caller::Callers;
use crate::crowd;
use crate::journal::{Asked, Call, Journal};
use crate::route::Shape;
use crate::traffic;

/// What happened in it.
pub(crate) struct Day {
    pub(crate) shape: Shape,
    /// In the order of their numbers.
    pub(crate) asked: Vec<Asked>,
    /// In the order in which they came.
    pub(crate) calls: Vec<Call>,
    pub(crate) told: BTreeMap<String, u64>,
}

impl Day {
    /// Lets the day pass, on a clock that jumps from one event to the next.
    pub(crate) fn live(shape: Shape, seed: u64) -> Self {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(Self::pass(shape, seed))
    }

    async fn pass(shape: Shape, seed: u64) -> Self {
        let (journal, told) = (Journal::default(), Arc::new(Told::default()));
        let start = TokioClock.now();
        let client = shape.client(seed, start, &journal, told.clone());
        let watch = tokio::spawn(client.watch());
        let callers = Callers::new(seed, start, client);
        let ask = |wish| {
            let (callers, journal) = (callers.clone(), journal.clone());
            async move {
                let asked = callers.ask(wish).await;
                journal.write(|pages| pages.asked.push(asked));
            }
        };
        crowd::come(start, traffic::of_the_day(seed), |wish| wish.at, ask).await;
        watch.abort();
        let (mut asked, calls) = journal
            .write(|pages| (std::mem::take(&mut pages.asked), std::mem::take(&mut pages.calls)));
        asked.sort_by_key(|asked| asked.wish.number);
        let told = std::mem::take(&mut *told.0.lock().expect("not poisoned"));
        Self { shape, asked, calls, told }
    }
}

/// How often each thing was told of.
#[derive(Default)]
struct Told(Mutex<BTreeMap<String, u64>>);

impl Observer for Told {
    fn on_notice(&self, notice: &Notice<'_>) {
        let what = match notice {
            Notice::Retrying { .. } => "tried again at the same target".to_owned(),
            Notice::FailedOver { .. } => "moved on to another target".to_owned(),
            Notice::Hedged { .. } => "hedged".to_owned(),
            Notice::Resumed { how, .. } => format!("resumed by {how}"),
            Notice::Benched { .. } => "credential benched".to_owned(),
            Notice::Reinstated { cause, .. } => format!("credential reinstated: {cause}"),
            Notice::BreakerMoved { to: "open", cause, .. } => format!("circuit opened: {cause}"),
            _ => return,
        };
        *self.0.lock().expect("not poisoned").entry(what).or_default() += 1;
    }
}
