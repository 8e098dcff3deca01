//! Streams that are slow, or come in splinters.

use std::time::Duration;

use osier_simulate::{Dialect, Step};

use crate::stage::{DIALECTS, stage};

#[tokio::test]
async fn an_answer_in_splinters_is_the_same_answer() {
    for dialect in DIALECTS {
        let said = "Zwölf Boxkämpfer 🥊 jagen Viktor\nquer \"über\" den Sylter Deich";
        let stage = stage(dialect, [Step::answer(said).write_size(1)]).await;
        assert_eq!(stage.chat(true).await.text(), said, "{dialect:?}");
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
