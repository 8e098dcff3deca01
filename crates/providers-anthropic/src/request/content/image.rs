//! Images, by address or inline.

#[cfg(test)]
mod tests;

use osier_core::Error;
use osier_core::adapter::translate::Object;
use serde::Serialize;
use serde_json::value::RawValue;

const FIELD: &str = "messages.content.image_url";

/// Where an image is.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(in crate::request) enum Source {
    Base64 { media_type: &'static str, data: String },
    Url { url: String },
}

impl Source {
    /// Reads an `image_url`. How closely to look (`detail`) cannot be said here, and is a hint.
    pub(super) fn read(image: &RawValue) -> Result<Self, Error> {
        let mut image = Object::open(FIELD, image)?;
        let url = image.require("url")?;
        image.ignore(&["detail"]);
        image.finish()?;
        Self::of(url).ok_or_else(|| Error::unsupported(FIELD))
    }

    fn of(mut url: String) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") {
            return Some(Self::Url { url });
        }
        let (head, _) = rest.split_once(',')?;
        let media_type = media_type(head.strip_suffix(";base64")?)?;
        if !scheme.eq_ignore_ascii_case("data") {
            return None;
        }
        let data = url.split_off(scheme.len() + head.len() + 2);
        Some(Self::Base64 { media_type, data })
    }
}

/// The four kinds of image the provider reads; parameters after `;` mean nothing for them.
fn media_type(head: &str) -> Option<&'static str> {
    match &*head.split(';').next()?.to_ascii_lowercase() {
        "image/jpeg" | "image/jpg" => Some("image/jpeg"),
        "image/png" => Some("image/png"),
        "image/gif" => Some("image/gif"),
        "image/webp" => Some("image/webp"),
        _ => None,
    }
}
