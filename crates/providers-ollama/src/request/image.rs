//! Inline images.

#[cfg(test)]
mod tests;

use osier_core::Error;
use osier_core::adapter::translate::Object;
use serde_json::value::RawValue;

const FIELD: &str = "messages.content.image_url";

/// The kinds of image the server reads.
const KINDS: [&str; 4] = ["image/jpeg", "image/jpg", "image/png", "image/webp"];

/// The base64 data of an `image_url`. How closely to look (`detail`) cannot be said here, and is a
/// hint.
///
/// The server fetches nothing, and neither does an adapter, so an address is `Unsupported`.
pub(super) fn read(image: &RawValue) -> Result<String, Error> {
    let mut image = Object::open(FIELD, image)?;
    let url = image.require("url")?;
    image.ignore(&["detail"]);
    image.finish()?;
    data(url).ok_or_else(|| Error::unsupported(FIELD))
}

fn data(mut url: String) -> Option<String> {
    let (head, _) = url.split_once(',')?;
    let (scheme, kind) = head.strip_suffix(";base64")?.split_once(':')?;
    let kind = kind.split(';').next()?;
    let known = KINDS.iter().any(|known| known.eq_ignore_ascii_case(kind));
    let start = head.len() + 1;
    (known && scheme.eq_ignore_ascii_case("data")).then(|| url.split_off(start))
}
