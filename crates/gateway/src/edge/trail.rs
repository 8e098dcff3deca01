//! What was tried for a request, in one line for headers and comments.

use std::time::Duration;

use osier::Attempt;

/// The longest line in bytes: far below what proxies and clients take in one header.
const LONGEST: usize = 2048;
/// What the line keeps free for saying how much of it was left out.
const MARK: usize = ", +4294967295 more, ".len();

/// An attempt that did not fail so far.
pub(super) struct Answering<'a> {
    pub(super) target: &'a str,
    pub(super) result: &'static str,
    pub(super) took: Duration,
}

/// `target result milliseconds` of every attempt, in order, such as
/// `openai overloaded 120, claude ok 843`; `none` if nothing was tried. Targets that were passed over
/// stand in it too. Where it would be too long, the first ones and the last one stand: `+7 more` were
/// between them.
pub(super) fn line(failed: &[Attempt], answering: Option<&Answering<'_>>) -> String {
    let failed =
        failed.iter().map(|attempt| entry(&attempt.target, attempt.kind.name(), attempt.took));
    let answering = answering.map(|last| entry(last.target, last.result, last.took));
    let entries: Vec<String> = failed.chain(answering).collect();
    match entries.split_last() {
        None => "none".to_owned(),
        Some((last, before)) => joined(before, last),
    }
}

fn entry(target: &str, result: &str, took: Duration) -> String {
    format!("{target} {result} {}", took.as_millis())
}

fn joined(before: &[String], last: &str) -> String {
    let length = |entries: &[String]| entries.iter().map(|entry| entry.len() + 2).sum::<usize>();
    let mut kept = before.to_vec();
    if length(before) + last.len() > LONGEST {
        let mut room = LONGEST.saturating_sub(last.len() + MARK);
        kept.truncate(before.iter().take_while(|entry| fits(entry, &mut room)).count());
        kept.push(format!("+{} more", before.len() - kept.len()));
    }
    kept.push(last.to_owned());
    kept.join(", ")
}

/// Takes the room of the entry, if there is so much.
fn fits(entry: &str, room: &mut usize) -> bool {
    match room.checked_sub(entry.len() + 2) {
        Some(left) => {
            *room = left;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use osier::{Error, ErrorKind};

    use super::*;

    fn failed(target: &str, kind: ErrorKind, took: u64) -> Attempt {
        let took = Duration::from_millis(took);
        Attempt::failed(target.into(), &Error::new(kind), Duration::ZERO, took)
    }

    #[test]
    fn every_attempt_stands_in_order_with_its_result_and_its_time() {
        let overloaded = failed("openai", ErrorKind::Overloaded, 120);
        let passed_over = failed("azure", ErrorKind::CircuitOpen, 0);
        let took = Duration::from_micros(843_900);
        let answering = Answering { target: "claude", result: "ok", took };
        assert_eq!(line(&[], None), "none");
        assert_eq!(line(&[], Some(&answering)), "claude ok 843");
        assert_eq!(
            line(&[overloaded.clone(), passed_over.clone()], Some(&answering)),
            "openai overloaded 120, azure circuit_open 0, claude ok 843"
        );
        assert_eq!(
            line(&[overloaded, passed_over], None),
            "openai overloaded 120, azure circuit_open 0"
        );
    }

    #[test]
    fn a_line_that_is_too_long_keeps_its_beginning_and_its_end() {
        let took = Duration::from_secs(2);
        for name in ["a", "openai-east", &"n".repeat(128)] {
            for count in [1, 5, 15, 80, 1000] {
                let attempts = vec![failed(name, ErrorKind::Server, 7); count];
                let answering = Answering { target: "last", result: "ok", took };
                let line = line(&attempts, Some(&answering));
                assert!(line.len() <= LONGEST && line.is_ascii(), "{}", line.len());
                assert!(line.starts_with(&format!("{name} server 7, ")), "{line}");
                assert!(line.ends_with(", last ok 2000"), "{line}");
                let left_out = line.split(", ").find_map(|part| part.strip_prefix('+'));
                let left_out = left_out.and_then(|part| part.strip_suffix(" more"));
                let left_out =
                    left_out.map_or(0, |number| number.parse::<usize>().expect("a number"));
                let shown = line.matches(" server 7").count();
                assert_eq!(shown + left_out, count, "{line}");
            }
        }
    }
}
