//! Everything that can go wrong before the first content: the caller gets the next target's answer.

use std::time::{Duration, Instant};

use osier_simulate::{CutHow, Fault, Point, Preset, Status, Step};

use crate::stage::{DIALECTS, stage};

fn faults() -> Vec<(&'static str, Step)> {
    let long = Status::from(Preset::RateLimited).retry_after(Duration::from_secs(86_400));
    vec![
        ("500", Step::status(Preset::ServerError)),
        ("503", Step::status(Preset::Overloaded)),
        ("429", Step::status(Preset::RateLimited)),
        ("429 for a day", Step::status(long)),
        ("out of quota", Step::status(Preset::Quota)),
        ("401", Step::status(Preset::Auth)),
        ("no such model", Step::status(Preset::ModelNotFound)),
        ("too long", Step::status(Preset::ContextLength)),
        ("502 from an edge", Step::status(Status::from(502).html())),
        ("reset before headers", Step::fault(Fault::Reset)),
        ("closed before headers", Step::fault(Fault::Close)),
        ("a web page", Step::fault(Fault::Html)),
        ("garbage", Step::fault(Fault::Garbage)),
        ("an error with status 200", Step::fault(Fault::ErrorWith200(Preset::ServerError))),
        ("cut before content", Step::answer("never").cut(Point::Tokens(0), CutHow::Clean)),
        ("reset before content", Step::answer("never").cut(Point::Tokens(0), CutHow::Reset)),
        (
            "an error before content",
            Step::answer("never").error_after(Point::Tokens(0), Preset::Overloaded),
        ),
        ("malformed before content", Step::answer("never").malformed_after(Point::Tokens(0))),
    ]
}

#[tokio::test]
async fn a_failure_before_content_is_never_seen_by_the_caller() {
    for dialect in DIALECTS {
        for (name, step) in faults() {
            for stream in [false, true] {
                let stage = stage(dialect, [step.clone(), Step::answer("from b")]).await;
                let reply = stage.chat(stream).await;
                let scene = format!("{dialect:?}, {name}, stream: {stream}: {}", reply.body);
                assert_eq!(reply.status, 200, "{scene}");
                assert_eq!(reply.text(), "from b", "{scene}");
                assert_eq!(reply.header("x-osier-target"), Some("b"), "{scene}");
                let result = if stream { "b streaming" } else { "b ok" };
                let tried = reply.tried();
                assert_eq!((tried.len(), &*tried[1]), (2, result), "{scene}");
                assert_eq!(stage.counts(), [1, 1], "{scene}");
            }
        }
    }
}

#[tokio::test]
async fn a_target_that_hangs_is_left_for_the_next_one() {
    let hanging = [
        ("hangs", Step::fault(Fault::Hang)),
        ("hangs after headers", Step::fault(Fault::HeadersThenHang)),
        ("only pings", Step::fault(Fault::pings(Duration::from_millis(50)))),
    ];
    for dialect in DIALECTS {
        for (name, step) in hanging.clone() {
            let stage = stage(dialect, [step, Step::answer("from b")]).await;
            let start = now();
            let reply = stage.chat(true).await;
            assert_eq!(
                (reply.status.as_u16(), &*reply.text()),
                (200, "from b"),
                "{dialect:?} {name}"
            );
            assert!(start.elapsed() < Duration::from_secs(3), "{dialect:?} {name}");
            let left = stage.providers[0].client_left(Duration::from_secs(2)).await;
            assert!(left, "{dialect:?} {name}: the silent target is still connected");
        }
    }
}

#[tokio::test]
async fn a_whole_answer_that_never_comes_is_left_after_half_of_the_deadline() {
    for dialect in DIALECTS {
        let stage = stage(dialect, [Step::fault(Fault::Hang), Step::answer("from b")]).await;
        let request = stage.post(crate::stage::body(false).to_string());
        let reply = stage.send(request.header("x-osier-timeout", "2")).await;
        assert_eq!((reply.status.as_u16(), &*reply.text()), (200, "from b"), "{}", reply.body);
    }
}

#[tokio::test]
async fn a_killed_target_is_passed_over_and_used_again_once_it_is_back() {
    for dialect in DIALECTS {
        let stage = stage(dialect, [Step::answer("from a"), Step::answer("from b")]).await;
        assert_eq!(stage.chat(false).await.text(), "from a");
        stage.providers[0].stop().await;
        for stream in [false, true] {
            assert_eq!(stage.chat(stream).await.text(), "from b", "{dialect:?}");
        }
        stage.providers[0].restart().await.expect("the same port");
        assert_eq!(stage.chat(true).await.text(), "from a", "{dialect:?}");
    }
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
fn now() -> Instant {
    Instant::now()
}
