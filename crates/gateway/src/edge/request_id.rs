//! The identity of a request, in headers and logs.

use http::HeaderMap;

/// The longest identity that is taken over from a caller.
const MAX_LENGTH: usize = 128;

/// The caller's own `x-request-id` if it is sane, else a new one.
pub(super) fn request_id(headers: &HeaderMap) -> String {
    headers
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_sane(id))
        .map_or_else(new_id, str::to_owned)
}

/// Printable, short, and unable to break a log line or a header.
fn is_sane(id: &str) -> bool {
    (1..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

fn new_id() -> String {
    format!("req_{:016x}", rand::random::<u64>())
}
