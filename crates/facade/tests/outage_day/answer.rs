//! One answer of a provider, decided word by word before it begins.

use std::collections::VecDeque;
use std::future::pending;
use std::time::{Duration, Instant};

use futures_util::stream;
use osier::{
    ChunkWriter, Completion, Context, Delivery, Error, ErrorKind, Event, FinishReason, Request,
    Response,
};

use crate::random::{number, spread};
use crate::schedule::{TARGETS, Weather};
use crate::speech::{self, Speech};

/// To the first word, in milliseconds, from the quickest to the slowest, with a long tail to the right.
const FIRST: [u64; 21] = [
    300, 340, 365, 385, 400, 415, 430, 445, 460, 475, 490, 505, 525, 545, 570, 600, 635, 675, 725,
    790, 900,
];
/// Between two words.
const GAP: [u64; 5] = [60, 90, 110, 140, 200];
/// The headers come shortly before the first word.
const HEADERS: Duration = Duration::from_millis(20);

const FIRST_WORD: u64 = 24;
const NEXT_WORD: u64 = 25;
const CUT_AT: u64 = 26;

/// How long the target takes for this request in good weather: to each of its words.
pub(crate) fn pace(seed: u64, target: usize, request: u64) -> impl Iterator<Item = Duration> {
    let of = move |what: u64, place: u64| [what, target as u64, request, place];
    let first = spread(&FIRST, seed, &of(FIRST_WORD, 0));
    let next = move |place| spread(&GAP, seed, &of(NEXT_WORD, place));
    let gaps = (1..speech::length(seed, request) as u64).map(next);
    std::iter::once(first).chain(gaps).scan(Duration::ZERO, |at, gap| {
        *at += gap;
        Some(*at)
    })
}

/// Which call this is, and when it came.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) seed: u64,
    pub(crate) target: usize,
    pub(crate) request: u64,
    /// How many of the same request came to the same target before.
    pub(crate) before: u64,
    pub(crate) at: Duration,
}

/// What is said and done, and when.
pub(crate) struct Answer {
    acts: VecDeque<(Duration, Act)>,
    asked: Asked,
}

enum Act {
    Say(String),
    Finish,
    Break,
    Stall,
}

impl Answer {
    /// A whole one, so many times slower than in good weather. One that the request brings the beginning
    /// of is gone on with.
    pub(crate) fn new(asked: Asked, request: &Request, slowness: u32) -> Self {
        let Asked { seed, target, request: number, before, at } = asked;
        // The first two targets are hosts of one model.
        let model = target as u64 / 2;
        let of_its_own = (!is_sure(request)).then_some(before * 3 + target as u64);
        let speech = Speech::of(seed, number, model, of_its_own);
        let places = begun(request)..speech::length(seed, number);
        let say = |(after, place)| (at + after * slowness, Act::Say(speech.word(place)));
        let mut acts: VecDeque<_> = pace(seed, target, number).zip(places).map(say).collect();
        let end = acts.back().map_or(at, |act| act.0);
        acts.push_back((end, Act::Finish));
        Self { acts, asked }
    }

    /// The same, but it breaks off after its first word and before its last.
    pub(crate) fn cut(mut self) -> Self {
        let Asked { seed, request, before, .. } = self.asked;
        let words = self.acts.len().saturating_sub(2).max(1) as u64;
        let place = 1 + number(seed, &[CUT_AT, request, before]) % words;
        self.acts.truncate(place as usize);
        self.acts.push_back((self.end(), Act::Break));
        self
    }

    /// The same, but at this moment the target goes down.
    pub(crate) fn ended_at(mut self, moment: Duration, weather: Weather) -> Self {
        let act = if weather == Weather::Refuses { Act::Break } else { Act::Stall };
        self.acts.retain(|act| act.0 < moment);
        self.acts.push_back((moment, act));
        self
    }

    /// When it is over.
    pub(crate) fn end(&self) -> Duration {
        self.acts.back().map_or(self.asked.at, |act| act.0)
    }

    pub(crate) async fn give(
        self,
        context: &Context,
        start: Instant,
        streamed: bool,
    ) -> Result<Response, Error> {
        let name = TARGETS[self.asked.target];
        if streamed {
            let headers = self.acts.front().map_or(Duration::ZERO, |act| act.0) - HEADERS;
            context.clock().sleep_until(start + headers).await;
            context.beat();
            let chunks = ChunkWriter::new(context.id(), 0, name);
            let playing = Playing { acts: self.acts, chunks, context: context.clone(), start };
            return Ok(Response::stream(stream::unfold(playing, Playing::next)));
        }
        context.clock().sleep_until(start + self.end()).await;
        let mut text = String::new();
        for (_, act) in self.acts {
            match act {
                Act::Say(word) => text += &word,
                Act::Finish => return Ok(Response::complete(Completion::of_text(name, &text))),
                Act::Stall => pending().await,
                Act::Break => break,
            }
        }
        Err(Error::new(ErrorKind::Server).with_delivery(Delivery::MaybeSent))
    }
}

/// The rest of a streamed answer.
struct Playing {
    acts: VecDeque<(Duration, Act)>,
    chunks: ChunkWriter,
    context: Context,
    start: Instant,
}

impl Playing {
    async fn next(mut self) -> Option<(Result<Event, Error>, Self)> {
        let (at, act) = self.acts.pop_front()?;
        self.context.clock().sleep_until(self.start + at).await;
        let item = match act {
            Act::Say(word) => Ok(self.chunks.text(&word)),
            Act::Finish => Ok(self.chunks.finish(FinishReason::Stop)),
            Act::Break => Err(Error::new(ErrorKind::Cut)),
            Act::Stall => pending().await,
        };
        self.context.beat();
        Some((item, self))
    }
}

fn is_sure(request: &Request) -> bool {
    request.get("temperature").is_some_and(|value| value.first() == Some(&b'0'))
}

/// How many words of the answer the request brings along, to be gone on with.
fn begun(request: &Request) -> usize {
    let messages = request.get("messages").cloned().unwrap_or_default();
    if !messages.windows(9).any(|part| part == b"assistant") {
        return 0;
    }
    let messages: serde_json::Value = serde_json::from_slice(&messages).expect("messages");
    let last = messages.as_array().and_then(|all| all.last()).expect("a message");
    let said = last["content"].as_str().filter(|_| last["role"] == "assistant");
    said.map_or(0, |text| text.split_whitespace().count())
}
