//! What is told at the end of a stream, whose headers are long gone.

use std::sync::Arc;
use std::time::Instant;

use osier::{Error, Head, HowItEnded};

use super::trail::{self, Answering};

/// What the headers said, until the end of the body is known.
pub(super) struct LastWord {
    head: Head,
    /// When the body began.
    since: Instant,
}

impl LastWord {
    pub(super) fn new(head: Head, now: Instant) -> Self {
        Self { head, since: now }
    }

    /// Who answered, and every attempt: `osier target=claude attempts="openai cut 120, claude ok 843"`.
    /// After an error the target is the one that began to answer. Of words that were written beforehand it is
    /// `none`.
    pub(super) fn say(&self, error: Option<&Error>, now: Instant) -> String {
        let target = self.head.target.as_ref();
        if let Some(error) = error.filter(|error| !error.attempts().is_empty()) {
            return written(target.map(|name| &**name), &trail::line(error.attempts(), None));
        }
        if self.head.is_stored() {
            return written(target.map(|name| &**name), &trail::line(&self.head.attempts, None));
        }
        let known = self.head.ending.as_ref().and_then(|ending| ending.get()).cloned();
        match known.or_else(|| target.map(|target| self.so_far(target, now))) {
            Some(ended) => {
                let result = error.map_or("ok", |error| error.kind().name());
                let last = Answering { target: &ended.target, result, took: ended.took };
                written(Some(&ended.target), &trail::line(&ended.attempts, Some(&last)))
            }
            None => written(None, &trail::line(&self.head.attempts, None)),
        }
    }

    /// What is known of a body that nobody else followed to its end.
    fn so_far(&self, target: &Arc<str>, now: Instant) -> HowItEnded {
        let took = self.head.took + now.saturating_duration_since(self.since);
        HowItEnded::new(Arc::clone(target), took, self.head.attempts.clone())
    }
}

fn written(target: Option<&str>, attempts: &str) -> String {
    let target = target.unwrap_or("none");
    format!("osier target={target} attempts=\"{attempts}\"")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use osier::{Attempt, CacheStatus, CacheUsed, Ending, ErrorKind};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn failed(target: &str, kind: ErrorKind) -> Attempt {
        Attempt::failed(target.into(), &Error::new(kind), Duration::ZERO, SECOND)
    }

    fn head(target: &str) -> Head {
        let mut head = Head::default();
        head.target = Some(target.into());
        head.took = SECOND;
        head.attempts = vec![failed("a", ErrorKind::Overloaded)];
        head
    }

    /// What is said 500 ms after the beginning of the body.
    fn said(head: Head, error: Option<&Error>) -> String {
        let start = osier::http::TokioClock::shared().now();
        LastWord::new(head, start).say(error, start + SECOND / 2)
    }

    #[test]
    fn a_body_nobody_followed_ended_as_its_head_said() {
        let told = said(head("b"), None);
        assert_eq!(told, "osier target=b attempts=\"a overloaded 1000, b ok 1500\"");
    }

    #[test]
    fn a_body_that_another_target_ended_says_so() {
        let (ending, mut head) = (Ending::default(), head("b"));
        head.ending = Some(ending.clone());
        let failures = vec![failed("a", ErrorKind::Overloaded), failed("b", ErrorKind::Cut)];
        ending.say(HowItEnded::new("c".into(), 2 * SECOND, failures));
        let told = said(head, None);
        assert_eq!(told, "osier target=c attempts=\"a overloaded 1000, b cut 1000, c ok 2000\"");
    }

    #[test]
    fn an_answer_of_no_target_has_only_what_failed_before_it() {
        let mut offline = head("b");
        offline.target = None;
        assert_eq!(said(offline, None), "osier target=none attempts=\"a overloaded 1000\"");
        assert_eq!(said(Head::default(), None), "osier target=none attempts=\"none\"");
    }

    #[test]
    fn of_an_answer_out_of_the_cache_it_is_told_whose_it_was_and_what_failed_now() {
        let mut stored = head("b");
        let mut used = CacheUsed::new(CacheStatus::Stale, None);
        used.age = Some(SECOND);
        stored.cache = Some(used);
        assert_eq!(said(stored, None), "osier target=b attempts=\"a overloaded 1000\"");
    }

    #[test]
    fn an_error_tells_its_own_attempts_or_is_the_last_one_itself() {
        let failures = vec![failed("a", ErrorKind::Overloaded), failed("b", ErrorKind::Timeout)];
        let known = Error::new(ErrorKind::Timeout).with_attempts(failures);
        let told = said(head("b"), Some(&known));
        assert_eq!(told, "osier target=b attempts=\"a overloaded 1000, b timeout 1000\"");
        let told = said(head("b"), Some(&Error::new(ErrorKind::Cut)));
        assert_eq!(told, "osier target=b attempts=\"a overloaded 1000, b cut 1500\"");
    }
}
