//! The wait of one request.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll, ready};

use osier_core::Context;

use super::queue::Place;
use super::seat::{Seat, Verdict};
use super::slots::Slots;

/// Resolves once the request is called. Dropping it leaves the queue, and hands on what was given to
/// it but not yet taken.
pub(super) struct Wait<'a> {
    pub(super) slots: &'a Slots,
    pub(super) context: &'a Context,
    pub(super) place: Place,
    /// `None` once the verdict was taken.
    pub(super) seat: Option<Arc<Seat>>,
}

impl Future for Wait<'_> {
    type Output = Verdict;

    fn poll(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Verdict> {
        let Some(seat) = &self.seat else {
            return Poll::Pending;
        };
        let verdict = ready!(seat.poll(task));
        self.seat = None;
        Poll::Ready(verdict)
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let now = self.context.clock().now();
        self.slots.note_strain(now);
        if let Some(seat) = self.seat.take() {
            self.slots.leave(now, self.place, &seat);
        }
    }
}
