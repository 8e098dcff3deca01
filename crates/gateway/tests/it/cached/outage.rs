//! Every provider is down, and what was answered before is still there.

use std::time::Duration;

use osier_simulate::{Dialect, Preset, Script, Step};

use super::{ask, cached, certain, is_young, status, stored};
use crate::reply::Reply;
use crate::stage::{BOUND, DIALECTS, Stage, before, body, restartable, staged};

/// Two targets that can be killed.
async fn two(dialect: Dialect) -> Stage {
    let providers = vec![
        restartable(dialect, Step::answer("Hello")).await,
        restartable(dialect, Step::answer("Hello")).await,
    ];
    before(dialect, providers, cached("")).await
}

/// An answer that was stored, given because nobody else answers.
#[track_caller]
fn is_stale(reply: &Reply, stream: bool, reason: &str, tried: &[&str]) {
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!((status(reply), reply.text().as_str()), ("stale", "Hello"));
    is_young(reply);
    let header = |name| reply.header(name).expect("a level");
    assert_eq!([header("x-osier-level"), header("x-osier-level-reason")], ["cached", reason]);
    assert_eq!(reply.tried(), tried);
    assert_eq!(reply.header("x-osier-target"), Some("a"), "who gave it then");
    if stream {
        assert_eq!(reply.tried_in_all(), tried);
        assert!(reply.last_word().starts_with("target=a "), "{}", reply.last_word());
        assert_eq!(reply.finish().as_deref(), Some("stop"));
    }
}

#[tokio::test]
async fn what_was_answered_once_is_given_again_when_every_provider_is_killed() {
    for dialect in DIALECTS {
        let stage = two(dialect).await;
        // Nothing deterministic, and nobody asked for it to be stored.
        let first = stage.chat(false).await;
        assert_eq!(status(&first), "miss");
        super::is_stored(&stage, &body(false)).await;
        for provider in &stage.providers {
            provider.stop().await;
        }
        for stream in [false, true] {
            is_stale(&stage.chat(stream).await, stream, "connect", &["a connect", "b connect"]);
        }
        let mut other = body(false);
        other["messages"][0]["content"] = "Who are you?".into();
        let unknown = stage.send(stage.post(other.to_string())).await;
        assert_eq!(unknown.status, 503, "{}", unknown.body);
        assert_eq!(unknown.header("x-osier-cache-status"), None);

        stage.providers[1].restart().await.expect("the same port");
        let live = stage.chat(true).await;
        assert_eq!((status(&live), live.header("x-osier-level")), ("miss", Some("full")));
        assert_eq!(live.tried_in_all(), ["a connect", "b ok"], "{dialect:?}");
    }
}

#[tokio::test]
async fn who_wants_a_new_answer_or_nothing_of_the_cache_hears_that_there_is_none() {
    let stage = two(DIALECTS[0]).await;
    stored(&stage, &certain(false)).await;
    for provider in &stage.providers {
        provider.stop().await;
    }
    for choice in ["refresh", "bypass"] {
        for stream in [false, true] {
            let reply = ask(&stage, &certain(stream), choice).await;
            assert_eq!((reply.status.as_u16(), reply.header("age")), (503, None), "{choice}");
        }
    }
    for choice in ["use", "only"] {
        assert_eq!(status(&ask(&stage, &certain(false), choice).await), "hit", "{choice}");
    }
}

#[tokio::test]
async fn trouble_of_the_provider_is_stood_in_for_and_what_is_wrong_with_the_request_is_heard() {
    let table = [
        (Preset::ServerError, Some("server")),
        (Preset::Overloaded, Some("overloaded")),
        (Preset::RateLimited, Some("rate_limited")),
        (Preset::Quota, Some("quota_exceeded")),
        (Preset::Auth, Some("auth")),
        (Preset::InvalidRequest, None),
        (Preset::ContextLength, None),
        (Preset::ModelNotFound, None),
    ];
    for (preset, reason) in table {
        let stage = staged(DIALECTS[0], [Script::answer("Hello")], cached("")).await;
        stored(&stage, &body(false)).await;
        stage.providers[0].set_script(Step::status(preset));
        let reply = stage.chat(false).await;
        match reason {
            Some(reason) => is_stale(&reply, false, reason, &[&format!("a {reason}")]),
            None => assert!(!reply.status.is_success(), "{preset:?}: {}", reply.body),
        }
    }
}

#[tokio::test]
async fn what_breaks_off_before_its_first_word_is_stood_in_for() {
    for stream in [false, true] {
        let stage = staged(DIALECTS[0], [Script::answer("Hello")], |config| {
            cached("")(config);
            config.targets[0].timeout.attempt = Some(Duration::from_secs(1));
        });
        let stage = stage.await;
        stored(&stage, &body(stream)).await;
        stage.providers[0].set_script(Step::answer("never heard").headers_after(2 * BOUND));
        is_stale(&stage.chat(stream).await, stream, "timeout", &["a timeout"]);
    }
}

#[tokio::test]
async fn what_is_too_old_to_be_given_unasked_is_good_enough_in_need_and_is_renewed_behind() {
    let stage = staged(DIALECTS[0], [Script::answer("Hello")], cached("fresh = \"0s\"")).await;
    stored(&stage, &certain(false)).await;
    let stale = ask(&stage, &certain(false), "use").await;
    assert_eq!((status(&stale), stale.header("x-osier-level")), ("stale", Some("full")));
    let behind = stage.providers[0].wait_for_seen(2, BOUND).await;
    assert!(behind, "a new one is fetched behind it");

    let only_in_need = "fresh = \"0s\"\nstale_while_revalidate = \"0s\"";
    let stage = staged(DIALECTS[0], [Script::answer("Hello")], cached(only_in_need)).await;
    stored(&stage, &certain(false)).await;
    assert_eq!(status(&ask(&stage, &certain(false), "use").await), "miss");
    stage.providers[0].set_script(Step::status(Preset::ServerError));
    is_stale(&ask(&stage, &certain(false), "use").await, false, "server", &["a server"]);

    let never = "stale_if_error = \"0s\"\nfresh = \"0s\"\nstale_while_revalidate = \"0s\"";
    let stage = staged(DIALECTS[0], [Script::answer("Hello")], cached(never)).await;
    assert_eq!(ask(&stage, &certain(false), "use").await.status, 200);
    stage.providers[0].set_script(Step::status(Preset::ServerError));
    assert_eq!(ask(&stage, &certain(false), "use").await.status, 502);
}
