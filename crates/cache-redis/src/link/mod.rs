//! The one link that all share, and how it is made.

mod make;

use std::sync::atomic::{AtomicU32, Ordering};

use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::RoutingInfo;
use redis::{Cmd, RedisResult, Value};

pub(crate) use make::Maker;

/// A link to a server, or to all nodes of a cluster.
pub(crate) struct Link {
    way: Way,
    silences: AtomicU32,
}

enum Way {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Link {
    fn new(way: Way) -> Self {
        Self { way, silences: AtomicU32::new(0) }
    }

    /// Sends a command and gives what is answered. Dropping it before there is an answer is harmless: the
    /// answer is read and thrown away.
    pub(crate) async fn send(&self, command: &Cmd, to: Option<&RoutingInfo>) -> RedisResult<Value> {
        let answer = match (&self.way, to) {
            (Way::Single(link), _) => link.clone().send_packed_command(command).await,
            (Way::Cluster(link), None) => link.clone().req_packed_command(command).await,
            (Way::Cluster(link), Some(to)) => {
                link.clone().route_command(command.clone(), to.clone()).await
            }
        };
        answer?.extract_error()
    }

    /// Notes that no answer came in time, and gives how often that was so in a row.
    pub(crate) fn silent(&self) -> u32 {
        self.silences.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    /// Notes an answer. In a cluster it says nothing of the node that was silent.
    pub(crate) fn answered(&self) {
        if let Way::Single(_) = self.way {
            self.silences.store(0, Ordering::Relaxed);
        }
    }
}
