//! Stored answers in a Redis that has its troubles, in the middle of 500 requests at a time.

mod cluster;
mod erasing;
mod faults;
mod log;
mod proxy;
mod room;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use osier_gateway::config::Config;
use osier_simulate::{Dialect, Script};
use serde_json::{Value, json};

use super::{cached, patient, pause, status};
use crate::reply::Reply;
use crate::stage::{BOUND, Stage, body, staged};

const WAVE: usize = 500;
const CONNECTIONS: usize = 10;
/// What a request waits for Redis at most: more than it ever takes on a busy machine.
const BUDGET: Duration = Duration::from_secs(2);

/// A gateway that stores in Redis alone, so that every request reads there, if anything may.
struct Scene {
    stage: Stage,
    clients: Vec<reqwest::Client>,
    answered: AtomicUsize,
}

/// What became of a wave.
struct Wave {
    /// How many answers had this status.
    statuses: BTreeMap<String, usize>,
    slowest: Duration,
}

fn in_redis(urls: &Value) -> impl FnOnce(&mut Config) + use<> {
    let redis = format!("redis = {{ url = {urls}, response_timeout = \"4s\" }}");
    let cached = cached(&format!("memory = \"off\"\nread_budget = \"2s\"\n{redis}"));
    |config| {
        cached(config);
        patient(config);
    }
}

/// A question of its own for every request of a wave.
fn question(number: usize) -> Value {
    let mut body = body(number.is_multiple_of(2));
    body["messages"][0]["content"] = json!(format!("Question {number}"));
    body
}

impl Scene {
    async fn with(urls: impl Into<Value>) -> Self {
        let stage =
            staged(Dialect::OpenAi, [Script::answer("Hello")], in_redis(&urls.into())).await;
        let client = |_| {
            let client = reqwest::Client::builder().no_proxy().timeout(BOUND);
            client.http2_prior_knowledge().build().expect("a client")
        };
        let clients = (0..CONNECTIONS).map(client).collect();
        Self { stage, clients, answered: AtomicUsize::new(0) }
    }

    async fn ask(&self, number: usize) -> (Reply, Duration) {
        let client = &self.clients[number % CONNECTIONS];
        let request = client.post(self.stage.url("/v1/chat/completions"));
        let request = request.header("x-osier-cache", "use").body(question(number).to_string());
        let start = now();
        let reply = self.stage.send(request).await;
        self.answered.fetch_add(1, Ordering::Relaxed);
        (reply, start.elapsed())
    }

    /// All questions at once. Every one of them is answered.
    async fn wave(&self) -> Wave {
        let mut wave = Wave { statuses: BTreeMap::new(), slowest: Duration::ZERO };
        for (reply, took) in join_all((0..WAVE).map(|number| self.ask(number))).await {
            assert_eq!((reply.status.as_u16(), &*reply.text()), (200, "Hello"), "{}", reply.body);
            *wave.statuses.entry(status(&reply).to_owned()).or_insert(0) += 1;
            wave.slowest = wave.slowest.max(took);
        }
        wave
    }

    /// A wave, and in the middle of it this.
    async fn wave_while(&self, harm: impl FnOnce()) -> Wave {
        let enough = self.answered.load(Ordering::Relaxed) + WAVE / 10;
        let harming = async {
            while self.answered.load(Ordering::Relaxed) < enough {
                pause(Duration::from_millis(1)).await;
            }
            harm();
        };
        join(self.wave(), harming).await.0
    }

    /// Asks all questions, until every answer comes out of Redis; the wave that was as it should be.
    async fn fill(&self) -> Wave {
        let filling = async {
            loop {
                let wave = self.wave().await;
                if wave.hits() == WAVE {
                    return wave;
                }
                // Writing goes on behind the answers.
                pause(Duration::from_millis(200)).await;
            }
        };
        tokio::time::timeout(3 * BOUND, filling).await.expect("all of it is stored")
    }

    /// Waits until what is stored is given again.
    async fn is_used_again(&self) {
        let asking = async {
            while status(&self.ask(0).await.0) != "hit" {
                pause(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(BOUND, asking).await.expect("it is used again");
    }

    async fn figure(&self, name: &str) -> u64 {
        let told = self.stage.get("/v1/cache").await.json();
        told["figures"][name].as_u64().unwrap_or_else(|| panic!("no {name}: {told}"))
    }
}

impl Wave {
    fn hits(&self) -> usize {
        self.statuses.get("hit").copied().unwrap_or_default()
    }
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
fn now() -> Instant {
    Instant::now()
}
