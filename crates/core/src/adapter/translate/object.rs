//! A JSON object taken apart by name, so that nothing in it is dropped in silence.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::super::shown;
use crate::Error;

/// An object of a request, its values still unparsed. Whoever translates it takes out what it
/// understands; [`finish`](Self::finish) then names what is left.
///
/// ```
/// use osier_core::adapter::translate::Object;
///
/// let json = serde_json::from_str(r#"{"type":"text","text":"Hi","mood":"glad"}"#)?;
/// let mut part = Object::open("messages.content", json)?;
/// let kind: String = part.require("type")?;
/// let text: Option<String> = part.take("text")?;
/// assert_eq!((&*kind, text.as_deref()), ("text", Some("Hi")));
/// let error = part.finish().unwrap_err();
/// assert_eq!(error.param(), Some("messages.content.mood"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Object<'a> {
    path: Cow<'static, str>,
    members: Vec<Member<'a>>,
}

type Member<'a> = (Cow<'a, str>, &'a RawValue);

impl<'a> Object<'a> {
    /// Opens the object that stands at `path` in the request.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` naming `path` if it is no object.
    pub fn open(path: impl Into<Cow<'static, str>>, json: &'a RawValue) -> Result<Self, Error> {
        let path = path.into();
        match serde_json::from_str::<Members<'a>>(json.get()) {
            Ok(Members(members)) => Ok(Self { path, members }),
            Err(_) => Err(misshapen(path.into_owned(), "expected an object")),
        }
    }

    /// Takes out a member; `None` if it is absent or `null`. The last of several counts.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` naming the member if it has the wrong type.
    pub fn take<T: Deserialize<'a>>(&mut self, name: &str) -> Result<Option<T>, Error> {
        let Some(at) = self.members.iter().rposition(|(key, _)| key == name) else {
            return Ok(None);
        };
        let (_, json) = self.members.remove(at);
        self.members.retain(|(key, _)| key != name);
        serde_json::from_str(json.get()).map_err(|_| self.wrong(name, "wrong type"))
    }

    /// Takes out a member that must be there.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` naming the member if it is absent, `null` or of the wrong type.
    pub fn require<T: Deserialize<'a>>(&mut self, name: &str) -> Result<T, Error> {
        let value = self.take(name)?;
        value.ok_or_else(|| self.wrong(name, "the field is required"))
    }

    /// Takes out what may be left unsaid.
    pub fn ignore(&mut self, names: &[&str]) {
        self.members.retain(|(key, _)| !names.contains(&&**key));
    }

    /// Whether everything that says something was taken out.
    ///
    /// # Errors
    ///
    /// `Unsupported` naming the first member that was not. `null` and what is empty say nothing.
    pub fn finish(self) -> Result<(), Error> {
        let left = self.members.iter().find(|(_, json)| !is_empty(json));
        left.map_or(Ok(()), |(name, _)| Err(self.unsupported(name)))
    }

    /// The error for a member whose value the other dialect cannot express.
    #[must_use]
    pub fn unsupported(&self, name: &str) -> Error {
        Error::unsupported(self.name_of(name))
    }

    /// The error for a member of the wrong shape.
    #[must_use]
    pub fn wrong(&self, name: &str, expected: &'static str) -> Error {
        misshapen(self.name_of(name), expected)
    }

    fn name_of(&self, name: &str) -> String {
        format!("{}.{}", self.path, shown(name))
    }
}

impl fmt::Debug for Object<'_> {
    /// Where it stands; nothing of what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The error for a field of the wrong shape.
#[must_use]
pub fn misshapen(field: impl Into<String>, expected: &'static str) -> Error {
    Error::invalid_request(expected).with_param(field.into()).with_code("invalid_type")
}

fn is_empty(json: &RawValue) -> bool {
    let head: String = json.get().chars().filter(|c| !c.is_ascii_whitespace()).take(5).collect();
    matches!(&*head, "null" | "\"\"" | "[]" | "{}")
}

struct Members<'a>(Vec<Member<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor).map(Members)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), json)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            members.push((name, json));
        }
        Ok(members)
    }
}

#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
