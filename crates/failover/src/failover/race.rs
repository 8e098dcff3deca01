//! Two targets, one answer.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context as Task, Poll};

/// How a race ended: which of the two answered, and how those ended that failed before that.
pub(super) struct Raced<A, F> {
    /// The first that answered; `None` if both failed.
    pub(super) won: Option<(Side, A)>,
    /// Failures, in the order of the two.
    pub(super) lost: [Option<F>; 2],
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Second,
}

/// The first answer of two. A failure waits for the other one; the loser is for its owner to drop.
pub(super) async fn race<A, F>(
    mut first: Pin<&mut impl Future<Output = Result<A, F>>>,
    mut second: Pin<&mut impl Future<Output = Result<A, F>>>,
) -> Raced<A, F> {
    let mut lost = [None, None];
    let won = poll_fn(|task| {
        let [of_first, of_second] = &mut lost;
        if let Some(answer) = look(first.as_mut(), of_first, task) {
            return Poll::Ready(Some((Side::First, answer)));
        }
        if let Some(answer) = look(second.as_mut(), of_second, task) {
            return Poll::Ready(Some((Side::Second, answer)));
        }
        if of_first.is_some() && of_second.is_some() { Poll::Ready(None) } else { Poll::Pending }
    })
    .await;
    Raced { won, lost }
}

/// One of the two, unless it has failed already.
fn look<A, F>(
    run: Pin<&mut impl Future<Output = Result<A, F>>>,
    lost: &mut Option<F>,
    task: &mut Task<'_>,
) -> Option<A> {
    if lost.is_some() {
        return None;
    }
    match run.poll(task) {
        Poll::Ready(Ok(answer)) => Some(answer),
        Poll::Ready(Err(failure)) => {
            *lost = Some(failure);
            None
        }
        Poll::Pending => None,
    }
}
