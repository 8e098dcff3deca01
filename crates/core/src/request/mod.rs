//! A request as bytes with views.

mod fields;
mod needs;
mod shape;
#[cfg(test)]
mod tests;
mod views;

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::fields::Fields;
pub use self::needs::least_tokens;
use self::shape::wrong_shape;
use crate::Error;

/// A chat request in the OpenAI dialect: its top-level fields in order, each value still unparsed.
///
/// Parsing checks that the bytes are one valid JSON object and remembers where its fields are; it
/// builds no tree and copies nothing. An edit replaces one field. An untouched request is written
/// out as the very bytes that came in; an edited one is a concatenation. Fields nobody here has
/// heard of therefore arrive upstream as they were sent.
///
/// Of a field that is given twice the last one counts, and only that one is kept: no two readers
/// can disagree about the request.
///
/// ```
/// use osier_core::Request;
///
/// let mut request = Request::parse(r#"{"model":"a","frobnicate":[1,2],"stream":true}"#)?;
/// request.set_model("b");
/// assert_eq!(request.to_bytes(), r#"{"model":"b","frobnicate":[1,2],"stream":true}"#);
/// # Ok::<(), osier_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Request {
    fields: Fields,
    /// What was parsed, as long as no edit has changed it.
    source: Option<Bytes>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) with line and column when the bytes are
    /// not UTF-8, not JSON, or not one object.
    pub fn parse(body: impl Into<Bytes>) -> Result<Self, Error> {
        let body = body.into();
        let fields = Fields::parse(&body)?;
        let source = (!fields.dropped_duplicates()).then_some(body);
        Ok(Self { fields, source })
    }

    /// A request with no fields at all, to be filled with [`set`](Self::set).
    #[must_use]
    pub fn empty() -> Self {
        Self { fields: Fields::default(), source: None }
    }

    /// The unparsed JSON of a field; of a field whose value is `null` too.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Bytes> {
        self.fields.get(name)
    }

    /// Whether a field is there with a value other than `null`.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value != "null")
    }

    /// Reads one field into a type; `None` if it is absent or `null`.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) naming the field if its shape is wrong.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        serde_json::from_slice(value).map_err(|error| {
            Error::invalid_request(wrong_shape(&error)).with_param(name).with_code("invalid_type")
        })
    }

    /// Replaces a field where it stands, or adds it at the end.
    ///
    /// # Errors
    ///
    /// [`Internal`](crate::ErrorKind::Internal) if the value cannot be written as JSON (a map whose
    /// keys are not strings).
    pub fn set(&mut self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let json = serde_json::to_vec(value)
            .map_err(|error| Error::new(crate::ErrorKind::Internal).with_source(error))?;
        self.set_raw(name, json.into());
        Ok(())
    }

    /// Takes a field out; whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let removed = self.fields.remove(name);
        if removed {
            self.source = None;
        }
        removed
    }

    /// Gives a field's value another name, in place of a value that is there under it; whether the field
    /// was there. Under its own name it stays as it is.
    pub fn rename(&mut self, name: &str, other: &str) -> bool {
        let Some(value) = self.get(name).cloned() else {
            return false;
        };
        if name != other {
            self.remove(name);
            self.set_raw(other, value);
        }
        true
    }

    /// The fields in order, each with its unparsed value.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.fields.iter()
    }

    /// The request as JSON: the very bytes that were parsed, if nothing was edited since.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        match &self.source {
            Some(source) => source.clone(),
            None => self.fields.write(),
        }
    }

    /// `value` must be valid JSON.
    pub(crate) fn set_raw(&mut self, name: &str, value: Bytes) {
        if self.get(name) != Some(&value) {
            self.fields.set(name, value);
            self.source = None;
        }
    }
}

impl fmt::Debug for Request {
    /// The names of the fields and the sizes of their values; never content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes = self.fields().map(|(name, value)| (name, value.len()));
        f.debug_map().entries(sizes).finish()
    }
}
