//! A thousand who ask the same at the same time.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use osier_gateway::config::Config;
use osier_simulate::{Answer, Dialect, Step};

use super::{cached, patient, status};
use crate::reply::Reply;
use crate::stage::{BOUND, DIALECTS, Stage, body, staged};

const CROWD: usize = 1000;
/// As many share a connection as a server lets them.
const PER_CONNECTION: usize = 100;
const WORDS: u32 = 40;

/// Long enough for all of them to come, on a machine that has other things to do.
const LONG: Duration = Duration::from_secs(3);

/// A cache, and enough of everything else.
fn roomy(config: &mut Config) {
    cached("")(config);
    patient(config);
}

async fn ask(stage: &Stage, client: &reqwest::Client, stream: bool) -> Reply {
    let request = client.post(stage.url("/v1/chat/completions")).body(body(stream).to_string());
    stage.send(request).await
}

/// So many at once, over few connections.
async fn crowd(stage: &Stage, size: usize, stream: bool) -> Vec<Reply> {
    let client = || {
        let client = reqwest::Client::builder().no_proxy().timeout(BOUND).http2_prior_knowledge();
        client.build().expect("a client")
    };
    let clients: Vec<_> = (0..size.div_ceil(PER_CONNECTION)).map(|_| client()).collect();
    join_all((0..size).map(|number| ask(stage, &clients[number / PER_CONNECTION], stream))).await
}

/// All have the same answer, and all of it; one of them was a miss.
fn have_the_same(replies: &[Reply], stream: bool) {
    let mut statuses = BTreeMap::new();
    for reply in replies {
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.body, replies[0].body);
        *statuses.entry(status(reply)).or_insert(0) += 1;
    }
    let first = &replies[0];
    assert_eq!(first.text().split_whitespace().count(), WORDS as usize, "{}", first.body);
    if stream {
        assert_eq!(first.finish().as_deref(), Some("stop"));
    }
    assert_eq!(statuses, BTreeMap::from([("miss", 1), ("shared", replies.len() - 1)]));
}

#[tokio::test]
async fn a_thousand_whole_answers_are_one_call() {
    let step = Step::of(Answer::tokens(WORDS)).headers_after(LONG);
    let stage = staged(Dialect::OpenAi, [step], roomy).await;
    have_the_same(&crowd(&stage, CROWD, false).await, false);
    assert_eq!(stage.counts(), [1]);
}

#[tokio::test]
async fn a_thousand_streams_are_one_call_and_whoever_comes_late_has_it_from_the_beginning() {
    let pace = LONG / WORDS;
    let step = Step::of(Answer::tokens(WORDS)).between_tokens(pace).first_token_after(pace);
    let stage = staged(Dialect::OpenAi, [step], roomy).await;
    have_the_same(&crowd(&stage, CROWD, true).await, true);
    assert_eq!(stage.counts(), [1]);
}

#[tokio::test]
async fn every_dialect_is_asked_once() {
    let both = DIALECTS.into_iter().flat_map(|dialect| [(dialect, false), (dialect, true)]);
    join_all(both.map(async |(dialect, stream)| {
        let step = Step::of(Answer::tokens(WORDS)).headers_after(LONG / 3);
        let stage = staged(dialect, [step], roomy).await;
        have_the_same(&crowd(&stage, 50, stream).await, stream);
        assert_eq!(stage.counts(), [1], "{dialect:?}");
    }))
    .await;
}
