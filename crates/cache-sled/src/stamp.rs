//! Until when an entry is kept, written before it.

use std::time::Duration;

use bytes::Bytes;

/// Milliseconds since 1970.
pub(crate) fn millis(since_1970: Duration) -> u64 {
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}

/// The entry, behind when it ends.
pub(crate) fn stamped(entry: &[u8], now: Duration, keep: Duration) -> Vec<u8> {
    let end = millis(now.saturating_add(keep));
    let mut stamped = Vec::with_capacity(size_of::<u64>() + entry.len());
    stamped.extend_from_slice(&end.to_be_bytes());
    stamped.extend_from_slice(entry);
    stamped
}

/// The entry, if it has not ended.
pub(crate) fn alive(stamped: &[u8], now: Duration) -> Option<Bytes> {
    let (end, entry) = stamped.split_first_chunk()?;
    let is_alive = millis(now) < u64::from_be_bytes(*end);
    is_alive.then(|| Bytes::copy_from_slice(entry))
}
