//! Thousands of flights on several threads, with callers that come and go as a seed has it.

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::time::Duration;

use tokio::task::JoinSet;

use super::*;

const CALLERS: usize = 6;

/// Xorshift: the same for the same seed.
#[derive(Clone, Copy)]
struct Luck(u64);

impl Luck {
    /// A number below this one.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) % end
    }

    async fn pause(&mut self) {
        for _ in 0..self.below(4) {
            yield_now().await;
        }
    }
}

/// What one round shares.
#[derive(Clone)]
struct Round {
    flights: Flights,
    calls: Arc<AtomicUsize>,
    boarded: Arc<AtomicUsize>,
    /// Whether all must share one call, since it waits until everybody has boarded.
    together: bool,
}

impl Round {
    fn new(flights: &Flights, together: bool) -> Self {
        let (calls, boarded) = Default::default();
        Self { flights: flights.clone(), calls, boarded, together }
    }

    fn board(&self, luck: Luck) -> Seat {
        let seat = match self.flights.board(key(1), TIME) {
            Boarded::Joined(seat) => seat,
            Boarded::First(seat, pilot) => {
                let call = self.clone().call(self.calls.fetch_add(1, SeqCst), luck);
                tokio::spawn(async move { pilot.fly(call).await });
                seat
            }
            Boarded::Full => panic!("there is room"),
        };
        self.boarded.fetch_add(1, SeqCst);
        seat
    }

    /// Events that say which call they are of, how many came before, and how many come in all.
    async fn call(self, number: usize, mut luck: Luck) -> Result<Response, Error> {
        while self.together && self.boarded.load(SeqCst) < CALLERS {
            yield_now().await;
        }
        luck.pause().await;
        let all = luck.below(8);
        match luck.below(4) {
            0 => return Err(Error::new(ErrorKind::Server)),
            1 => return Ok(whole()),
            _ => {}
        }
        let end = (luck.below(3) == 0).then(|| Err(Error::new(ErrorKind::Cut)));
        let events = (0..all).map(move |at| Ok(text(&format!("{number} {at} {all}")))).chain(end);
        Ok(Response::stream(stream::iter(events).then(move |item| async move {
            luck.pause().await;
            item
        })))
    }

    async fn ask(self, stays: bool, mut luck: Luck) {
        luck.pause().await;
        self.ride(self.board(luck), stays, luck).await;
    }

    /// Stays, or leaves some time.
    async fn ride(&self, seat: Seat, stays: bool, mut luck: Luck) {
        if stays {
            return check(&everything(seat).await);
        }
        let mut riding = std::pin::pin!(everything(seat));
        for _ in 0..luck.below(6) {
            let polled = poll_fn(|cx| Poll::Ready(riding.as_mut().poll(cx))).await;
            if let Poll::Ready(got) = polled {
                return check(&got);
            }
            luck.pause().await;
        }
    }
}

/// All events of one call, in their order, up to the normal end or the failure.
fn check((events, error): &(Vec<Event>, Option<ErrorKind>)) {
    let texts: Vec<_> = events.iter().filter_map(Event::text).collect();
    if texts.first().is_none_or(|text| text == "Hello") {
        return;
    }
    let read = |text: &String| text.split(' ').map(|word| word.parse().unwrap()).collect();
    let read: Vec<Vec<usize>> = texts.iter().map(read).collect();
    let expected: Vec<_> = (0..read[0][2]).map(|at| vec![read[0][0], at, read[0][2]]).collect();
    assert_eq!(read, expected);
    assert!(matches!(error, None | Some(ErrorKind::Cut)), "{error:?}");
}

async fn rounds(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let mut luck = Luck(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let flights = flights();
        let round = Round::new(&flights, luck.below(2) == 0);
        let stays = round.together;
        let mut callers = JoinSet::new();
        callers.spawn({
            let (round, seat) = (round.clone(), round.board(luck));
            async move { round.ride(seat, stays, luck).await }
        });
        for _ in 1..CALLERS {
            let (stays, luck) = (luck.below(2) == 0, Luck(luck.below(u64::MAX >> 32) | 1));
            callers.spawn(round.clone().ask(stays, luck));
        }
        callers.join_all().await;
        let calls = round.calls.load(SeqCst);
        assert!(!round.together || calls == 1, "{calls} calls for one question, seed {seed}");
        while flights.len() > 0 || flights.bytes() > 0 {
            yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_stays_gets_all_of_one_answer_whoever_else_comes_and_goes() {
    let all = async {
        let several = (0..4).map(|part| tokio::spawn(rounds(part * 500..(part + 1) * 500)));
        for part in several.collect::<Vec<_>>() {
            part.await.expect("no caller was failed");
        }
    };
    tokio::time::timeout(Duration::from_secs(60), all).await.expect("nobody waits for ever");
}
