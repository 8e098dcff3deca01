//! The incident, from its first request to its last answer.

use osier::Clock;
use osier::http::TokioClock;
use tokio::runtime::Builder;

use crate::caller::Callers;
use crate::client::client;
use crate::crowd;
use crate::journal::{Journal, Pages};
use crate::memory::Memory;
use crate::traffic;

/// Lets it happen, on a clock that jumps from one event to the next.
pub(crate) fn live(seed: u64) -> Pages {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(pass(seed))
}

async fn pass(seed: u64) -> Pages {
    let (journal, memory, start) = (Journal::default(), Memory::default(), TokioClock.now());
    let client = client(seed, start, &journal, memory.clone());
    let watch = tokio::spawn(client.watch());
    let callers = Callers { seed, start, client, memory };
    let ask = |wish| {
        let (callers, journal) = (callers.clone(), journal.clone());
        async move {
            let asked = callers.ask(wish).await;
            journal.write(|pages| pages.asked.push(asked));
        }
    };
    crowd::come(start, traffic::of_the_incident(seed), |wish| wish.at, ask).await;
    watch.abort();
    let mut pages = journal.write(std::mem::take);
    pages.asked.sort_by_key(|asked| asked.wish.number);
    pages
}
