//! Taking a request apart, for dialects that are not that of the request.
//!
//! A dialect first asks its table of [`Fields`] whether it can say all that the request says, then
//! takes the objects in it apart by name ([`Object`]). Both name what nobody has understood, so that
//! nothing is dropped in silence.

mod conversation;
mod fields;
mod form;
mod object;
mod tools;

use serde_json::value::RawValue;

pub use conversation::{Called, calls, messages};
pub use fields::{Fate, Fields, Usual};
pub use form::{Form, form, stop};
pub use object::{Object, misshapen};
pub use tools::{Function, functions};

use crate::Request;

/// The unparsed value of a field; `None` if it is absent or `null`.
#[must_use]
pub fn raw<'a>(request: &'a Request, name: &str) -> Option<&'a RawValue> {
    let value = request.get(name).filter(|value| *value != "null")?;
    serde_json::from_slice(value).ok()
}
