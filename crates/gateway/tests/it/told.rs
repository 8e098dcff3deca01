//! What a caller is told of what was tried for its request.

use std::time::Duration;

use osier_simulate::{CutHow, Dialect, Fault, Point, Preset, Script, Step};

use crate::stage::{BOUND, DIALECTS, body, stage, staged};

const TEXT: &str = "one two three four";

#[tokio::test]
async fn an_answer_tells_every_attempt_in_order_with_result_and_time() {
    for dialect in DIALECTS {
        for stream in [false, true] {
            let slow = Step::status(Preset::ServerError).headers_after(Duration::from_millis(120));
            let stage = stage(dialect, [slow, Step::status(503), Step::answer(TEXT)]).await;
            let reply = stage.chat(stream).await;
            let last = if stream { "c streaming" } else { "c ok" };
            assert_eq!(reply.tried(), ["a server", "b overloaded", last], "{dialect:?}");
            let told = reply.header("x-osier-attempts").expect("told");
            let first = told.split([' ', ',']).nth(2).expect("a time");
            let millis: u64 = first.parse().expect("milliseconds");
            assert!((100..10_000).contains(&millis), "{dialect:?}: {told}");
        }
    }
}

#[tokio::test]
async fn a_stream_says_right_before_its_end_how_it_went() {
    for dialect in DIALECTS {
        let stage = stage(dialect, [Step::status(503), Step::answer(TEXT)]).await;
        let reply = stage.chat(true).await;
        assert_eq!(reply.text(), TEXT, "{dialect:?}");
        assert!(reply.last_word().starts_with("target=b attempts=\""), "{dialect:?}");
        assert_eq!(reply.tried_in_all(), ["a overloaded", "b ok"], "{dialect:?}");
        assert_eq!(reply.body.matches(": osier").count(), 1, "{}", reply.body);
        assert!(reply.last_word().is_ascii());
    }
}

#[tokio::test]
async fn a_stream_that_broke_off_says_where() {
    for dialect in DIALECTS {
        let cut = Step::answer(TEXT).cut(Point::Tokens(2), CutHow::Abort);
        let stage = stage(dialect, [Step::status(503), cut]).await;
        let reply = stage.chat(true).await;
        assert!(reply.stream_error().is_some(), "{}", reply.body);
        assert!(reply.last_word().starts_with("target=b "), "{dialect:?}");
        assert_eq!(reply.tried_in_all(), ["a overloaded", "b cut"], "{dialect:?}");
    }
}

#[tokio::test]
async fn http2_tells_the_same() {
    let cut = Step::answer(TEXT).cut(Point::Tokens(2), CutHow::Abort);
    let table = [(Step::answer(TEXT), "b ok"), (cut, "b cut")];
    for (step, last) in table {
        let stage = stage(Dialect::OpenAi, [Step::status(503), step]).await;
        let client = reqwest::Client::builder().no_proxy().timeout(BOUND).http2_prior_knowledge();
        let request = client.build().expect("a client").post(stage.url("/v1/chat/completions"));
        let reply = stage.send(request.body(body(true).to_string())).await;
        assert_eq!(reply.tried_in_all(), ["a overloaded", last], "{}", reply.body);
    }
}

#[tokio::test]
async fn who_was_passed_over_is_told_and_an_error_tells_only_failures() {
    let failing = || Script::of(Step::status(Preset::ServerError));
    let stage = staged(Dialect::OpenAi, [failing(), failing()], |config| {
        config.targets[0].breaker.enabled = None;
        config.targets[0].breaker.consecutive_failures =
            Some(osier_gateway::config::OrOff(Some(1)));
    })
    .await;
    assert_eq!(stage.chat(false).await.tried(), ["a server", "b server"]);
    stage.providers[1].set_script(Step::answer(TEXT));
    let reply = stage.chat(false).await;
    assert!(["b ok", "a circuit_open, b ok"].contains(&&*reply.tried().join(", ")));
}

#[tokio::test]
async fn where_nothing_was_tried_none_is_said() {
    let stage = stage(Dialect::OpenAi, [Step::answer(TEXT)]).await;
    let from_page = stage.post(body(false).to_string()).header("origin", "http://evil.example");
    let table = [
        (stage.send(stage.post("{")).await, 400),
        (stage.send(from_page).await, 403),
        (stage.get("/v1/nothing").await, 404),
        (stage.get("/v1/chat/completions").await, 405),
    ];
    for (reply, status) in table {
        let told = (reply.status.as_u16(), reply.header("x-osier-attempts"));
        assert_eq!(told, (status, Some("none")));
    }
}

#[tokio::test]
async fn many_attempts_stay_within_what_a_header_may_be() {
    let stage = staged(Dialect::OpenAi, [Step::fault(Fault::Close)], |config| {
        config.server.max_attempts = std::num::NonZeroU32::MIN.saturating_add(299);
        let retry = &mut config.targets[0].retry;
        retry.max_attempts = Some(300);
        retry.base = Some(Duration::from_millis(1));
        retry.wait_base = retry.base;
        retry.cap = retry.base;
        retry.billed_attempts = Some(300);
        retry.budget.burst = Some(1000);
        config.retry_budget.burst = Some(1000);
    })
    .await;
    let reply = stage.chat(false).await;
    let told = reply.header("x-osier-attempts").expect("told");
    assert!(told.len() <= 2048 && told.contains(", +"), "{told}");
    assert_eq!(reply.json()["osier"]["attempts"].as_array().map(Vec::len), Some(300));
}

#[tokio::test]
async fn every_response_has_its_identity_under_both_names() {
    let stage = stage(Dialect::OpenAi, [Step::answer(TEXT)]).await;
    let mut replies = vec![stage.chat(false).await, stage.chat(true).await];
    replies.push(stage.send(stage.post("{")).await);
    for path in ["/healthz", "/readyz", "/v1/health", "/v1/models", "/nowhere"] {
        replies.push(stage.get(path).await);
    }
    let origin = stage.post(body(false).to_string()).header("origin", "http://evil.example");
    replies.push(stage.send(origin).await);
    for reply in &replies {
        let id = reply.header("x-osier-request-id").expect("an identity");
        assert_eq!(reply.header("x-request-id"), Some(id), "{}", reply.body);
    }
}
