//! The bytes of an entry.

use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use osier_core::{CacheKey, Completion, FinishReason};

use super::{BadEntry, Entry};

const BEGINNING: &[u8; 5] = b"osir\x01";
const CHECKSUM: usize = 16;
/// What stands between the checksum and the target's name.
const FACTS: usize = 16;

const REPLAYS: u8 = 1;
const HAS_TARGET: u8 = 2;
const TELLS_USAGE: u8 = 4;

/// By their numbers.
const REASONS: [Option<FinishReason>; 8] = [
    None,
    Some(FinishReason::Stop),
    Some(FinishReason::Length),
    Some(FinishReason::ToolCalls),
    Some(FinishReason::ContentFilter),
    Some(FinishReason::FunctionCall),
    Some(FinishReason::Error),
    Some(FinishReason::Other),
];

pub(super) fn write(entry: &Entry, key: &CacheKey) -> Bytes {
    let json = entry.completion.data();
    let target =
        entry.target.as_deref().and_then(|name| Some((name, u16::try_from(name.len()).ok()?)));
    let (name, length) = target.unwrap_or_default();
    let is = |fact: bool, flag: u8| if fact { flag } else { 0 };

    let size = BEGINNING.len() + CHECKSUM + FACTS + name.len() + json.len();
    let mut out = BytesMut::with_capacity(size);
    out.put_slice(BEGINNING);
    out.put_bytes(0, CHECKSUM);
    out.put_slice(&times(entry));
    let known = is(target.is_some(), HAS_TARGET) | is(entry.tells_usage, TELLS_USAGE);
    out.put_u8(is(entry.replays, REPLAYS) | known);
    out.put_u8(number(entry.completion.finish_reason()));
    out.put_u16_le(length);
    out.put_slice(name.as_bytes());
    out.put_slice(json);

    let (before, rest) = out.split_at_mut(BEGINNING.len() + CHECKSUM);
    let checksum = checksum(key, rest);
    before.iter_mut().skip(BEGINNING.len()).zip(checksum).for_each(|(byte, sum)| *byte = sum);
    out.freeze()
}

pub(super) fn read(key: &CacheKey, bytes: &Bytes) -> Result<Entry, BadEntry> {
    let (sum, rest) = unsealed(bytes)?;
    if checksum(key, rest) != *sum {
        return Err(BadEntry::Checksum);
    }
    // It is what was written: by somebody who writes this format otherwise, if it cannot be read.
    open(bytes, rest).ok_or(BadEntry::Version)
}

pub(super) fn read_known(bytes: &Bytes) -> Result<Entry, BadEntry> {
    let (_, rest) = unsealed(bytes)?;
    open(bytes, rest).ok_or(BadEntry::Version)
}

/// The checksum, and what it is made of.
fn unsealed(bytes: &Bytes) -> Result<(&[u8; CHECKSUM], &[u8]), BadEntry> {
    let sealed = bytes.strip_prefix(BEGINNING).ok_or(BadEntry::Version)?;
    sealed.split_first_chunk::<CHECKSUM>().ok_or(BadEntry::Checksum)
}

fn open(bytes: &Bytes, rest: &[u8]) -> Option<Entry> {
    let (stored_at, rest) = rest.split_first_chunk()?;
    let (took, rest) = rest.split_first_chunk()?;
    let ([flags, reason, low, high], rest) = rest.split_first_chunk()?;
    let (name, json) = rest.split_at_checked(u16::from_le_bytes([*low, *high]).into())?;
    let name = std::str::from_utf8(name).ok()?;
    let finish = *REASONS.get(usize::from(*reason))?;
    Some(Entry {
        completion: Completion::known(bytes.slice_ref(json), finish),
        target: (flags & HAS_TARGET != 0).then(|| name.into()),
        stored_at: Duration::from_millis(u64::from_le_bytes(*stored_at)),
        took: Duration::from_millis(u32::from_le_bytes(*took).into()),
        replays: flags & REPLAYS != 0,
        tells_usage: flags & TELLS_USAGE != 0,
    })
}

/// Made of what is the same before it is written and after it is read: its times, and the beginning of
/// the answer, where its identity stands.
pub(super) fn spread(entry: &Entry) -> f64 {
    const BEGINNING: usize = 128;
    const BITS: u32 = f64::MANTISSA_DIGITS;
    let json = entry.completion.data();
    let beginning = json.get(..BEGINNING).unwrap_or(json);
    let mut digest = blake3::Hasher::new();
    digest.update(&times(entry)).update(beginning);
    let number =
        digest.finalize().as_bytes().first_chunk().map_or(0, |low| u64::from_le_bytes(*low));
    (number >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64
}

/// When it was stored, and how long it took.
fn times(entry: &Entry) -> [u8; 12] {
    let stored_at = u64::try_from(entry.stored_at.as_millis()).unwrap_or(u64::MAX);
    let took = u32::try_from(entry.took.as_millis()).unwrap_or(u32::MAX);
    let mut times = [0; 12];
    let bytes = stored_at.to_le_bytes().into_iter().chain(took.to_le_bytes());
    times.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    times
}

fn checksum(key: &CacheKey, rest: &[u8]) -> [u8; CHECKSUM] {
    let mut digest = blake3::Hasher::new();
    // The key last: what is long begins where a chunk does, and many chunks are hashed at once.
    digest.update(rest).update(&key.to_bytes());
    let mut checksum = [0; CHECKSUM];
    digest.finalize_xof().fill(&mut checksum);
    checksum
}

fn number(finish: Option<FinishReason>) -> u8 {
    match finish {
        None => 0,
        Some(FinishReason::Stop) => 1,
        Some(FinishReason::Length) => 2,
        Some(FinishReason::ToolCalls) => 3,
        Some(FinishReason::ContentFilter) => 4,
        Some(FinishReason::FunctionCall) => 5,
        Some(FinishReason::Error) => 6,
        Some(FinishReason::Other) => 7,
    }
}
