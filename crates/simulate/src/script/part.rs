//! Where in a streamed answer a fault strikes.

use super::Point;

/// What one record of a streamed answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Opens, closes or accompanies.
    Frame,
    /// Something the caller sees.
    Content,
    /// Only says that the stream is over.
    #[cfg(feature = "server")]
    Terminator,
}

/// The index of the record before which `point` lies; the number of records if it lies past them.
pub(crate) fn position(point: Point, parts: impl IntoIterator<Item = Part>) -> usize {
    let parts = parts.into_iter();
    match point {
        Point::Events(events) => parts.take(events).count(),
        Point::Tokens(tokens) => after_content(tokens, parts),
    }
}

fn after_content(tokens: usize, parts: impl Iterator<Item = Part>) -> usize {
    let (mut passed, mut index) = (0, 0);
    for part in parts {
        let content = part == Part::Content;
        if passed == tokens && (content || tokens > 0) {
            break;
        }
        passed += usize::from(content);
        index += 1;
    }
    index
}
