//! Sizes as people write them: `"64 MiB"`, `"1GB"`, or a number of bytes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// The units, the longest first, each with its size in bytes.
const UNITS: [(&str, u64); 7] = [
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("b", 1),
];

/// So many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

impl Size {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let unit =
            UNITS.into_iter().find_map(|(name, size)| Some((text.strip_suffix(name)?, size)));
        let (number, size) = unit.unwrap_or((&text, 1));
        number.trim_end().parse::<u64>().ok()?.checked_mul(size).map(Self)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SizeVisitor)
    }
}

/// In the largest unit that leaves no rest.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
        let unit = units.into_iter().find(|(_, size)| self.0 != 0 && self.0.is_multiple_of(*size));
        let (name, size) = unit.unwrap_or(("B", 1));
        write!(f, "{} {name}", self.0 / size)
    }
}

struct SizeVisitor;

impl Visitor<'_> for SizeVisitor {
    type Value = Size;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a size such as \"64 MiB\", or a number of bytes")
    }

    fn visit_i64<E: Error>(self, bytes: i64) -> Result<Size, E> {
        u64::try_from(bytes).map(Size).map_err(|_| expected())
    }

    /// The text is not repeated: it may be anything.
    fn visit_str<E: Error>(self, text: &str) -> Result<Size, E> {
        Size::parse(text).ok_or_else(expected)
    }
}

fn expected<E: Error>() -> E {
    E::custom("expected a size such as \"64 MiB\", or a number of bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let cases = [
            ("64 MiB", Some(64 << 20)),
            ("1GiB", Some(1 << 30)),
            ("10kb", Some(10_000)),
            ("512", Some(512)),
            ("512 B", Some(512)),
            ("", None),
            ("MiB", None),
            ("-1 MiB", None),
            ("1.5 GiB", None),
            ("99999999999999 GiB", None),
            ("64 Mi", None),
        ];
        for (text, bytes) in cases {
            assert_eq!(Size::parse(text).map(|size| size.0), bytes, "{text}");
        }
    }

    #[test]
    fn sizes_are_told_as_people_read_them() {
        let cases = [
            (0, "0 B"),
            (1000, "1000 B"),
            (1 << 10, "1 KiB"),
            (1536 << 10, "1536 KiB"),
            (64 << 20, "64 MiB"),
            (3 << 30, "3 GiB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(Size(bytes).to_string(), text);
            assert_eq!(Size::parse(text), Some(Size(bytes)), "{text}");
        }
    }
}
