//! The one way to write a JSON value.
//!
//! Every value begins with a byte that tells its kind, and tells where it ends: texts and numbers by
//! their length, arrays and objects by a last byte. So no two different values are written alike, nor two
//! different rows of values.
//!
//! | value | written |
//! |---|---|
//! | `null`, `true`, `false` | `n`, `t`, `f` |
//! | a number | `d`, its length, its digits as they came |
//! | a string | `s`, its length, what it says in UTF-8 |
//! | an array | `[`, its values, `]` |
//! | an object | `{`, its members by name, each a string and a value, `}` |
//!
//! A length is four bytes, the lowest first. Members of one name keep their order. Half of a surrogate
//! pair stands as the three bytes it would have in UTF-8 if it were a letter, which no letter has.

use std::ops::Range;

use super::text::Text;

/// As deep as serde_json reads into trees.
const DEEPEST: usize = 128;
const LENGTH: usize = size_of::<u32>();

/// Values in canonical form, one after another.
#[derive(Default)]
pub(super) struct Canonical {
    out: Vec<u8>,
    /// The members of all objects that are being written; those of the innermost are the last.
    members: Vec<Member>,
    /// Where members are put in order.
    spare: Vec<u8>,
}

/// Where a member stands in what is written: its name, and all of it.
struct Member {
    name: Range<usize>,
    whole: Range<usize>,
}

impl Canonical {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes), ..Self::default() }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.out
    }

    pub(super) fn option(&mut self, text: Option<&str>) -> Option<()> {
        match text {
            Some(text) => self.string(text),
            None => self.mark(b'n'),
        }
    }

    pub(super) fn string(&mut self, text: &str) -> Option<()> {
        self.measured(b's', |out| {
            out.extend_from_slice(text.as_bytes());
            Some(())
        })
    }

    /// `None` if this is not one JSON value, or one that is nested too deeply.
    pub(super) fn json(&mut self, json: &[u8]) -> Option<()> {
        let mut text = Text::new(json);
        let first = text.next_mark()?;
        self.value(first, &mut text, DEEPEST)?;
        text.next_mark().is_none().then_some(())
    }

    /// The value that begins with this byte. It calls itself for what is inside, but never deeper than is
    /// left.
    fn value(&mut self, first: u8, text: &mut Text<'_>, left: usize) -> Option<()> {
        match first {
            b'"' => self.text(text),
            b'{' => self.object(text, left.checked_sub(1)?),
            b'[' => self.array(text, left.checked_sub(1)?),
            b'n' => text.expect(b"ull").and_then(|()| self.mark(b'n')),
            b't' => text.expect(b"rue").and_then(|()| self.mark(b't')),
            b'f' => text.expect(b"alse").and_then(|()| self.mark(b'f')),
            _ => self.measured(b'd', |out| text.number(first, out)),
        }
    }

    fn text(&mut self, text: &mut Text<'_>) -> Option<()> {
        self.measured(b's', |out| text.string(out))
    }

    fn array(&mut self, text: &mut Text<'_>, left: usize) -> Option<()> {
        self.mark(b'[')?;
        let mut next = text.next_mark()?;
        while next != b']' {
            self.value(next, text, left)?;
            next = text.after_value(b']')?;
        }
        self.mark(b']')
    }

    fn object(&mut self, text: &mut Text<'_>, left: usize) -> Option<()> {
        self.mark(b'{')?;
        let outer = self.members.len();
        let mut next = text.next_mark()?;
        while next != b'}' {
            self.member(next, text, left)?;
            next = text.after_value(b'}')?;
        }
        self.sort(outer)?;
        self.members.truncate(outer);
        self.mark(b'}')
    }

    fn member(&mut self, first: u8, text: &mut Text<'_>, left: usize) -> Option<()> {
        let start = self.out.len();
        (first == b'"').then(|| self.text(text))??;
        let name = start + 1 + LENGTH..self.out.len();
        text.next_mark().filter(|colon| *colon == b':')?;
        let first = text.next_mark()?;
        self.value(first, text, left)?;
        self.members.push(Member { name, whole: start..self.out.len() });
        Some(())
    }

    /// Puts the members from this one on in order. Most objects are small, and what they hold is moved
    /// twice at most.
    fn sort(&mut self, outer: usize) -> Option<()> {
        let Self { out, members, spare } = self;
        let members = members.get_mut(outer..)?;
        let name = |member: &Member| out.get(member.name.clone()).unwrap_or_default();
        if members.is_sorted_by_key(name) {
            return Some(());
        }
        let start = members.first()?.whole.start;
        members.sort_by(|a, b| name(a).cmp(name(b)));
        spare.clear();
        for member in members {
            spare.extend_from_slice(out.get(member.whole.clone())?);
        }
        out.get_mut(start..)?.copy_from_slice(spare);
        Some(())
    }

    fn mark(&mut self, mark: u8) -> Option<()> {
        self.out.push(mark);
        Some(())
    }

    /// What is written here comes after its kind and its length.
    fn measured(&mut self, kind: u8, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<()> {
        self.out.push(kind);
        let start = self.out.len() + LENGTH;
        self.out.extend_from_slice(&[0; LENGTH]);
        write(&mut self.out)?;
        let length = u32::try_from(self.out.len() - start).ok()?;
        self.out.get_mut(start - LENGTH..start)?.copy_from_slice(&length.to_le_bytes());
        Some(())
    }
}
