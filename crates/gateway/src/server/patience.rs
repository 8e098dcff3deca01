//! A client that stops reading is let go.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use osier::{SharedClock, Sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::activity::Activity;

/// A connection whose writes may not stall for longer than a limit. Without it, a client that never
/// reads would hold its answer, and the upstream call behind it, for ever.
pub(super) struct Patience {
    stream: TcpStream,
    activity: Activity,
    clock: SharedClock,
    limit: Duration,
    stalled: Option<Sleep>,
}

impl Patience {
    pub(super) fn new(
        stream: TcpStream,
        activity: Activity,
        clock: SharedClock,
        limit: Duration,
    ) -> Self {
        Self { stream, activity, clock, limit, stalled: None }
    }

    /// Lets a write through that moved, and times one that did not.
    fn judge<T>(
        &mut self,
        task: &mut Context<'_>,
        write: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if write.is_ready() {
            self.activity.touch();
            self.stalled = None;
            return write;
        }
        let clock = &self.clock;
        let limit = self.limit;
        let stalled = self.stalled.get_or_insert_with(|| clock.sleep_until(clock.after(limit)));
        stalled.as_mut().poll(task).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patience {
    fn poll_read(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(task, buffer);
        if read.is_ready() {
            self.activity.touch();
        }
        read
    }
}

impl AsyncWrite for Patience {
    fn poll_write(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write(task, bytes);
        self.judge(task, write)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write_vectored(task, bytes);
        self.judge(task, write)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(task)
    }
}
