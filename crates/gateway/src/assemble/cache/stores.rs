//! Opening the stores.

use std::path::Path;

use osier::cache_memory::MemoryStore;
use osier::{Caching, InvalidSetting, SharedClock};

use crate::config::{CacheConfig, OffOr};

/// 64 MiB.
const MEMORY: u64 = 64 << 20;

pub(super) fn memory(section: &CacheConfig, caching: Caching) -> Result<Caching, InvalidSetting> {
    let max = match &section.memory {
        Some(OffOr::Off) => return Ok(caching),
        Some(OffOr::Section(memory)) => memory.max.map_or(MEMORY, |size| size.0),
        None => MEMORY,
    };
    Ok(caching.inner(MemoryStore::try_new(max)?))
}

pub(super) async fn outer(
    section: &CacheConfig,
    data_dir: Option<&Path>,
    clock: &SharedClock,
    caching: Caching,
) -> Result<Caching, InvalidSetting> {
    let _ = (section, data_dir, clock);
    Ok(caching)
}
