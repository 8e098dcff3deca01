//! Events that may have to be read later, kept small.

/// Events that are kept at most; to read so many takes some 0.2 ms.
const MOST_EVENTS: usize = 512;
/// What is new in them, at most, in bytes.
const MOST_NEW: usize = 32 * 1024;
/// The longest that is kept, in bytes.
const LONGEST: usize = 4 * 1024;

/// Events in order, each as what sets it apart from the one before: the events of one answer have all but
/// some ten bytes of their few hundred in common.
///
/// They are copied, because an event is a slice of the buffer it was read into: while it lives, the
/// connection needs a new buffer, of 8 KiB or more, for what it reads next. All of them take some 10 KiB, and
/// never more than 80.
#[derive(Default)]
pub(super) struct Kept {
    differences: Vec<Difference>,
    /// What is new in each of them, one after another.
    new: Vec<u8>,
    /// The last one, whole.
    last: Vec<u8>,
}

/// An event is so many bytes of the beginning of the one before, so many new ones, and so many of the end
/// of the one before.
struct Difference {
    start: u16,
    new: u16,
    end: u16,
}

impl Kept {
    /// Keeps an event. `false` if there is no room.
    pub(super) fn keep(&mut self, event: &[u8]) -> bool {
        if self.differences.len() == MOST_EVENTS || event.len() > LONGEST {
            return false;
        }
        self.try_keep(event).is_some()
    }

    /// Gives the events back, in order, and keeps none of them.
    pub(super) fn drain(&mut self, mut read: impl FnMut(&[u8])) {
        let mut event = Vec::with_capacity(self.last.len());
        let mut new = &self.new[..];
        for difference in self.differences.drain(..) {
            let (middle, rest) = new.split_at(usize::from(difference.new).min(new.len()));
            let end = event.len() - usize::from(difference.end).min(event.len());
            event.splice(usize::from(difference.start).min(end)..end, middle.iter().copied());
            new = rest;
            read(&event);
        }
        self.new.clear();
        self.last.clear();
    }

    fn try_keep(&mut self, event: &[u8]) -> Option<()> {
        let start = same_start(event, &self.last);
        let (rest, last) = (event.get(start..)?, self.last.get(start..)?);
        let end = same_end(rest, last);
        let new = rest.get(..rest.len() - end)?;
        if self.new.len() + new.len() > MOST_NEW {
            return None;
        }
        let [start, added, end] = [start, new.len(), end].map(u16::try_from);
        self.differences.push(Difference { start: start.ok()?, new: added.ok()?, end: end.ok()? });
        self.new.extend_from_slice(new);
        self.last.clear();
        self.last.extend_from_slice(event);
        Some(())
    }
}

/// How many bytes both begin with.
fn same_start(one: &[u8], other: &[u8]) -> usize {
    let (blocks, other_blocks) = (one.as_chunks::<16>().0, other.as_chunks::<16>().0);
    let blocks = blocks.iter().zip(other_blocks).take_while(|(a, b)| a == b).count() * 16;
    let (one, other) = (one.iter().skip(blocks), other.iter().skip(blocks));
    blocks + one.zip(other).take_while(|(a, b)| a == b).count()
}

/// How many bytes both end with.
fn same_end(one: &[u8], other: &[u8]) -> usize {
    let (blocks, other_blocks) = (one.as_rchunks::<16>().1, other.as_rchunks::<16>().1);
    let pairs = blocks.iter().rev().zip(other_blocks.iter().rev());
    let blocks = pairs.take_while(|(a, b)| a == b).count() * 16;
    let (one, other) = (one.iter().rev().skip(blocks), other.iter().rev().skip(blocks));
    blocks + one.zip(other).take_while(|(a, b)| a == b).count()
}
