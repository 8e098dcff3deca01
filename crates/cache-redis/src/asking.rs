//! One command and its answer.

use std::sync::Arc;
use std::time::Duration;

use osier_core::StoreError;
use redis::cluster_routing::RoutingInfo;
use redis::{Cmd, ErrorKind, RedisError, ServerErrorKind, Value};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::heard::Heard;
use crate::keeper::Keeper;
use crate::link::Link;
use crate::refusal::{crowded, refused, silent, too_slow};

/// Asks over the link that is kept, each time within the same limit.
pub(crate) struct Asking {
    keeper: Arc<Keeper>,
    places: Arc<Semaphore>,
    limit: Duration,
}

/// A command, and which node of a cluster it is for if its key does not say so.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) command: Cmd,
    pub(crate) to: Option<RoutingInfo>,
}

impl Asking {
    pub(crate) fn new(keeper: Arc<Keeper>, in_flight: usize, limit: Duration) -> Self {
        Self { keeper, places: Arc::new(Semaphore::new(in_flight)), limit }
    }

    /// The answer. Dropping this leaves the question under way until it is answered, or its time is up.
    pub(crate) async fn ask(&self, question: Question) -> Result<Value, StoreError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| crowded())?;
        let (keeper, limit) = (Arc::clone(&self.keeper), self.limit);
        Heard::new(async move {
            let _place = place;
            within(&keeper, limit, &question).await
        })
        .await
    }

    pub(crate) fn is_cluster(&self) -> bool {
        self.keeper.is_cluster()
    }
}

async fn within(
    keeper: &Arc<Keeper>,
    limit: Duration,
    question: &Question,
) -> Result<Value, StoreError> {
    let mut asked = None;
    match timeout(limit, twice(keeper, question, &mut asked)).await {
        Ok(answer) => answer,
        Err(_) => match asked {
            Some(link) => {
                keeper.silent(&link);
                Err(silent(limit))
            }
            None => Err(too_slow()),
        },
    }
}

/// Asks again where the link turns out to be broken: a server that was restarted is no reason to fail, and
/// all that is ever asked may be asked twice.
async fn twice(
    keeper: &Arc<Keeper>,
    question: &Question,
    asked: &mut Option<Arc<Link>>,
) -> Result<Value, StoreError> {
    let first = once(keeper, question, asked).await?;
    let second = match first {
        Err(error) if error.is_connection_dropped() => once(keeper, question, asked).await?,
        answer => answer,
    };
    second.map_err(|error| refused(&error))
}

/// Asks, and tells the keeper what that says of the link. The outer error: there is none.
async fn once(
    keeper: &Arc<Keeper>,
    question: &Question,
    asked: &mut Option<Arc<Link>>,
) -> Result<Result<Value, RedisError>, StoreError> {
    *asked = None;
    let link = keeper.link().await?;
    *asked = Some(Arc::clone(&link));
    let answer = link.send(&question.command, question.to.as_ref()).await;
    match &answer {
        Err(error) if error.is_timeout() => keeper.silent(&link),
        Err(error) if is_broken(error) => keeper.broken(&link),
        Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly) => {
            link.answered();
            keeper.misled(&link);
        }
        _ => link.answered(),
    }
    Ok(answer)
}

fn is_broken(error: &RedisError) -> bool {
    let no_node = error.kind() == ErrorKind::ClusterConnectionNotFound;
    no_node || error.is_connection_dropped() || error.kind() == ErrorKind::Parse
}
