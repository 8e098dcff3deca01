//! Bytes that come in pieces.

use bytes::{Bytes, BytesMut};

/// Pieces, joined as they come. One piece stays the slice it was; several are copied together, each
/// byte a bounded number of times.
#[derive(Default)]
pub(crate) enum Pieces {
    #[default]
    None,
    One(Bytes),
    Joined(BytesMut),
}

impl Pieces {
    pub(crate) fn add(&mut self, piece: Bytes) {
        match self {
            Self::Joined(all) => all.extend_from_slice(&piece),
            Self::One(_) if piece.is_empty() => {}
            Self::One(first) if !first.is_empty() => self.join(b"", &piece),
            Self::None | Self::One(_) => *self = Self::One(piece),
        }
    }

    /// Adds a line: between two of them, even empty ones, stands a line feed.
    pub(crate) fn add_line(&mut self, line: Bytes) {
        match self {
            Self::None => *self = Self::One(line),
            Self::One(_) | Self::Joined(_) => self.join(b"\n", &line),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::One(piece) => piece.len(),
            Self::Joined(all) => all.len(),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::None => b"",
            Self::One(piece) => piece,
            Self::Joined(all) => all,
        }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Self::None => Bytes::new(),
            Self::One(piece) => piece,
            Self::Joined(all) => all.freeze(),
        }
    }

    fn join(&mut self, separator: &[u8], piece: &[u8]) {
        let mut all = match std::mem::take(self) {
            Self::None => BytesMut::new(),
            Self::One(first) => BytesMut::from(&*first),
            Self::Joined(all) => all,
        };
        all.reserve(separator.len() + piece.len());
        all.extend_from_slice(separator);
        all.extend_from_slice(piece);
        *self = Self::Joined(all);
    }
}
