//! Many at once.

use std::iter;

use bytes::Bytes;
use osier_core::{CacheKey, Erase, TenantKey};

use super::{LONG, StoreSuite, key};

const NAME: &str = "concurrent";
const WRITERS: u8 = 8;
const ROUNDS: u32 = 150;

/// The keys that all write to, and the tenant whose entries come and go.
const SHARED: u32 = 4;
const RESTLESS: u8 = 200;

pub(super) async fn check(suite: &StoreSuite) {
    let mut running = Vec::new();
    for writer in 0..WRITERS {
        let suite = suite.clone();
        let spawn = suite.runtime.spawn;
        running.push(spawn(Box::pin(async move { write(&suite, writer).await })));
    }
    for work in running {
        work.await;
    }
}

/// What one of them does: its own key is always what it put there, the shared ones are what somebody did.
async fn write(suite: &StoreSuite, writer: u8) {
    for round in 0..ROUNDS {
        let own = key(100 + writer, 0);
        suite.put(NAME, &own, &value(&own, writer, round)).await;
        let shared = key(1, round % SHARED);
        suite.put(NAME, &shared, &value(&shared, writer, round)).await;
        suite.expect(NAME, &own, &value(&own, writer, round)).await;
        check_somebodys(suite, &key(1, (round + 1) % SHARED)).await;
        come_and_go(suite, writer, round).await;
    }
}

async fn come_and_go(suite: &StoreSuite, writer: u8, round: u32) {
    let restless = key(RESTLESS, round % 16);
    match (writer, round % 10) {
        (0, 9) => suite.remove(NAME, Erase::Tenant(TenantKey::new([RESTLESS; 16]))).await,
        (1, 9) => suite.remove(NAME, Erase::Key(key(1, round % SHARED))).await,
        _ => {
            let entry = Bytes::from(value(&restless, writer, round));
            let put = suite.store.put(&restless, entry, LONG).await;
            put.unwrap_or_else(|error| panic!("{NAME}: put: {error}"));
        }
    }
    check_somebodys(suite, &restless).await;
}

async fn check_somebodys(suite: &StoreSuite, key: &CacheKey) {
    let Some(found) = suite.get(NAME, key).await else { return };
    let Some((writer, round)) = whose(&found) else { panic!("{NAME}: {found:?} under {key}") };
    assert!(found == value(key, writer, round), "{NAME}: foreign or torn, under {key}");
}

/// Who wrote it, when, and under which key, over and over, in a length of its own.
fn value(key: &CacheKey, writer: u8, round: u32) -> Vec<u8> {
    let mut piece = vec![writer];
    piece.extend(round.to_be_bytes());
    piece.extend(key.to_bytes());
    let length = 100 + usize::from(writer) * 977 + usize::try_from(round).unwrap_or(0) * 7;
    iter::repeat_n(piece, length).flatten().take(length).collect()
}

fn whose(found: &[u8]) -> Option<(u8, u32)> {
    let (writer, rest) = found.split_first()?;
    let (round, _) = rest.split_first_chunk()?;
    Some((*writer, u32::from_be_bytes(*round)))
}
