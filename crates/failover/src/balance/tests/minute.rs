//! Traffic over three targets, of which one fails fast for a minute.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::load::{Busy, FORGIVEN_AFTER, Load};

const MINUTE: Duration = Duration::from_secs(60);
/// How fast the first target fails.
const AT_ONCE: Duration = Duration::from_millis(1);

#[derive(Clone, Copy, Debug)]
struct Traffic {
    /// Requests a second.
    rate: u64,
    /// How long a target takes to its first token, in the mean.
    first_token: Duration,
    /// How long the rest of an answer takes.
    rest: Duration,
}

/// Three targets, and what is under way there.
struct Town {
    start: Instant,
    now: Duration,
    traffic: Traffic,
    seed: u64,
    loads: [Arc<Load>; 3],
    pending: BTreeMap<(Duration, u64), Pending>,
    chosen: u64,
    /// Where each choice went, and when.
    choices: Vec<(Duration, usize)>,
}

struct Pending {
    target: usize,
    what: What,
    busy: Busy,
}

enum What {
    Fails,
    Begins { took: Duration },
    Ends,
}

impl Town {
    fn new(traffic: Traffic, seed: u64) -> Self {
        Self {
            start: start(),
            now: Duration::ZERO,
            traffic,
            seed,
            loads: Default::default(),
            pending: BTreeMap::new(),
            chosen: 0,
            choices: Vec::new(),
        }
    }

    /// Requests come evenly until this moment. The first target fails from one minute on until two.
    fn run(&mut self, until: Duration) {
        let pause = Duration::from_secs(1) / u32::try_from(self.traffic.rate).expect("few");
        while self.now < until {
            self.pass(self.now + pause);
            self.ask(None);
        }
    }

    /// All that happens until then, in order.
    fn pass(&mut self, until: Duration) {
        while let Some(next) = self.pending.first_entry().filter(|next| next.key().0 <= until) {
            let ((now, _), pending) = next.remove_entry();
            self.now = now;
            self.happen(pending);
        }
        self.now = until;
    }

    fn happen(&mut self, pending: Pending) {
        let Pending { target, what, busy } = pending;
        let load = &self.loads[target];
        match what {
            What::Fails => {
                load.failed(self.start + self.now, AT_ONCE);
                drop(busy);
                self.ask(Some(target));
            }
            What::Begins { took } => {
                load.began(self.start + self.now, took);
                self.later(self.traffic.rest, Pending { target, what: What::Ends, busy });
            }
            What::Ends => drop(busy),
        }
    }

    /// One request, which a target may have failed already.
    fn ask(&mut self, failed: Option<usize>) {
        let now = self.start + self.now;
        let tokens = 200 + self.chance(1) % 2000;
        let others: Vec<_> = (0..3).filter(|target| Some(*target) != failed).collect();
        let tier: Vec<_> = others
            .iter()
            .map(|&target| {
                let score = self.loads[target].score(now, tokens, true);
                Candidate { score, ..candidate(target) }
            })
            .collect();
        self.chosen += 1;
        let place = choose(Strategy::PowerOfTwo, &tier, Luck { draw: self.chance(3), turn: 0 })
            .expect("some");
        let target = tier[place].target;
        self.choices.push((self.now, target));
        let busy = self.loads[target].enter(tokens);
        if target == 0 && (MINUTE..2 * MINUTE).contains(&self.now) {
            self.later(AT_ONCE, Pending { target, what: What::Fails, busy });
        } else {
            // From half to one and a half times the mean.
            let jitter = 0.5 + (self.chance(2) % 1000) as f64 / 1000.0;
            let took = self.traffic.first_token.mul_f64(jitter);
            self.later(took, Pending { target, what: What::Begins { took }, busy });
        }
    }

    /// For one purpose of the request at hand.
    fn chance(&self, purpose: u64) -> u64 {
        draw::mix(self.seed ^ draw::mix(self.chosen * 4 + purpose))
    }

    fn later(&mut self, after: Duration, pending: Pending) {
        self.chosen += 1;
        self.pending.insert((self.now + after, self.chosen), pending);
    }

    /// Which part of the traffic the first target had in this time.
    fn share(&self, from: Duration, until: Duration) -> f64 {
        let within: Vec<_> =
            self.choices.iter().filter(|(at, _)| (from..until).contains(at)).collect();
        within.iter().filter(|(_, target)| *target == 0).count() as f64 / within.len() as f64
    }
}

#[expect(clippy::disallowed_methods, reason = "a minute needs some moment to begin at")]
fn start() -> Instant {
    Instant::now()
}

const fn traffic(rate: u64, first_token: u64, rest: u64) -> Traffic {
    let first_token = Duration::from_millis(first_token);
    Traffic { rate, first_token, rest: Duration::from_millis(rest) }
}

#[test]
fn a_target_that_fails_fast_attracts_no_traffic_and_has_its_share_back_in_time() {
    let table = [
        traffic(5, 800, 0),
        traffic(10, 800, 0),
        traffic(10, 800, 5000),
        traffic(50, 800, 5000),
        traffic(300, 800, 5000),
        traffic(20, 60, 0),
        traffic(20, 5, 20),
        traffic(20, 20_000, 10_000),
    ];
    for traffic in table {
        assert_attracts_nothing_and_comes_back(traffic, 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_target_that_fails_fast_attracts_no_traffic_whatever_the_traffic(rate in 10_u64..100, first_token in 5_u64..5000, rest in 0_u64..8000, seed: u64) {
        assert_attracts_nothing_and_comes_back(traffic(rate, first_token, rest), seed);
    }
}

fn assert_attracts_nothing_and_comes_back(traffic: Traffic, seed: u64) {
    let mut town = Town::new(traffic, seed);
    town.run(4 * MINUTE);
    let before = town.share(MINUTE / 2, MINUTE);
    let failing = town.share(MINUTE, 2 * MINUTE);
    let after = town.share(2 * MINUTE + FORGIVEN_AFTER, 4 * MINUTE);
    println!("{traffic:?}: {before:.3} before, {failing:.4} while it fails, {after:.3} afterwards");
    let fair = 1.0 / 3.0;
    assert!((before / fair - 1.0).abs() < 0.3, "{traffic:?}: {before} before");
    assert!(failing < 0.02, "{traffic:?}: {failing} while it fails");
    assert!(after >= 0.8 * fair, "{traffic:?}: {after} afterwards");
}

#[test]
fn nothing_is_in_flight_when_all_is_over() {
    let mut town = Town::new(traffic(50, 800, 5000), 0);
    town.run(3 * MINUTE);
    assert!(town.loads.iter().any(|load| load.tokens_in_flight() > 0));
    town.pass(5 * MINUTE);
    assert!(town.loads.iter().all(|load| load.tokens_in_flight() == 0));
}

#[test]
fn a_slow_target_has_less_of_the_traffic_but_is_not_forgotten() {
    let mut town = Town::new(traffic(5, 500, 500), 0);
    town.loads[0].began(town.start, Duration::from_secs(20));
    town.run(MINUTE);
    let (soon, later) = (town.share(Duration::ZERO, MINUTE / 6), town.share(MINUTE / 2, MINUTE));
    assert!(soon < 0.05, "{soon} soon");
    assert!(later > 0.25, "{later} later");
}
