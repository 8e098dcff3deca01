//! One message, as it came or told in words.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::said::Said;
use super::words::escaped;

/// The members of a message that say something: not `null`. Of several by one name the last counts.
pub(super) type Members<'a> = BTreeMap<String, &'a RawValue>;

/// A message that goes out.
pub(super) struct Turn<'a> {
    /// The message that came, if it goes out as it is.
    came: Option<&'a RawValue>,
    /// Whose it is, as it is written.
    role: &'a str,
    /// What it says; `None` if that has a shape nobody knows.
    said: Option<Said<'a>>,
    /// What else it has.
    rest: Members<'a>,
}

impl<'a> Turn<'a> {
    /// One that goes out as it came.
    pub(super) fn came(json: &'a RawValue, role: &'a str, mut members: Members<'a>) -> Self {
        let said = Said::read(members.remove("content"));
        Self { came: Some(json), role, said, rest: members }
    }

    /// One that is told in words.
    pub(super) fn told(role: &'a str, said: Said<'a>, rest: Members<'a>) -> Self {
        Self { came: None, role, said: Some(said), rest }
    }

    /// Whether it and the next one must be one message: many models insist on roles that alternate, so what
    /// is told must not stand beside another message of its role. Two that came are none of our business,
    /// and what has members that contradict each other stays apart rather than lose one.
    pub(super) fn takes_in(&self, next: &Self) -> bool {
        let is_told = self.came.is_none() || next.came.is_none();
        let can_be_joined = self.said.is_some() && next.said.is_some();
        is_told && can_be_joined && self.role == next.role && self.agrees_with(next)
    }

    /// One message of two.
    pub(super) fn joined(mut self, next: Self) -> Self {
        let mut said = self.said.unwrap_or_default();
        said.join(next.said.unwrap_or_default());
        self.rest.extend(next.rest);
        Self::told(self.role, said, self.rest)
    }

    /// Writes it as JSON.
    pub(super) fn write(&self, out: &mut String) {
        if let Some(came) = self.came {
            return out.push_str(came.get());
        }
        out.extend([r#"{"role":"#, self.role, r#","content":"#]);
        self.said.iter().for_each(|said| said.write(out));
        for (name, value) in &self.rest {
            out.extend([",\"", &escaped(name), "\":", value.get()]);
        }
        out.push('}');
    }

    fn agrees_with(&self, next: &Self) -> bool {
        let same = |(name, value): (&String, &&RawValue)| {
            self.rest.get(name).is_none_or(|mine| mine.get() == value.get())
        };
        next.rest.iter().all(same)
    }
}
