//! Text that is not copied where it can be read in place.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

/// A string of a body. Only inside a type of its own does an optional one borrow: a field of type
/// `Option<Cow<str>>` is always copied.
#[derive(Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}
