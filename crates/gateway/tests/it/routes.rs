//! Routes with tiers, as they are configured.

use osier_gateway::assemble;
use osier_gateway::config::{
    BalanceConfig, Config, HedgeConfig, OffOr, OrOff, ProviderKind, RouteConfig, TargetConfig,
    TierConfig,
};
use osier_simulate::{Dialect, Preset, Step};

use crate::stage::{DIALECTS, Stage, body, staged};

fn tiers(tiers: &[&[&str]]) -> Vec<TierConfig> {
    tiers.iter().map(|names| TierConfig::new(names.iter().copied())).collect()
}

/// The answer to a request for this model.
async fn ask(stage: &Stage, model: &str) -> crate::reply::Reply {
    let mut body = body(false);
    body["model"] = model.into();
    stage.send(stage.post(body.to_string())).await
}

#[tokio::test]
async fn a_later_tier_answers_only_when_all_of_the_first_failed() {
    for dialect in DIALECTS {
        let answers = ["from a", "from b", "from c"].map(Step::answer);
        let stage = staged(dialect, answers, |config| {
            config.routes = vec![RouteConfig::tiers("*", tiers(&[&["a", "b"], &["c"]]))];
        })
        .await;
        for _ in 0..10 {
            assert_ne!(ask(&stage, "any").await.text(), "from c", "{dialect:?}");
        }
        for provider in &stage.providers[..2] {
            provider.set_script(Step::status(Preset::ServerError));
        }
        assert_eq!(ask(&stage, "any").await.text(), "from c", "{dialect:?}");
        assert_eq!(stage.counts().iter().sum::<u64>(), 13, "{dialect:?}: {:?}", stage.counts());
    }
}

#[tokio::test]
async fn a_target_in_two_routes_is_one_target() {
    let scripts = [Step::status(Preset::ServerError), Step::answer("from b")];
    let stage = staged(Dialect::OpenAi, scripts, |config| {
        let targets = || vec!["a".to_owned(), "b".to_owned()];
        config.routes = vec![RouteConfig::new("x", targets()), RouteConfig::new("y", targets())];
        config.targets[0].breaker.enabled = None;
        config.targets[0].breaker.consecutive_failures = Some(OrOff(Some(1)));
    })
    .await;
    for model in ["x", "y", "x", "y"] {
        assert_eq!(ask(&stage, model).await.text(), "from b");
    }
    assert_eq!(stage.counts(), [1, 4], "its circuit is one, too");
}

#[tokio::test]
async fn a_caller_whose_requests_all_have_one_identity_is_balanced_like_any_other() {
    let answers = ["from a", "from b"].map(Step::answer);
    let stage = staged(Dialect::OpenAi, answers, |config| {
        config.routes = vec![RouteConfig::tiers("*", tiers(&[&["a", "b"]]))];
        config.routes[0].balance = Some(BalanceConfig::Weighted);
    })
    .await;
    for _ in 0..40 {
        let request = stage.post(body(false).to_string()).header("x-request-id", "session-7");
        let reply = stage.send(request).await;
        assert_eq!(reply.header("x-request-id"), Some("session-7"));
    }
    // By chance one of them is left out once in five hundred thousand million times.
    let counts = stage.counts();
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

#[tokio::test]
async fn a_route_or_a_target_that_cannot_be_is_named() {
    let target = || TargetConfig::new("a", ProviderKind::Ollama);
    let mut config = Config::any_model(vec![target()]);
    let hedge = HedgeConfig { burst: Some(0), ..HedgeConfig::default() };
    config.routes[0].hedge = Some(OffOr::section(hedge));
    let failure = assemble::gateway(&config).await.expect_err("no such burst").to_string();
    assert_eq!(failure, "route `*`: burst is `0`; allowed is 1 to 10000");

    let heavy = TargetConfig { weight: Some(2000), ..target() };
    let failure = assemble::gateway(&Config::any_model(vec![heavy])).await;
    let failure = failure.expect_err("no such weight").to_string();
    assert_eq!(failure, "target `a`: declared.weight is `2000`; allowed is 0 to 1000");
}
