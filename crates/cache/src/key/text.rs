//! Reading JSON from its beginning to its end, once.

use memchr::memchr2;

/// What is left to be read. Everything that is no JSON is `None`, or read as something else that no JSON
/// says.
pub(super) struct Text<'j>(&'j [u8]);

impl<'j> Text<'j> {
    pub(super) fn new(json: &'j [u8]) -> Self {
        Self(json)
    }

    /// The next byte that is no white space.
    pub(super) fn next_mark(&mut self) -> Option<u8> {
        loop {
            let byte = self.next_byte()?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
        }
    }

    /// What comes after a value in an array or an object: its end, or the first byte of the next.
    pub(super) fn after_value(&mut self, end: u8) -> Option<u8> {
        match self.next_mark()? {
            b',' => self.next_mark().filter(|next| *next != end),
            next => Some(next).filter(|next| *next == end),
        }
    }

    pub(super) fn expect(&mut self, rest: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(rest)?;
        Some(())
    }

    /// Writes the digits, signs and points of a number that begins with this byte.
    pub(super) fn number(&mut self, first: u8, out: &mut Vec<u8>) -> Option<()> {
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        matches!(first, b'0'..=b'9' | b'-').then(|| out.push(first))?;
        let length = self.0.iter().take_while(|byte| is_part(byte)).count();
        let (number, rest) = self.0.split_at_checked(length)?;
        out.extend_from_slice(number);
        self.0 = rest;
        Some(())
    }

    /// Writes what a string says; its first quote has been read.
    pub(super) fn string(&mut self, out: &mut Vec<u8>) -> Option<()> {
        loop {
            let (plain, rest) = self.0.split_at_checked(memchr2(b'"', b'\\', self.0)?)?;
            out.extend_from_slice(plain);
            self.0 = rest;
            if self.next_byte()? == b'"' {
                return Some(());
            }
            self.escape(out)?;
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let letter = match self.next_byte()? {
            b'u' => return self.unicode(out),
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            itself @ (b'"' | b'\\' | b'/') => itself,
            _ => return None,
        };
        out.push(letter);
        Some(())
    }

    fn unicode(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let unit = self.unit()?;
        let code = self.low_half(unit).map_or(unit, |low| {
            let (high, low) = (unit - HIGH, low - LOW);
            0x1_0000 + (high << 10 | low)
        });
        match char::from_u32(code) {
            Some(letter) => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
            None => out.extend_from_slice(&half(code)),
        }
        Some(())
    }

    /// The other half of this one, if it is a half that has another, and that follows.
    fn low_half(&mut self, unit: u32) -> Option<u32> {
        (HIGH..LOW).contains(&unit).then_some(())?;
        let mut ahead = Text(self.0.strip_prefix(b"\\u")?);
        let low = ahead.unit().filter(|low| (LOW..END).contains(low))?;
        *self = ahead;
        Some(low)
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
    }

    fn next_byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }
}

/// The first of the surrogates that begin a pair, the first of those that end one, and the first code
/// after them.
const HIGH: u32 = 0xd800;
const LOW: u32 = 0xdc00;
const END: u32 = 0xe000;

/// A surrogate without its other half, in the bytes of UTF-8.
fn half(code: u32) -> [u8; 3] {
    let six = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
    [0xed, six(6), six(0)]
}
