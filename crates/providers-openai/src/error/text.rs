//! The few texts that must be read because no code says the same.

#[cfg(test)]
mod tests;

use std::time::Duration;

use osier_core::ErrorKind;

/// As much of a message as is read. The telling words come early; a quoted prompt may follow.
const READ_AT_MOST: usize = 4096;

/// The wait that a text may name at most: a day, the longest ever seen in a header.
const MAX_WAIT: f64 = 86_400.0;

/// The beginning of a message, in lower case.
pub(super) fn lower(message: &str) -> String {
    let end = message.floor_char_boundary(READ_AT_MOST);
    message.get(..end).unwrap_or_default().to_ascii_lowercase()
}

/// Whether the text (in lower case) says that one request asks for more than the limit per minute.
pub(super) fn never_fits(text: &str) -> bool {
    text.starts_with("request too large")
}

/// What the text (in lower case) says.
pub(super) fn meaning(text: &str) -> Option<ErrorKind> {
    phrase_in(text).map(|(_, kind, _)| *kind)
}

/// The parameter that a message blames, as it is spelled there.
pub(super) fn blamed_param(message: &str) -> Option<&str> {
    let text = lower(message);
    match phrase_in(&text)? {
        (phrase, _, Blames::Next) => {
            // Lower case of ASCII is as long as the original.
            let after = text.find(phrase)? + phrase.len();
            message.get(after..)?.split_whitespace().next()
        }
        (.., Blames::This(param)) => Some(param),
        (.., Blames::Nothing) => None,
    }
}

fn phrase_in(text: &str) -> Option<&'static Phrase> {
    PHRASES.iter().find(|(phrase, ..)| text.contains(phrase))
}

/// The wait in `try again in 2.73s` or `retry after 7 seconds` (in lower case); seconds unless
/// another unit follows.
pub(super) fn wait(text: &str) -> Option<Duration> {
    let (_, rest) =
        ["try again in", "retry after"].iter().find_map(|phrase| text.split_once(phrase))?;
    let mut rest = rest.trim_start();
    let mut seconds = None;
    while let Some((value, after)) = number(rest) {
        let (unit, after) = unit(after.trim_start());
        seconds = Some(seconds.unwrap_or(0.0) + value * unit);
        rest = after;
    }
    Duration::try_from_secs_f64(seconds?.min(MAX_WAIT)).ok()
}

fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    // The full stop of the sentence is no part of the number.
    let value = digits.trim_end_matches('.').parse().ok()?;
    Some((value, rest))
}

/// The unit at the start of a text, in seconds, and what follows it.
fn unit(text: &str) -> (f64, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    match word {
        "ms" | "milliseconds" => (0.001, rest),
        "m" | "min" | "minute" | "minutes" => (60.0, rest),
        "h" | "hour" | "hours" => (3600.0, rest),
        "d" | "day" | "days" => (86_400.0, rest),
        "s" | "sec" | "second" | "seconds" => (1.0, rest),
        // No unit: whatever follows is another sentence.
        _ => (1.0, ""),
    }
}

/// Which parameter a phrase blames.
enum Blames {
    Nothing,
    This(&'static str),
    /// The word that follows.
    Next,
}

type Phrase = (&'static str, ErrorKind, Blames);

static PHRASES: [Phrase; 7] = [
    ("unrecognized request argument supplied:", ErrorKind::UnsupportedParameter, Blames::Next),
    (
        "tools with reasoning_effort are not supported",
        ErrorKind::UnsupportedParameter,
        Blames::This("reasoning_effort"),
    ),
    (
        "tool choice requires --enable-auto-tool-choice",
        ErrorKind::UnsupportedParameter,
        Blames::This("tool_choice"),
    ),
    (
        "flagged as potentially violating our usage policy",
        ErrorKind::ContentPolicy,
        Blames::Nothing,
    ),
    ("is currently overloaded", ErrorKind::Overloaded, Blames::Nothing),
    ("service tier capacity exceeded", ErrorKind::Overloaded, Blames::Nothing),
    ("is not a valid model id", ErrorKind::ModelNotFound, Blames::Nothing),
];
