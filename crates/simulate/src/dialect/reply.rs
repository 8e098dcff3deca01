//! An answer that is none: an error, a list, a page.

use std::borrow::Cow;

use super::{Dialect, HTML, Headers, JSON, Stamp};
use crate::script::Status;

/// A body with its status, told at once and whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) content_type: Cow<'static, str>,
    pub(crate) body: String,
}

impl Reply {
    /// JSON with the headers of the dialect.
    pub(super) fn json(status: u16, body: String, headers: Headers) -> Self {
        let owned = |(name, value): (&str, String)| (name.to_owned(), value);
        Self {
            status,
            headers: headers.into_iter().map(owned).collect(),
            content_type: JSON.into(),
            body,
        }
    }

    /// Plain text.
    pub(crate) fn plain(status: u16, body: &str) -> Self {
        let body = body.to_owned();
        Self { content_type: "text/plain".into(), ..Self::json(status, body, Headers::new()) }
    }

    /// Sets a header, in place of one that is there.
    pub(super) fn set(&mut self, name: &str, value: String) {
        if name == "content-type" {
            self.content_type = value.into();
            return;
        }
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value));
    }

    fn drop_hints(&mut self) {
        let hint = |name: &str| name.starts_with("retry-after") || name.contains("ratelimit");
        self.headers.retain(|(name, _)| !hint(name));
    }
}

/// What a scripted status looks like in this dialect.
pub(crate) fn status(dialect: Dialect, status: &Status, stamp: &Stamp) -> Reply {
    let mut reply = dialect.preset(status.shape(), stamp);
    reply.status = status.status.unwrap_or(reply.status);
    set_body(&mut reply, status);
    if status.replaces_hints() {
        reply.drop_hints();
    }
    let hints = [("retry-after-ms", status.retry_after_ms), ("retry-after", status.retry_after)];
    for (name, value) in hints {
        if let Some(value) = value {
            reply.set(name, value.to_string());
        }
    }
    for (name, value) in &status.headers {
        reply.set(name, value.clone());
    }
    reply
}

fn set_body(reply: &mut Reply, status: &Status) {
    if status.html {
        reply.content_type = HTML.into();
        reply.body = page(reply.status);
    }
    if let Some(body) = &status.body {
        reply.body.clone_from(body);
        let kind = match () {
            () if status.html => HTML,
            () if body.starts_with(['{', '[']) => JSON,
            () => "text/plain",
        };
        reply.content_type = kind.into();
    }
}

/// What the edge in front of a provider sends when it cannot reach it.
pub(super) fn bad_gateway(stamp: &Stamp) -> Reply {
    let mut reply = Reply::json(502, page(502), Headers::new());
    reply.content_type = HTML.into();
    reply.set("server", "cloudflare".to_owned());
    reply.set("cf-ray", format!("{:016x}-RIX", stamp.number));
    reply
}

/// A web page about a status.
pub(crate) fn page(status: u16) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center><hr><center>cloudflare</center></body></html>\n"
    )
}
