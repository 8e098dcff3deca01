//! What the body is.

use http::HeaderMap;
use osier_core::adapter::ContentType;

use super::text;

pub(super) fn read(headers: &HeaderMap) -> ContentType {
    let full = text(headers, "content-type").unwrap_or_default();
    let essence = full.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "text/event-stream" => ContentType::EventStream,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonlines" => ContentType::Ndjson,
        "text/html" | "application/xhtml+xml" => ContentType::Html,
        "application/json" | "text/json" => ContentType::Json,
        other if other.ends_with("+json") => ContentType::Json,
        _ => ContentType::Other,
    }
}
