//! Those who ask.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier::http::TokioClock;
use osier::{Body, ChatRequest, Client, Clock, Error, Request, Response};

use crate::answer::pace;
use crate::journal::{Asked, Ending};
use crate::random::number;
use crate::schedule::TARGETS;
use crate::speech;
use crate::traffic::Wish;

const LUCK: u64 = 30;

/// What all callers have in common.
#[derive(Clone)]
pub(crate) struct Callers {
    seed: u64,
    start: Instant,
    client: Client,
    requests: Arc<[Request; 4]>,
}

impl Callers {
    pub(crate) fn new(seed: u64, start: Instant, client: Client) -> Self {
        let kinds = [(false, false), (false, true), (true, false), (true, true)];
        let requests = Arc::new(kinds.map(|(streamed, sure)| request(streamed, sure)));
        Self { seed, start, client, requests }
    }

    /// Asks, and reads to the end.
    pub(crate) async fn ask(&self, wish: Wish) -> Asked {
        let context = self
            .client
            .context()
            .id(format!("day-{:06}", wish.number))
            .seed(number(self.seed, &[LUCK, wish.number]))
            .build();
        let kind = usize::from(wish.streamed) * 2 + usize::from(wish.sure);
        let request = self.requests[kind].clone();
        let answer = match self.client.call(&context, request).await {
            Ok(response) => self.read(response, wish).await,
            Err(error) => Err((error, false)),
        };
        let end = answer.unwrap_or_else(|(error, after_content)| Ending::Failed {
            kind: error.kind(),
            retry_after: error.retry_after(),
            after_content,
        });
        Asked { wish, took: self.now() - wish.at, end }
    }

    async fn read(&self, response: Response, wish: Wish) -> Result<Ending, (Error, bool)> {
        let name = response.head.target.as_deref().expect("somebody answered");
        let target = TARGETS.iter().position(|known| *known == name).expect("one of the targets");
        let (mut text, mut begun) = (String::new(), None);
        match response.body {
            Body::Complete(answer) => text = answer.text().unwrap_or_default(),
            Body::Stream(_) => {
                let mut pieces = response.into_text();
                while let Some(piece) = pieces.next().await {
                    begun.get_or_insert_with(|| self.now());
                    text += &piece.map_err(|error| (error, true))?;
                }
            }
        }
        let length = speech::length(self.seed, wish.number);
        let changes = speech::changes(&text, length);
        let changes = changes.unwrap_or_else(|| panic!("{wish:?} was not answered: {text}"));
        let mut pace = pace(self.seed, target, wish.number);
        let usual = if wish.streamed { pace.next() } else { pace.last() };
        let took = begun.unwrap_or_else(|| self.now()) - wish.at;
        let added = took.saturating_sub(usual.expect("a word"));
        Ok(Ending::Answered { added, changed: changes > 0 })
    }

    fn now(&self) -> Duration {
        TokioClock.now() - self.start
    }
}

fn request(streamed: bool, sure: bool) -> Request {
    let request = ChatRequest::new("day").user("What will the weather be?");
    let request = if sure { request.temperature(0.0) } else { request };
    if streamed { request.stream().into() } else { request.into() }
}
