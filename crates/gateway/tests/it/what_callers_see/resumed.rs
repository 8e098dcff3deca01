//! The stream broke off, and somebody can go on with it: the same answer to the last byte, for one more
//! request.

use std::time::Duration;

use osier_gateway::config::{Config, PrefillConfig, ResumeConfig, TargetConfig};
use osier_simulate::{Answer, CutHow, Dialect, Fault, Point, Preset, Script, Seen, Step};
use serde_json::{Value, json};

use super::scene::{AT_ONCE, SECOND, SILENCE, Scene, Told, asked, each, from, says, streamed};
use crate::stage::Stage;

const AFTER: Point = Point::Tokens(3);

fn beginning() -> &'static str {
    "a: Zwölf Boxkämpfer"
}

/// Whoever is asked says the same, as models do that are asked for no variety.
fn text() -> String {
    from("a")
}

/// A model that goes on with an answer that was begun.
fn continuing() -> Step {
    Step::of(Answer::text(text()).continues())
}

/// Everything that ends an answer too soon, and what it is called.
fn ends() -> [(&'static str, Step); 7] {
    let every = Duration::from_millis(50);
    let pings = Fault::PingsOnly { after: AFTER, every, lasting: None };
    [
        ("a cut", says("a").cut(AFTER, CutHow::Clean)),
        ("a cut", says("a").cut(AFTER, CutHow::Abort)),
        ("a cut", says("a").cut(AFTER, CutHow::Reset)),
        ("a malformed", says("a").malformed_after(AFTER)),
        ("a overloaded", says("a").error_after(AFTER, Preset::Overloaded)),
        ("a timeout", says("a").stall_after(AFTER)),
        ("a timeout", says("a").with_fault(pings)),
    ]
}

/// One model at every target.
fn one_model(config: &mut Config) {
    let same = |target: &TargetConfig| target.clone().with_model("same");
    config.targets = config.targets.iter().map(same).collect();
    for target in &mut config.targets {
        target.timeout.progress_idle = Some(SILENCE);
    }
}

/// The same, and the last target is able to go on with what was said.
fn prefilling(config: &mut Config) {
    one_model(config);
    config.targets.last_mut().expect("a target").prefill = PrefillConfig::LastMessage;
}

async fn ask_exactly(scene: Scene, stage: &Stage) -> Told {
    scene.ask_for(stage, json!({ "temperature": 0 })).await
}

fn last_message(seen: &Seen) -> Value {
    let body = seen.json().expect("JSON");
    body["messages"].as_array().and_then(|all| all.last()).expect("messages").clone()
}

/// The text of a message, whether it is one string or a list of parts.
fn text_of(message: &Value) -> String {
    let parts = message["content"].as_array().cloned().unwrap_or_default();
    let parts = parts.iter().filter_map(|part| part["text"].as_str());
    message["content"].as_str().map_or_else(|| parts.collect(), str::to_owned)
}

#[tokio::test]
async fn another_target_goes_on_with_what_was_said() {
    streamed(async |scene| {
        each(ends(), async |(failure, step)| {
            let stage = scene.configured([step, continuing()], prefilling).await;
            let told = scene.ask(&stage).await;
            told.says(&text(), &[failure, "b ok"]).within(SILENCE + AT_ONCE);
            asked(&stage, &[1, 1], scene);
            if failure == "a timeout" {
                assert!(stage.providers[0].client_left(SECOND).await, "{scene:?}: still connected");
            }
            let begun = last_message(&stage.calls(1)[0]);
            assert_eq!(
                (begun["role"].as_str(), &*text_of(&begun)),
                (Some("assistant"), beginning())
            );
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_same_request_is_asked_again_where_the_same_answer_can_be_expected() {
    streamed(async |scene| {
        each(ends(), async |(failure, step)| {
            let script = Script::of(step).then(says("a"));
            let stage = scene.configured([script, says("a").into()], one_model).await;
            let told = ask_exactly(scene, &stage).await;
            told.says(&text(), &[failure, "b ok"]).within(SILENCE + AT_ONCE);
            asked(&stage, &[1, 1], scene);
            let bodies: Vec<_> = [0, 1].into_iter().flat_map(|place| stage.calls(place)).collect();
            assert_eq!(bodies[0].json(), bodies[1].json(), "{scene:?}");
        })
        .await;
    })
    .await;
}

/// As often as it breaks off here, the circuit would open.
fn without_circuit(config: &mut Config) {
    config.targets[0].breaker.enabled = Some(false);
}

#[tokio::test]
async fn wherever_it_breaks_off_nothing_is_missing_and_nothing_is_said_twice() {
    let pieces = text().split_whitespace().count();
    streamed(async |scene| {
        let restarting = |config: &mut Config| {
            without_circuit(config);
            one_model(config);
        };
        let going_on = |config: &mut Config| {
            without_circuit(config);
            prefilling(config);
        };
        let restarted = scene.configured([Script::echo()], restarting).await;
        let continued = scene.configured([Script::echo()], going_on).await;
        for at in 1..=pieces {
            // Characters fall apart in some of them.
            let splinters = [1, 7, 4096][at % 3];
            let cut = says("a").cut(Point::Tokens(at), CutHow::Abort).write_size(splinters);
            let then = |step: Step| Script::of(cut.clone()).then(step.write_size(splinters));
            restarted.providers[0].set_script(then(says("a")));
            let told = ask_exactly(scene, &restarted).await;
            told.says(&text(), &["a cut", "a ok"]).within(AT_ONCE);
            continued.providers[0].set_script(then(continuing()));
            let told = scene.ask(&continued).await;
            told.says(&text(), &["a cut", "a ok"]).within(AT_ONCE);
        }
        let requests = 2 * pieces as u64;
        asked(&restarted, &[requests], scene);
        asked(&continued, &[requests], scene);
    })
    .await;
}

#[tokio::test]
async fn vllm_is_told_to_go_on() {
    let scene = Scene { dialect: Dialect::OpenAi, stream: true };
    let vllm = || Step::of(Answer::text(text()).continues_when_asked());
    let stage = scene
        .configured([says("a").cut_after(AFTER), vllm()], |config| {
            one_model(config);
            config.targets[1].prefill = PrefillConfig::ContinueFinalMessage;
        })
        .await;
    scene.ask(&stage).await.says(&text(), &["a cut", "b ok"]).within(AT_ONCE);
    let body = stage.calls(1)[0].json().expect("JSON");
    let flags = (&body["continue_final_message"], &body["add_generation_prompt"]);
    assert_eq!(flags, (&json!(true), &json!(false)));
    asked(&stage, &[1, 1], scene);
}

#[tokio::test]
async fn mistral_says_the_beginning_again_and_the_caller_hears_it_once() {
    let scene = Scene { dialect: Dialect::OpenAi, stream: true };
    let mistral = || Step::of(Answer::text(text()).continues_by_prefix());
    let adjust = |config: &mut Config| {
        one_model(config);
        config.targets[1].prefill = PrefillConfig::Prefix;
    };
    for write_size in [1, 4096] {
        let steps = [says("a").cut_after(AFTER), mistral().write_size(write_size)];
        let stage = scene.configured(steps, adjust).await;
        scene.ask(&stage).await.says(&text(), &["a cut", "b ok"]).within(AT_ONCE);
        let begun = last_message(&stage.calls(1)[0]);
        let expected = json!({ "role": "assistant", "content": beginning(), "prefix": true });
        assert_eq!(begun, expected);
        asked(&stage, &[1, 1], scene);
    }
    // Who does not say it again seems to say something else, which is not joined.
    let steps = [says("a").cut_after(AFTER), continuing()];
    let stage = scene.configured(steps, adjust).await;
    let told = scene.ask(&stage).await;
    told.breaks_off(beginning(), "provider_failed", &["a cut", "b cut"]).within(AT_ONCE);
    asked(&stage, &[1, 1], scene);
}

#[tokio::test]
async fn another_answer_is_never_joined_to_it() {
    streamed(async |scene| {
        let other = Step::answer(text().replace("jagen", "fangen"));
        let cut = says("a").cut(Point::Tokens(7), CutHow::Abort);
        let said = "a: Zwölf Boxkämpfer 🥊 jagen Viktor\n\tquer";
        let script = Script::of(cut).then(other);
        let stage = scene.configured([script], one_model).await;
        let told = ask_exactly(scene, &stage).await;
        assert_eq!(told.reply.text(), said, "{}", told.scenery());
        assert_eq!(told.reply.finish(), None, "{}", told.scenery());
        let error = told.reply.stream_error().expect("an error");
        assert_eq!(error["code"], "provider_failed", "{}", told.scenery());
        asked(&stage, &[2], scene);
    })
    .await;
}

#[tokio::test]
async fn a_rejected_beginning_falls_to_asking_again_and_costs_nothing() {
    streamed(async |scene| {
        if scene.dialect == Dialect::Ollama {
            // Its models go on with any beginning.
            return;
        }
        let rejecting = || Step::answer(text()).with_fault(Fault::RejectsPrefill);
        let script = || Script::of(says("a").cut_after(AFTER)).then(rejecting());
        let stage = scene.configured([script()], prefilling).await;
        let told = ask_exactly(scene, &stage).await;
        assert_eq!(told.reply.text(), text(), "{}", told.scenery());
        assert_eq!(told.reply.stream_error(), None, "{}", told.scenery());
        asked(&stage, &[3], scene);

        // Where nobody can expect the same answer, the first error stands.
        let stage = scene.configured([script()], prefilling).await;
        let told = scene.ask(&stage).await;
        assert_eq!(told.reply.text(), beginning(), "{}", told.scenery());
        let error = told.reply.stream_error().expect("an error");
        assert_eq!(error["code"], "provider_failed", "{}", told.scenery());
        asked(&stage, &[2], scene);
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_paid_for_twice_at_most() {
    streamed(async |scene| {
        let able = |config: &mut Config| {
            prefilling(config);
            config.targets[1].prefill = PrefillConfig::LastMessage;
        };
        let steps = [says("a").cut_after(AFTER), continuing().cut_after(AFTER), continuing()];
        let stage = scene.configured(steps, able).await;
        let told = scene.ask(&stage).await;
        let twice = "a: Zwölf Boxkämpfer 🥊 jagen Viktor";
        told.breaks_off(twice, "provider_failed", &["a cut", "b cut"]).within(AT_ONCE);
        asked(&stage, &[1, 1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn the_middle_of_a_tool_call_ends_in_a_typed_error() {
    streamed(async |scene| {
        let call = || Answer::text("Let me see.").tool_call("weather", r#"{"city":"Riga"}"#);
        // Ollama sends calls whole, so that none can break off.
        let at = if scene.dialect == Dialect::Ollama { 4 } else { 5 };
        let cut = Step::of(call()).cut(Point::Tokens(at), CutHow::Abort);
        let steps = [cut, Step::of(call().continues())];
        let stage = scene.configured(steps, prefilling).await;
        let told = ask_exactly(scene, &stage).await;
        assert_eq!(told.reply.text(), "Let me see.", "{}", told.scenery());
        assert_eq!(told.reply.finish(), None, "{}", told.scenery());
        assert!(told.reply.stream_error().is_some(), "{}", told.scenery());
        told.within(AT_ONCE);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_caller_who_leaves_takes_the_rest_along() {
    streamed(async |scene| {
        let hanging = Step::fault(Fault::Hang);
        let stage = scene.configured([says("a").cut_after(AFTER), hanging], prefilling).await;
        let request = stage.post(crate::stage::body(true).to_string()).send();
        let reading = tokio::spawn(async move { request.await.expect("a response").text().await });
        assert!(stage.providers[1].wait_for_seen(1, AT_ONCE).await, "{scene:?}: nobody goes on");
        reading.abort();
        assert!(stage.providers[1].client_left(SECOND).await, "{scene:?}: still connected");
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn a_route_may_do_without() {
    streamed(async |scene| {
        let off = |config: &mut Config| {
            prefilling(config);
            config.routes[0].resume = Some(osier_gateway::config::OffOr::Off);
        };
        let stage = scene.configured([says("a").cut_after(AFTER), continuing()], off).await;
        let told = ask_exactly(scene, &stage).await;
        told.breaks_off(beginning(), "provider_failed", &["a cut"]).within(AT_ONCE);
        asked(&stage, &[1, 0], scene);

        let never = |config: &mut Config| {
            prefilling(config);
            let resume = ResumeConfig { prefill: Some(false), restart: None };
            config.routes[0].resume = Some(osier_gateway::config::OffOr::section(resume));
        };
        let stage = scene.configured([says("a").cut_after(AFTER), continuing()], never).await;
        let told = scene.ask(&stage).await;
        told.breaks_off(beginning(), "provider_failed", &["a cut"]).within(AT_ONCE);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}
