//! Setting up a provider.

use std::fmt;
use std::time::Duration;

use osier_core::Adapter;

use super::HttpProvider;
use crate::client::HttpClient;
use crate::framing::DEFAULT_MAX_RECORD;

/// What a provider may wait for and hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) byte_idle: Duration,
    pub(super) max_answer: usize,
    pub(super) max_record: usize,
}

/// Sets up an [`HttpProvider`].
#[must_use]
pub struct HttpProviderBuilder<A> {
    adapter: A,
    client: HttpClient,
    settings: Settings,
}

impl<A: Adapter> HttpProviderBuilder<A> {
    pub(super) fn new(client: HttpClient, adapter: A) -> Self {
        Self {
            adapter,
            client,
            settings: Settings {
                byte_idle: Duration::from_secs(75),
                max_answer: 64 * 1024 * 1024,
                max_record: DEFAULT_MAX_RECORD,
            },
        }
    }

    /// The longest silence inside a streamed answer: no byte at all, not even a ping. 75 seconds by
    /// default, because the providers that ping do so about every 30 seconds. Only the time that is
    /// spent waiting counts, not the time the caller takes between events. A layer of time limits
    /// around the provider has a limit of its own, which then counts in place of this one.
    pub fn byte_idle(mut self, limit: Duration) -> Self {
        self.settings.byte_idle = limit;
        self
    }

    /// The largest whole answer, in bytes; 64 MiB by default, far above any real one.
    pub fn max_answer(mut self, bytes: usize) -> Self {
        self.settings.max_answer = bytes;
        self
    }

    /// The largest event of a streamed answer, in bytes; 16 MiB by default.
    pub fn max_record(mut self, bytes: usize) -> Self {
        self.settings.max_record = bytes;
        self
    }

    /// The provider.
    #[must_use]
    pub fn build(self) -> HttpProvider<A> {
        HttpProvider { adapter: self.adapter, client: self.client, settings: self.settings }
    }
}

impl<A: Adapter> fmt::Debug for HttpProviderBuilder<A> {
    /// The name and the bounds; an adapter holds keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpProviderBuilder")
            .field("id", &self.adapter.id())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
