//! Taking out many entries: found with SCAN, a batch at a time, on every node that has some.

use osier_core::{StoreError, TenantKey};
use redis::cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo, SingleNodeRoutingInfo};
use redis::{Value, cmd, from_redis_value};

use crate::asking::{Asking, Question};
use crate::names::Names;
use crate::refusal::strange;

/// How many keys a server looks at in one go: a fraction of a millisecond, in which it does nothing else.
const BATCH: u32 = 1000;

/// A cursor, and names that are there.
type Batch = (u64, Vec<Vec<u8>>);

/// Takes out all entries of this tenant, or of all.
pub(crate) async fn erase(
    asking: &Asking,
    names: &Names,
    tenant: Option<&TenantKey>,
) -> Result<(), StoreError> {
    let pattern = names.pattern(tenant);
    let first = begin(asking, &pattern).await?;
    for (node, batch) in first {
        walk(asking, names, &pattern, node, batch).await?;
    }
    Ok(())
}

/// The first batch of every node.
async fn begin(
    asking: &Asking,
    pattern: &str,
) -> Result<Vec<(Option<RoutingInfo>, Batch)>, StoreError> {
    if !asking.is_cluster() {
        let batch = scan(asking, pattern, 0, None).await?;
        return Ok(vec![(None, batch_of(batch)?)]);
    }
    let all = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
    let Value::Map(answers) = scan(asking, pattern, 0, Some(all)).await? else {
        return Err(strange());
    };
    let read = |(node, batch)| Ok((Some(node_of(node)?), batch_of(batch)?));
    answers.into_iter().map(read).collect()
}

/// The other batches of one node, each taken out before the next is looked for.
async fn walk(
    asking: &Asking,
    names: &Names,
    pattern: &str,
    node: Option<RoutingInfo>,
    mut batch: Batch,
) -> Result<(), StoreError> {
    loop {
        let (cursor, found) = batch;
        take_out(asking, found.into_iter().filter(|name| names.own(name)).collect()).await?;
        if cursor == 0 {
            return Ok(());
        }
        batch = batch_of(scan(asking, pattern, cursor, node.clone()).await?)?;
    }
}

/// Takes out these; in a cluster the client asks each node for its own.
pub(crate) async fn take_out(asking: &Asking, names: Vec<Vec<u8>>) -> Result<(), StoreError> {
    if names.is_empty() {
        return Ok(());
    }
    let command = cmd("UNLINK").arg(names).clone();
    asking.ask(Question { command, to: None }).await.map(drop)
}

async fn scan(
    asking: &Asking,
    pattern: &str,
    cursor: u64,
    to: Option<RoutingInfo>,
) -> Result<Value, StoreError> {
    let mut command = cmd("SCAN");
    command.arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(BATCH);
    asking.ask(Question { command, to }).await
}

fn batch_of(answer: Value) -> Result<Batch, StoreError> {
    from_redis_value(answer).map_err(|_| strange())
}

/// `host:port`, as the client of a cluster names its nodes.
fn node_of(name: Value) -> Result<RoutingInfo, StoreError> {
    let name: String = from_redis_value(name).map_err(|_| strange())?;
    let (host, port) = name.rsplit_once(':').ok_or_else(strange)?;
    let port = port.parse().map_err(|_| strange())?;
    Ok(RoutingInfo::SingleNode(SingleNodeRoutingInfo::ByAddress { host: host.to_owned(), port }))
}
