//! What a message says: texts, and parts that are none.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::words::{APART, END, gave, gave_what_follows, inside};

/// What a message says, in order.
#[derive(Default)]
pub(super) struct Said<'a>(Vec<Piece<'a>>);

enum Piece<'a> {
    /// The inside of a string.
    Text(Cow<'a, str>),
    /// A part that goes on as it came.
    Part(&'a RawValue),
}

/// A part that is nothing but text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextPart<'a> {
    #[serde(borrow)]
    r#type: &'a RawValue,
    #[serde(borrow)]
    text: &'a RawValue,
}

impl<'a> Said<'a> {
    /// Reads the content of a message; `None` if it is neither a text nor a list.
    pub(super) fn read(content: Option<&'a RawValue>) -> Option<Self> {
        let Some(content) = content else {
            return Some(Self::default());
        };
        let mut pieces = match content.get().bytes().next()? {
            b'"' => vec![Piece::Text(inside(content))],
            b'[' => parts(content)?.into_iter().map(Piece::of).collect(),
            _ => return None,
        };
        pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
        Some(Self(pieces))
    }

    /// Goes on with these words.
    pub(super) fn say(&mut self, words: String) {
        self.0.push(Piece::Text(words.into()));
    }

    /// Goes on with what was said after it.
    pub(super) fn join(&mut self, after: Self) {
        self.0.extend(after.0);
    }

    /// The same as what a tool of this name gave.
    pub(super) fn given_by(self, name: Option<&str>) -> Self {
        let mut told = Self::default();
        if let Some(text) = self.text() {
            told.say(gave(name, &text));
        } else {
            told.say(gave_what_follows(name));
            told.join(self);
            told.say(END.to_owned());
        }
        told
    }

    /// Writes it as the content of a message: a string, unless there is more to it than text.
    pub(super) fn write(&self, out: &mut String) {
        if let Some(text) = self.text() {
            return out.extend(["\"", &text, "\""]);
        }
        for (i, piece) in self.0.iter().enumerate() {
            out.push(if i == 0 { '[' } else { ',' });
            match piece {
                Piece::Text(text) => out.extend([r#"{"type":"text","text":""#, text, "\"}"]),
                Piece::Part(part) => out.push_str(part.get()),
            }
        }
        out.push(']');
    }

    /// All of it as one text, if it is nothing else.
    fn text(&self) -> Option<String> {
        let text_of = |piece: &'_ Piece<'a>| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Part(_) => None,
        };
        let texts: Vec<_> = self.0.iter().map(text_of).collect::<Option<_>>()?;
        Some(texts.join(APART))
    }
}

impl<'a> Piece<'a> {
    fn of(part: &'a RawValue) -> Self {
        match serde_json::from_str::<TextPart<'a>>(part.get()) {
            Ok(TextPart { r#type, text }) if is_text(r#type, text) => Self::Text(inside(text)),
            _ => Self::Part(part),
        }
    }
}

fn is_text(kind: &RawValue, text: &RawValue) -> bool {
    kind.get() == "\"text\"" && text.get().starts_with('"')
}

fn parts(list: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(list.get()).ok()
}
