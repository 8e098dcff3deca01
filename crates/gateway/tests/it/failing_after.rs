//! Everything that can go wrong after the first content: what was said stays, the end is an error.

use std::time::Duration;

use osier_simulate::{CutHow, Dialect, Fault, Point, Preset, Step};

use crate::stage::{DIALECTS, stage};

const TEXT: &str = "one two three four";

fn faults() -> Vec<(&'static str, Step, &'static str)> {
    let after = Point::Tokens(2);
    let answer = || Step::answer(TEXT);
    vec![
        ("ends cleanly", answer().cut(after, CutHow::Clean), "provider_failed"),
        ("connection closed", answer().cut(after, CutHow::Abort), "provider_failed"),
        ("connection reset", answer().cut(after, CutHow::Reset), "provider_failed"),
        ("malformed", answer().malformed_after(after), "provider_failed"),
        ("an error", answer().error_after(after, Preset::ServerError), "provider_failed"),
        ("stalls", answer().stall_after(after), "timeout"),
        (
            "only pings",
            answer().with_fault(Fault::PingsOnly {
                after,
                every: Duration::from_millis(50),
                lasting: None,
            }),
            "timeout",
        ),
    ]
}

#[tokio::test]
async fn an_answer_that_breaks_off_ends_in_a_typed_error_and_never_looks_whole() {
    for dialect in DIALECTS {
        for (name, step, code) in faults() {
            let stage = stage(dialect, [step, Step::answer("from b")]).await;
            let reply = stage.chat(true).await;
            let scene = format!("{dialect:?}, {name}: {}", reply.body);
            assert_eq!(reply.status, 200, "{scene}");
            assert_eq!(reply.text(), "one two", "{scene}");
            assert_eq!(reply.finish(), None, "{scene}");
            let error = reply.stream_error().unwrap_or_else(|| panic!("no error: {scene}"));
            // Ollama's words are no code: what nobody understands is not called a failure to retry.
            let vague = dialect == Dialect::Ollama && name == "an error";
            assert_eq!(error["code"], if vague { "overloaded" } else { code }, "{scene}");
            assert!(error["message"].is_string() && error["type"].is_string(), "{scene}");
            assert_eq!(stage.counts(), [1, 0], "{scene}");
        }
    }
}

#[tokio::test]
async fn an_answer_without_its_terminator_but_with_a_finish_reason_is_whole() {
    for dialect in DIALECTS {
        let step = Step::answer(TEXT).with_fault(Fault::NoTerminator);
        let stage = stage(dialect, [step, Step::answer("from b")]).await;
        let reply = stage.chat(true).await;
        assert_eq!(
            (&*reply.text(), reply.finish().as_deref()),
            (TEXT, Some("stop")),
            "{dialect:?}"
        );
        assert_eq!(reply.stream_error(), None);
    }
}

#[tokio::test]
async fn an_answer_in_splinters_is_the_same_answer() {
    for dialect in DIALECTS {
        let said = "Zwölf Boxkämpfer 🥊 jagen Viktor\nquer \"über\" den Sylter Deich";
        let stage = stage(dialect, [Step::answer(said).write_size(1)]).await;
        assert_eq!(stage.chat(true).await.text(), said, "{dialect:?}");
    }
}

#[tokio::test]
async fn a_whole_answer_that_breaks_off_is_taken_elsewhere() {
    for how in [CutHow::Clean, CutHow::Abort, CutHow::Reset] {
        for dialect in DIALECTS {
            let stage = stage(dialect, [Step::answer(TEXT).cut(2, how), Step::answer("b")]).await;
            assert_eq!(stage.chat(false).await.text(), "b", "{dialect:?} {how:?}");
        }
    }
}

#[tokio::test]
async fn a_slow_stream_is_kept_alive_with_comments() {
    let step = Step::answer("one two").between_tokens(Duration::from_millis(300));
    let stage = crate::stage::staged(Dialect::OpenAi, [step], |config| {
        config.server.keep_alive = Duration::from_millis(50);
    })
    .await;
    let reply = stage.chat(true).await;
    assert!(reply.body.contains("\n\n: keep-alive\n\n"), "{}", reply.body);
    assert_eq!(reply.text(), "one two");
}

#[tokio::test]
async fn a_stream_that_is_silent_for_longer_than_an_idle_connection_may_be_is_not_cut() {
    let step = Step::answer("one two").between_tokens(Duration::from_millis(1200));
    let stage = crate::stage::staged(Dialect::OpenAi, [step], |config| {
        config.server.head_timeout = Duration::from_millis(200);
        config.targets[0].timeout.progress_idle = Some(Duration::from_secs(5));
    })
    .await;
    let reply = stage.chat(true).await;
    assert_eq!((&*reply.text(), reply.stream_error()), ("one two", None));
}
