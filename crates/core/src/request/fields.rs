//! The top-level members of a JSON object, in order, values unparsed.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use serde::Deserializer as _;
use serde::de::{Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::Error;

/// The dialect has some forty fields; thousands of them would only serve to slow down the search for
/// one of them. Every member counts, also one that replaces another of its name.
const MAX_FIELDS: usize = 256;

/// Shared until one of its holders edits it: a request is cloned for every attempt and seldom changed.
#[derive(Clone, Default)]
pub(super) struct Fields {
    list: Arc<Vec<Field>>,
    dropped_duplicates: bool,
}

#[derive(Clone)]
struct Field {
    name: Arc<str>,
    value: Bytes,
}

impl Fields {
    pub(super) fn parse(body: &Bytes) -> Result<Self, Error> {
        let text = std::str::from_utf8(body).map_err(|error| {
            let note = format!("not valid UTF-8 from byte {} on", error.valid_up_to());
            Error::invalid_request(note).with_code("invalid_json")
        })?;
        let mut json = serde_json::Deserializer::from_str(text);
        let fields = json.deserialize_map(Members { body }).and_then(|fields| {
            json.end()?;
            Ok(fields)
        });
        fields.map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let note = format!(
                "expected one JSON object of at most {MAX_FIELDS} fields (line {line}, column {column})"
            );
            Error::invalid_request(note).with_code("invalid_json")
        })
    }

    pub(super) fn dropped_duplicates(&self) -> bool {
        self.dropped_duplicates
    }

    pub(super) fn get(&self, name: &str) -> Option<&Bytes> {
        self.list.iter().find(|field| &*field.name == name).map(|field| &field.value)
    }

    pub(super) fn set(&mut self, name: &str, value: Bytes) {
        let list = Arc::make_mut(&mut self.list);
        match list.iter_mut().find(|field| &*field.name == name) {
            Some(field) => field.value = value,
            None => list.push(Field { name: name.into(), value }),
        }
    }

    pub(super) fn remove(&mut self, name: &str) -> bool {
        let is_there = self.get(name).is_some();
        if is_there {
            Arc::make_mut(&mut self.list).retain(|field| &*field.name != name);
        }
        is_there
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.list.iter().map(|field| (&*field.name, &field.value))
    }

    pub(super) fn write(&self) -> Bytes {
        let size = self.list.iter().map(|f| f.name.len() + f.value.len() + 4).sum::<usize>();
        let mut out = BytesMut::with_capacity(size + 2);
        out.put_u8(b'{');
        for (i, field) in self.list.iter().enumerate() {
            if i > 0 {
                out.put_u8(b',');
            }
            write_name(&mut out, &field.name);
            out.put_u8(b':');
            out.put_slice(&field.value);
        }
        out.put_u8(b'}');
        out.freeze()
    }

    fn push(&mut self, name: &str, value: Bytes) {
        self.dropped_duplicates |= self.remove(name);
        Arc::make_mut(&mut self.list).push(Field { name: name.into(), value });
    }
}

fn write_name(out: &mut BytesMut, name: &str) {
    let plain = name.bytes().all(|b| b >= 0x20 && b != b'"' && b != b'\\');
    if plain {
        out.put_u8(b'"');
        out.put_slice(name.as_bytes());
        out.put_u8(b'"');
    } else {
        let quoted = serde_json::Value::from(name).to_string();
        out.put_slice(quoted.as_bytes());
    }
}

struct Members<'b> {
    body: &'b Bytes,
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        let mut seen = 0;
        while let Some((name, value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            seen += 1;
            if seen > MAX_FIELDS {
                return Err(A::Error::custom("too many fields"));
            }
            fields.push(&name.0, self.body.slice_ref(value.get().as_bytes()));
        }
        Ok(fields)
    }
}

#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
