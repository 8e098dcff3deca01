//! Who shares a call comes and goes freely.

use std::time::Duration;

use futures_util::future::join_all;
use osier_simulate::{Answer, Dialect, Point, Preset, Script, SeenEnd, Step};

use super::{cached, pause, status};
use crate::reply::Reply;
use crate::stage::{BOUND, DIALECTS, Stage, body, staged};

const SECOND: Duration = Duration::from_secs(1);
const WORDS: u32 = 30;
const OTHERS: usize = 20;

/// An answer that takes about a second and a half to be told.
async fn telling(dialect: Dialect) -> Stage {
    let step = Step::of(Answer::tokens(WORDS)).between_tokens(SECOND / 20);
    staged(dialect, [step], cached("")).await
}

/// Asks for a stream, and waits for its first bytes.
async fn begun(stage: &Stage) -> reqwest::Response {
    let mut response = stage.post(body(true).to_string()).send().await.expect("a response");
    assert!(response.chunk().await.expect("a body").is_some());
    response
}

async fn chats(stage: &Stage, stream: bool) -> Vec<Reply> {
    join_all((0..OTHERS).map(|_| stage.chat(stream))).await
}

#[tokio::test]
async fn whoever_asked_first_may_leave_and_the_others_have_all_of_it() {
    join_all(DIALECTS.map(async |dialect| {
        let stage = telling(dialect).await;
        let first = begun(&stage).await;
        let leaving = async {
            pause(SECOND / 4).await;
            drop(first);
        };
        let (replies, ()) = tokio::join!(chats(&stage, true), leaving);
        for reply in replies {
            assert_eq!(status(&reply), "shared", "{dialect:?}");
            assert_eq!(reply.text().split_whitespace().count(), WORDS as usize, "{dialect:?}");
            assert_eq!(reply.finish().as_deref(), Some("stop"), "{dialect:?}");
        }
        assert_eq!(stage.counts(), [1], "{dialect:?}");
        assert_eq!(stage.calls(0)[0].end, Some(SeenEnd::Answered), "{dialect:?}");
    }))
    .await;
}

#[tokio::test]
async fn when_all_have_left_the_call_is_cancelled_and_the_next_one_asks_anew() {
    for dialect in DIALECTS {
        let stage = telling(dialect).await;
        let all = [begun(&stage).await, begun(&stage).await, begun(&stage).await];
        assert_eq!(stage.counts(), [1], "{dialect:?}");
        drop(all);
        assert!(stage.providers[0].client_left(SECOND).await, "{dialect:?}");
        stage.providers[0].set_script(Step::answer("anew"));
        let next = stage.chat(true).await;
        assert_eq!((status(&next), &*next.text()), ("miss", "anew"), "{dialect:?}");
    }
}

#[tokio::test]
async fn those_who_leave_while_nothing_has_come_yet_cancel_the_call_as_well() {
    let step = Step::answer("never heard").headers_after(BOUND);
    let stage = staged(Dialect::OpenAi, [step], |config| {
        cached("")(config);
        config.targets[0].timeout.headers = Some(BOUND);
    });
    let stage = stage.await;
    let waiting = async {
        while stage.counts() == [0] {
            pause(SECOND / 50).await;
        }
    };
    tokio::select! {
        _ = chats(&stage, false) => unreachable!("nothing is answered"),
        () = waiting => {}
    }
    assert!(stage.providers[0].client_left(SECOND).await);
    assert_eq!(stage.counts(), [1]);
}

#[tokio::test]
async fn a_call_that_fails_fails_for_all_and_the_next_one_asks_anew() {
    for stream in [false, true] {
        let fails = Step::status(Preset::ServerError).headers_after(SECOND / 2);
        let stage =
            staged(Dialect::OpenAi, [Script::of(fails).then(Step::answer("anew"))], |config| {
                cached("")(config);
                config.targets[0].timeout.headers = Some(BOUND);
            });
        let stage = stage.await;
        for reply in chats(&stage, stream).await {
            assert_eq!(
                (reply.status.as_u16(), &*reply.code()),
                (502, "provider_failed"),
                "{}",
                reply.body
            );
            assert_eq!(reply.tried(), ["a server"]);
        }
        assert_eq!(stage.counts(), [1]);
        assert_eq!(stage.chat(stream).await.text(), "anew");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_breaks_off_for_all_and_is_not_stored() {
    join_all(DIALECTS.map(async |dialect| {
        let step = Step::of(Answer::tokens(WORDS)).between_tokens(SECOND / 20);
        let breaks = step.cut_after(Point::Tokens(10));
        let stage = staged(dialect, [Script::of(breaks).then(Step::answer("anew"))], |config| {
            cached("")(config);
        });
        let stage = stage.await;
        for reply in chats(&stage, true).await {
            assert!(reply.stream_error().is_some(), "{dialect:?}: {}", reply.body);
        }
        let next = stage.chat(true).await;
        assert_eq!((status(&next), &*next.text()), ("miss", "anew"), "{dialect:?}");
        assert_eq!(stage.counts(), [2], "{dialect:?}");
    }))
    .await;
}
