//! Who is given what is stored, and who is not.

use osier::FinishReason;
use osier_gateway::config::OffOr;
use osier_simulate::{Answer, Point, Preset, Script, Step};
use serde_json::json;

use super::{ask, cached, certain, is_stored, is_young, status, stored};
use crate::stage::{DIALECTS, Stage, body, staged};

/// Answers `one`, then `two`, and `three` from then on.
fn counting() -> [Script; 1] {
    let script = Script::answer("one").then(Step::answer("two")).then(Step::answer("three"));
    [script]
}

async fn counted(settings: &str) -> Stage {
    staged(DIALECTS[0], counting(), cached(settings)).await
}

#[tokio::test]
async fn what_can_be_expected_twice_is_given_twice_and_says_how_old_it_is() {
    for dialect in DIALECTS {
        for stream in [false, true] {
            let stage = staged(dialect, counting(), cached("")).await;
            let first = stage.send(stage.post(certain(stream).to_string())).await;
            assert_eq!((status(&first), &*first.text()), ("miss", "one"), "{dialect:?}");
            assert_eq!(first.header("age"), None, "{dialect:?}");
            is_stored(&stage, &certain(stream)).await;

            let again = stage.send(stage.post(certain(stream).to_string())).await;
            assert_eq!((status(&again), &*again.text()), ("hit", "one"), "{dialect:?}");
            is_young(&again);
            let key = first.header("x-osier-cache-key").expect("a key");
            assert_eq!(again.header("x-osier-cache-key"), Some(key), "{dialect:?}");
            assert_eq!(key.len(), 96);
            assert_eq!(again.header("x-osier-target"), Some("a"), "whose answer it was");
            assert_eq!(again.header("x-osier-attempts"), Some("none"), "{dialect:?}");
            assert_eq!(again.header("x-osier-level"), Some("full"), "{dialect:?}");
            assert_eq!(stage.counts(), [1], "{dialect:?}");
        }
    }
}

#[tokio::test]
async fn what_may_be_answered_differently_is_given_twice_to_those_who_ask_for_that() {
    let stage = counted("").await;
    let told = async |request: Option<&str>| {
        let reply = match request {
            None => stage.chat(false).await,
            Some(choice) => ask(&stage, &body(false), choice).await,
        };
        (status(&reply).to_owned(), reply.text())
    };
    let is = |status: &str, text: &str| (status.to_owned(), text.to_owned());
    stored(&stage, &body(false)).await;
    assert_eq!(told(Some("use")).await, is("hit", "one"));
    assert_eq!(told(Some("only")).await, is("hit", "one"));
    assert_eq!(told(Some("bypass")).await, is("bypass", "two"));
    assert_eq!(told(Some("use")).await, is("hit", "one"), "what bypasses is not stored");
    assert_eq!(told(None).await, is("miss", "three"));
    assert_eq!(stage.counts(), [3]);
}

#[tokio::test]
async fn a_refreshed_answer_takes_the_place_of_the_one_before() {
    let stage = counted("").await;
    for text in ["one", "two"] {
        assert_eq!(stored(&stage, &certain(false)).await.text(), text);
    }
    let replaced = async { while ask(&stage, &certain(false), "use").await.text() != "two" {} };
    tokio::time::timeout(crate::stage::BOUND, replaced).await.expect("the second one is stored");
    assert_eq!(stage.counts(), [2]);
}

#[tokio::test]
async fn what_is_wanted_of_the_cache_is_named_if_nobody_knows_it() {
    let stage = counted("").await;
    for wrong in ["USE", "usual", "always", "no-cache", "", "use, only"] {
        let reply = ask(&stage, &body(false), wrong).await;
        assert_eq!((reply.status.as_u16(), reply.header("x-should-retry")), (400, Some("false")));
        let error = &reply.json()["error"];
        assert_eq!(error["param"], "x-osier-cache", "{wrong:?}");
        for name in ["use", "refresh", "bypass", "only"] {
            assert!(error["message"].as_str().is_some_and(|told| told.contains(name)), "{error}");
        }
    }
    assert_eq!(stage.counts(), [0]);
}

#[tokio::test]
async fn a_route_may_give_what_is_stored_to_all_or_to_nobody() {
    let table =
        [("takes = \"all\"", body(false), "hit"), ("takes = \"nothing\"", certain(false), "miss")];
    for (settings, body, expected) in table {
        let of_all = counted(settings).await;
        let of_route = staged(DIALECTS[0], counting(), |config| {
            cached("")(config);
            config.routes[0].cache =
                Some(OffOr::section(toml::from_str(settings).expect("settings")));
        });
        for stage in [of_all, of_route.await] {
            stored(&stage, &body).await;
            let reply = stage.send(stage.post(body.to_string())).await;
            assert_eq!(status(&reply), expected, "{settings}");
            assert_eq!(status(&ask(&stage, &body, "use").await), "hit", "{settings}");
        }
    }
}

#[tokio::test]
async fn without_a_cache_nothing_is_said_of_one() {
    for route_alone in [false, true] {
        let stage = staged(DIALECTS[0], counting(), |config| {
            if route_alone {
                cached("")(config);
                config.routes[0].cache = Some(OffOr::Off);
            }
        });
        let stage = stage.await;
        for text in ["one", "two"] {
            let reply = ask(&stage, &certain(false), "use").await;
            assert_eq!((reply.text().as_str(), reply.header("x-osier-cache-status")), (text, None));
            assert_eq!((reply.header("x-osier-cache-key"), reply.header("age")), (None, None));
        }
    }
}

#[tokio::test]
async fn only_what_is_stored_or_an_error_that_is_not_worth_a_retry() {
    let stage = counted("").await;
    for stream in [false, true] {
        let reply = ask(&stage, &certain(stream), "only").await;
        assert_eq!((reply.status.as_u16(), &*reply.code()), (504, "not_stored"));
        assert_eq!(reply.header("x-should-retry"), Some("false"));
    }
    assert_eq!(stage.counts(), [0], "nobody was asked");
}

#[tokio::test]
async fn what_cannot_stand_for_a_new_answer_is_not_stored() {
    let unworthy = [
        Step::of(Answer::refusal("I cannot.")),
        Step::of(Answer::text("Let me see.").tool_call("look", "{}")),
        Step::of(Answer::text("One, two,").finish(FinishReason::Error)),
        Step::answer("one two three").cut_after(Point::Tokens(1)),
        Step::status(Preset::ServerError),
    ];
    for step in unworthy {
        let stage = staged(DIALECTS[0], [step.clone()], cached("")).await;
        ask(&stage, &certain(true), "refresh").await;
        stage.providers[0].set_script(Step::answer("Hello"));
        let mut other = certain(true);
        other["seed"] = json!(1);
        stored(&stage, &other).await;
        assert_eq!(ask(&stage, &certain(true), "only").await.code(), "not_stored", "{step:?}");
        assert_eq!(stage.get("/v1/cache").await.json()["figures"]["stored"], 1, "{step:?}");
    }
}
