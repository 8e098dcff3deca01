//! What a failure means, in words that tell what to do. What the server says is not repeated: it may
//! quote keys.

#[cfg(test)]
mod tests;

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use osier_core::{StoreError, StoreErrorKind};
use redis::{ErrorKind, RedisError};

type Source = Arc<dyn std::error::Error + Send + Sync>;

/// What the server calls it, what that is, and what to do.
const REFUSALS: &[(&str, StoreErrorKind, &str)] = &[
    (
        "OOM",
        StoreErrorKind::Full,
        "Redis has used its maxmemory; set its maxmemory-policy to allkeys-lru, or give it more",
    ),
    ("NOAUTH", StoreErrorKind::Denied, "Redis wants a password (NOAUTH); set one"),
    ("WRONGPASS", StoreErrorKind::Denied, "Redis refuses the user or the password (WRONGPASS)"),
    (
        "NOPERM",
        StoreErrorKind::Denied,
        "the user lacks a right (NOPERM); the documentation of osier-cache-redis lists all it needs",
    ),
    (
        "DENIED",
        StoreErrorKind::Denied,
        "Redis is in protected mode (DENIED); give it a password, or an address to bind to",
    ),
    (
        "LOADING",
        StoreErrorKind::Failed,
        "Redis is loading its data (LOADING); it answers once it has",
    ),
    (
        "READONLY",
        StoreErrorKind::Failed,
        "this Redis is a replica (READONLY); a new link is being made, as the address may lead to the \
         primary by now",
    ),
    (
        "MASTERDOWN",
        StoreErrorKind::Failed,
        "this Redis is a replica that has lost its primary (MASTERDOWN); it answers once it has one",
    ),
    (
        "CLUSTERDOWN",
        StoreErrorKind::Failed,
        "the cluster is down (CLUSTERDOWN): a part of its slots has no primary; see CLUSTER INFO",
    ),
    (
        "MISCONF",
        StoreErrorKind::Failed,
        "Redis takes no writes, as it cannot save to disk (MISCONF); a cache needs no snapshots: set save \
         to nothing",
    ),
    (
        "NOREPLICAS",
        StoreErrorKind::Failed,
        "Redis takes no writes, as it has too few replicas (NOREPLICAS)",
    ),
    (
        "MOVED",
        StoreErrorKind::Failed,
        "this Redis is a node of a cluster (MOVED); say that it is one",
    ),
    (
        "CROSSSLOT",
        StoreErrorKind::Failed,
        "this Redis is a node of a cluster (CROSSSLOT); say that it is one",
    ),
];

/// What a command got in place of an answer.
pub(crate) fn refused(error: &RedisError) -> StoreError {
    if let Some((_, kind, note)) = known(error) {
        return StoreError::new(*kind, *note);
    }
    if error.is_timeout() {
        return silent(Duration::ZERO);
    }
    match error.kind() {
        ErrorKind::Io | ErrorKind::ClusterConnectionNotFound => {
            StoreError::new(StoreErrorKind::Unreachable, "the connection to Redis broke")
        }
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => strange(),
        ErrorKind::Server(_) | ErrorKind::Extension => {
            let code = error.code().filter(|code| is_word(code)).unwrap_or("no code");
            StoreError::new(StoreErrorKind::Failed, format!("Redis answered an error ({code})"))
        }
        _ => StoreError::new(StoreErrorKind::Failed, "Redis could not be asked"),
    }
}

/// Why a link could not be made.
pub(crate) fn not_made(error: &RedisError) -> StoreError {
    if let Some((_, kind, note)) = known(error) {
        return StoreError::new(*kind, *note);
    }
    if is_crowded(error) {
        let note = "Redis has as many clients as it admits; raise its maxclients";
        return StoreError::new(StoreErrorKind::Busy, note);
    }
    if error.is_timeout() {
        return too_slow();
    }
    match error.kind() {
        ErrorKind::AuthenticationFailed => {
            StoreError::new(StoreErrorKind::Denied, "Redis refuses the user or the password")
        }
        ErrorKind::RESP3NotSupported => StoreError::new(
            StoreErrorKind::Failed,
            "Redis is too old; 6.0 is the oldest that will do",
        ),
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => strange(),
        ErrorKind::Server(_) | ErrorKind::Extension => refused(error),
        _ => StoreError::new(StoreErrorKind::Unreachable, why_not_made(error)),
    }
}

/// No answer in time.
pub(crate) fn silent(limit: Duration) -> StoreError {
    let note = if limit.is_zero() {
        "Redis did not answer in time".to_owned()
    } else {
        format!("Redis did not answer within {limit:?}")
    };
    StoreError::new(StoreErrorKind::Timeout, note)
}

/// No link in time.
pub(crate) fn too_slow() -> StoreError {
    let note = "no connection to Redis could be made in time";
    StoreError::new(StoreErrorKind::Unreachable, note)
}

/// No link now.
pub(crate) fn not_yet() -> StoreError {
    let note = "the connection to Redis is lost, and being made anew";
    StoreError::new(StoreErrorKind::Unreachable, note)
}

/// Something else than Redis answers there.
pub(crate) fn strange() -> StoreError {
    let note = "what answers is not Redis, or not by its protocol; check the URL";
    StoreError::new(StoreErrorKind::Failed, note)
}

/// More operations at once than are set.
pub(crate) fn crowded() -> StoreError {
    let note = "as many operations are under way as may be (in_flight)";
    StoreError::new(StoreErrorKind::Busy, note)
}

fn known(error: &RedisError) -> Option<&'static (&'static str, StoreErrorKind, &'static str)> {
    let code = error.code().unwrap_or_default();
    // The client of a cluster tells why it has no link in the text of another error.
    let hidden = |word: &str| {
        error.kind() == ErrorKind::Io && error.detail().is_some_and(|detail| detail.contains(word))
    };
    REFUSALS.iter().find(|(word, ..)| *word == code || hidden(word))
}

fn is_crowded(error: &RedisError) -> bool {
    error.detail().is_some_and(|detail| detail.contains("max number of clients"))
}

fn why_not_made(error: &RedisError) -> &'static str {
    let wrapped = error.source().and_then(|source| source.downcast_ref::<Source>());
    let io = wrapped.and_then(|source| source.downcast_ref::<io::Error>());
    match io.map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => {
            "the connection was refused; does Redis run there?"
        }
        Some(io::ErrorKind::InvalidData) => {
            "the TLS handshake failed; is the certificate signed by a known authority (ca_file), and for \
             this host?"
        }
        Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) => {
            "the connection was closed while it was being made; does the server speak TLS (rediss://), or \
             does it not?"
        }
        _ => "no connection to Redis could be made; check the URL and the network",
    }
}

/// A code as servers write them, and nothing longer.
fn is_word(code: &str) -> bool {
    code.len() <= 20 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}
