//! At which level an answer was given, in its headers.

use osier_gateway::config::OffOr;
use osier_simulate::{Preset, Script, Step};

use super::{SMALL, on_a_ladder, served, set, two};
use crate::stage::{DIALECTS, stage, staged};

#[tokio::test]
async fn every_answer_says_its_level_and_why_and_errors_say_none() {
    for stream in [false, true] {
        let stage = stage(DIALECTS[0], [Script::answer("hello")]).await;
        assert_eq!(served(&stage.chat(stream).await), ["full", "normal"], "without a ladder");
        stage.providers[0].set_script(Step::status(Preset::ServerError));
        let error = stage.chat(stream).await;
        assert!(!error.status.is_success());
        assert_eq!(
            (error.header("x-osier-level"), error.header("x-osier-level-reason")),
            (None, None)
        );
    }
}

#[tokio::test]
async fn what_the_strong_model_cannot_answer_the_small_one_does_and_says_so() {
    for dialect in DIALECTS {
        let stage = staged(dialect, two(), on_a_ladder(SMALL)).await;
        for stream in [false, true] {
            stage.providers[0].set_script(Script::answer("from the strong"));
            let reply = stage.chat(stream).await;
            assert_eq!(served(&reply), ["full", "normal"], "{dialect:?}");
            assert_eq!(
                (&*reply.text(), reply.tried()[0].as_str()),
                ("from the strong", if stream { "a streaming" } else { "a ok" })
            );

            stage.providers[0].set_script(Step::status(Preset::ServerError));
            let reply = stage.chat(stream).await;
            assert_eq!(served(&reply), ["reduced", "server"], "{dialect:?}");
            assert_eq!(reply.text(), "from the small", "{dialect:?}");
            assert_eq!(reply.header("x-osier-target"), Some("b"), "{dialect:?}");
            let last = if stream { "b streaming" } else { "b ok" };
            assert_eq!(reply.tried(), ["a server", last], "{dialect:?}");
            if stream {
                assert_eq!(reply.tried_in_all(), ["a server", "b ok"], "{dialect:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_level_that_names_no_model_asks_whoever_the_level_above_asks() {
    let table = [
        ("reduced.model = \"small\"", Some("b")),
        ("reduced.model = \"small\"\nminimal.max_tokens = 9", Some("b")),
        ("reduced.model = \"small\"\nminimal.model = \"large\"", Some("a")),
        ("reduced = \"off\"", Some("a")),
    ];
    for (ladder, target) in table {
        let stage = staged(DIALECTS[0], two(), on_a_ladder(ladder)).await;
        set(&stage, "minimal").await;
        let reply = stage.chat(false).await;
        assert_eq!(served(&reply), ["minimal", "pinned"], "{ladder}");
        assert_eq!(reply.header("x-osier-target"), target, "{ladder}");
    }
}

#[tokio::test]
async fn another_model_of_the_same_target_is_asked_where_the_first_one_fails() {
    for dialect in DIALECTS {
        let script = Script::of(Step::status(Preset::ServerError)).then(Step::answer("from mini"));
        let stage = staged(dialect, [script], |config| {
            config.targets[0].model = None;
            let ladder = toml::from_str("reduced.model = \"mini\"\nminimal = \"off\"");
            config.routes[0].degrade = Some(OffOr::section(ladder.expect("a ladder")));
        });
        let stage = stage.await;
        let reply = stage.chat(true).await;
        assert_eq!((served(&reply), &*reply.text()), (["reduced", "server"], "from mini"));
        assert_eq!(reply.tried(), ["a server", "a streaming"], "{dialect:?}");
        let seen = &stage.calls(0)[1];
        let is_named = seen.path.contains("mini") || seen.json().expect("JSON")["model"] == "mini";
        assert!(is_named, "{dialect:?}: {}", seen.path);
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_wrong_at_every_level() {
    let scripts = [Script::of(Step::status(Preset::InvalidRequest)), Script::answer("never asked")];
    let stage = staged(DIALECTS[0], scripts, on_a_ladder(SMALL)).await;
    let reply = stage.chat(false).await;
    assert_eq!(reply.status, 400, "{}", reply.body);
    assert_eq!(stage.counts(), [1, 0]);
}
