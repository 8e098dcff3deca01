//! Opening the stores.

use std::path::Path;

use osier::cache_redis::RedisStore;
use osier::cache_sled::{Opened, SledStore};
use osier::{CacheKey, CacheStore, Caching, InvalidSetting, SharedClock, StoreError, TenantKey};

use crate::config::{CacheConfig, DiskConfig, OffOr, RedisConfig};

/// The folder of stored answers within the data directory.
const ANSWERS: &str = "answers";

pub(super) fn memory(section: &CacheConfig, caching: Caching) -> Result<Caching, InvalidSetting> {
    match section.memory() {
        Some(store) => Ok(caching.inner(store?)),
        None => Ok(caching),
    }
}

/// Redis, if there is one; else the disk, if there may be one and nobody else has it.
pub(super) async fn outer(
    section: &CacheConfig,
    data_dir: Option<&Path>,
    clock: &SharedClock,
    caching: Caching,
) -> Result<Caching, InvalidSetting> {
    if let Some(redis) = &section.redis {
        return Ok(caching.outer(reached(RedisStore::new(redis.settings())?, redis).await));
    }
    let disk = match &section.disk {
        Some(OffOr::Off) => None,
        Some(OffOr::Section(disk)) => Some(**disk),
        None => Some(DiskConfig::default()),
    };
    let (Some(disk), Some(data_dir)) = (disk, data_dir) else { return Ok(caching) };
    let folder = data_dir.join(ANSWERS);
    let settings = disk.settings(section.settings().freshness_set().keep());
    settings.check()?;
    match SledStore::open(&folder, settings, clock.clone()).await {
        Ok(opened) => Ok(caching.outer(told(opened, &folder))),
        Err(error) => {
            done_without(&error, &folder);
            Ok(caching)
        }
    }
}

/// Asked once for something that is not there, so that what is wrong is known at the start, and the first request finds
/// a link. It takes as long as one answer may take, and nobody has to start anew for it.
async fn reached(store: RedisStore, redis: &RedisConfig) -> RedisStore {
    const NOTHING: CacheKey = CacheKey::new(TenantKey::new([0; 16]), [0; 32]);
    let places = redis.places().join(", ");
    match store.get(&NOTHING).await {
        Ok(_) => tracing::info!(redis = places, "answers are stored in Redis"),
        Err(error) => {
            tracing::warn!(redis = places, %error, "Redis is gone without until it can be used");
        }
    }
    store
}

fn told(opened: Opened, folder: &Path) -> SledStore {
    let (folder, dropped) = (folder.display(), opened.dropped);
    if dropped > 0 {
        tracing::warn!(%folder, dropped, "some of what was stored on disk was damaged, and what cannot be read of it is dropped");
    }
    tracing::info!(%folder, "answers are stored on disk");
    opened.store
}

fn done_without(error: &StoreError, folder: &Path) {
    let folder = folder.display();
    tracing::warn!(
        %folder, %error,
        "answers are stored in memory alone, and lost with this process; choose another folder with --data-dir DIR"
    );
}
