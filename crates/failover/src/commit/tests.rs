use futures_util::stream;
use osier_core::{ChunkWriter, FinishReason};

use super::*;

#[tokio::test]
async fn an_answer_that_is_put_together_is_bounded() {
    let chunks = ChunkWriter::new("id", 0, "m");
    let events = [chunks.text("Hello"), chunks.finish(FinishReason::Stop)];
    let size = events.iter().map(|event| event.data().len()).sum::<usize>();
    let answer = |max| whole(Box::pin(stream::iter(events.clone().map(Ok))), max);
    assert_eq!(answer(size).await.expect("an answer").text().as_deref(), Some("Hello"));
    let error = answer(size - 1).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Malformed);
}
