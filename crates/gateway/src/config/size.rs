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
}
