//! Whether the gateway uses its connections again. Not timed: the provider counts what it is given.

use crate::Failure;
use crate::client::{self, Client};
use crate::stage::{Gateway, Stage};

/// Requests of each shape.
const REQUESTS: usize = 100;

/// Connections the gateway made to the provider.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reuse {
    pub(crate) requests: usize,
    pub(crate) connections: usize,
}

impl Reuse {
    /// A connection that is still on its way back to the pool when the next request comes may cost
    /// a second one, or a third.
    pub(crate) fn is_sound(self) -> bool {
        self.connections * 20 <= self.requests
    }
}

/// Whole and streamed requests in turns, one after another.
pub(crate) fn measure(stage: &Stage) -> Result<Reuse, Failure> {
    stage.client.block_on(async {
        let provider = stage.provider();
        let gateway = tokio::task::spawn_blocking(move || Gateway::start(provider)).await??;
        let before = stage.connections();
        let requests = [client::request(1_000, false), client::request(1_000, true)];
        let mut client = Client::connect(gateway.address).await?;
        for _ in 0..REQUESTS {
            for request in &requests {
                client.exchange(request).await?;
            }
        }
        let connections = stage.connections() - before;
        // A runtime must not be dropped where others wait.
        tokio::task::spawn_blocking(move || drop(gateway)).await?;
        Ok(Reuse { requests: REQUESTS * requests.len(), connections })
    })
}
