//! Another answer, read through its joint.

use futures_util::{StreamExt, stream};
use osier_core::{ChunkWriter, Error, ErrorKind, EventStream, FinishReason};

use super::*;

fn chunks() -> ChunkWriter {
    ChunkWriter::new("b", 2, "m")
}

fn joint() -> Joint {
    let first = ChunkWriter::new("a", 1, "m");
    repeating(&mut said(2, &[first.text("one "), first.for_choice(1).text("x")])).expect("a joint")
}

fn stream_of(items: Vec<Result<Event, Error>>) -> EventStream {
    Box::pin(stream::iter(items))
}

#[tokio::test]
async fn a_resumed_answer_ends_as_an_answer_does() {
    let second = chunks().for_choice(1);
    let stop = FinishReason::Stop;
    let events = vec![
        Ok(chunks().role()),
        Ok(chunks().text("one two")),
        Ok(second.text("xy")),
        Ok(chunks().finish(stop)),
        Ok(second.finish(stop)),
    ];
    let joined = joined(stream_of(events), joint()).await.expect("the same answer");
    let events: Vec<_> = joined.map(|item| item.expect("an event")).collect().await;
    assert_eq!(events.len(), 4);
    assert_eq!(events[0].text().as_deref(), Some("two"));
}

#[tokio::test]
async fn nothing_is_let_go_before_the_caller_would_lose_nothing() {
    let differs = [chunks().text("one two"), chunks().for_choice(1).text("z")];
    let broken = || Err(Error::new(ErrorKind::Server));
    let remark = Ok(event(r#"{"id":"b","choices":[{"index":0,"offsets":{"end":3}}]}"#));
    let caught_up = || [chunks().text("one "), chunks().for_choice(1).text("x")].map(Ok);
    let table = [
        (caught_up().into_iter().chain([remark, broken()]).collect(), ErrorKind::Server),
        (differs.map(Ok).into(), ErrorKind::Cut),
        (vec![Ok(chunks().text("one two")), broken()], ErrorKind::Server),
        (vec![Ok(chunks().text("one two"))], ErrorKind::Cut),
        (vec![], ErrorKind::Cut),
    ];
    for (events, kind) in table {
        let error = joined(stream_of(events), joint()).await.err().expect("no answer");
        assert_eq!(error.kind(), kind);
    }
}

#[tokio::test]
async fn a_difference_ends_the_stream_and_lets_go_of_the_answer() {
    let mut polled_on = false;
    let events = [chunks().text("one t"), chunks().for_choice(1).text("x"), chunks().text("wo")];
    let over = [chunks().finish(FinishReason::Stop), chunks().text("three")].map(Ok);
    let rest = stream::iter(over).chain(stream::poll_fn(move |_| {
        assert!(!std::mem::replace(&mut polled_on, true), "it was let go");
        std::task::Poll::Ready(None)
    }));
    let events: EventStream = Box::pin(stream::iter(events.map(Ok)).chain(rest));
    let items: Vec<_> = joined(events, joint()).await.expect("the same so far").collect().await;
    let (last, before) = items.split_last().expect("items");
    assert_eq!(before.len(), 3, "what came before the difference");
    let error = last.as_ref().expect_err("a difference");
    assert_eq!(error.kind(), ErrorKind::Cut);
}

#[tokio::test]
async fn an_answer_that_is_not_continued_says_why() {
    let last_of = async |joint: Joint, events: Vec<Event>| -> String {
        let items = joined(stream_of(events.into_iter().map(Ok).collect()), joint).await;
        let items: Vec<_> = items.expect("the same so far").collect().await;
        items.last().and_then(|last| last.as_ref().err()).expect("an error").to_string()
    };
    let goes_on = || {
        let mut said = said(1, &[ChunkWriter::new("a", 1, "m").text("one ")]);
        following(&mut said).expect("it can go on").1
    };
    let more = chunks().for_choice(1).text("x more");
    let again = vec![chunks().text("one t"), more];
    let differs = [again.clone(), vec![chunks().for_choice(1).text("x")]].concat();
    let finished = chunks().finish(FinishReason::Stop);
    let table = [
        (last_of(joint(), again).await, "and broke off again when it was asked again"),
        (
            last_of(joint(), [differs, vec![finished.clone(), chunks().text("!")]].concat()).await,
            "and was not the same when it was asked again",
        ),
        (
            last_of(goes_on(), vec![chunks().text(" two")]).await,
            "and broke off again when it was gone on with",
        ),
        (
            last_of(goes_on(), vec![chunks().text(" two"), finished, chunks().text("!")]).await,
            "and was not gone on with where it broke off",
        ),
    ];
    for (told, expected) in table {
        assert!(told.contains(&format!("the answer broke off, {expected}")), "{told}");
    }
}

#[tokio::test]
async fn what_is_kept_while_a_choice_is_behind_is_bounded() {
    let text = chunks().text("one ");
    let endless = stream::iter([Ok(text)]).chain(stream::repeat_with(|| Ok(chunks().text("on"))));
    let joined = joined(Box::pin(endless), joint()).await.expect("it is passed on");
    assert_eq!(
        joined.take(1000).filter(|item| std::future::ready(item.is_ok())).count().await,
        1000
    );
}
