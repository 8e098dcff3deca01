//! Telling of what has changed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Context, Notice, SharedClock, SharedObserver};

use crate::alert::{CREDENTIAL, ROUTE, TARGET};
use crate::credential::{News, WayBack};
use crate::levels::LevelNews;
use crate::status::{Standing, Status};
use crate::{Alert, Benched, Credential, Member, Roster, SharedAlertSink};

/// What a credential is that nobody has rejected.
const IN_USE: &str = "in_use";
const BENCHED: &str = "benched";
/// A cooling of more whole seconds than these is told. Most limits are by the minute: waiting for the next
/// one is how they are meant to be used, ends by itself, and asks nothing of anybody.
const LASTING: Duration = Duration::from_secs(60);
/// What a random number is drawn for here.
const ALERTS: u64 = u64::from_be_bytes(*b"alerting");

/// Looks, compares with what was told last, and tells.
pub(super) struct Monitor {
    clock: SharedClock,
    observer: SharedObserver,
    sinks: Vec<SharedAlertSink>,
    /// Of this watch; its alerts are counted.
    id: u64,
    count: u64,
}

/// What was told last of a target.
#[derive(Debug, Default)]
pub(crate) struct Told {
    status: Status,
    /// The same by alert, which says nothing of benches.
    alerted: Status,
    /// It comes back from a bench, which its credential has told of.
    is_reinstated: bool,
    /// Since when it has been cooling at every look, told or not.
    cooling: Option<Instant>,
}

impl Told {
    /// Whether this status is to be told. A short cooling is not: what was told before stands until
    /// something else follows.
    fn is_worth_telling(&mut self, standing: &Standing, now: Instant) -> bool {
        if standing.status != Status::Cooling {
            self.cooling = None;
            return true;
        }
        // Without an end to come it is over, and the next request will say what follows.
        let Some(end) = standing.retry_at.filter(|end| *end > now) else {
            self.cooling = None;
            return false;
        };
        let since = *self.cooling.get_or_insert(now);
        end.saturating_duration_since(since).as_secs() > LASTING.as_secs()
    }
}

impl Monitor {
    pub(super) fn new(
        clock: &SharedClock,
        observer: &SharedObserver,
        sinks: Vec<SharedAlertSink>,
    ) -> Self {
        let (clock, observer) = (Arc::clone(clock), Arc::clone(observer));
        // Never from a seed: receivers drop what they have seen, in another process as well.
        let id = Context::builder(Arc::clone(&clock)).build().draw(ALERTS);
        Self { clock, observer, sinks, id, count: 0 }
    }

    pub(super) fn look(&mut self, roster: &Roster, now: Instant) {
        for credential in roster.credentials() {
            for news in credential.news() {
                self.tell_of_credential(&credential, news);
            }
        }
        for member in roster.members() {
            let standing = member.standing(now);
            self.compare(&member, &standing, now);
        }
        for LevelNews { route, from, to, reason } in roster.levels().news() {
            let alert = self.alert(ROUTE, &route, from.name(), to.name(), reason);
            self.send(&alert);
        }
    }

    fn compare(&mut self, member: &Member, standing: &Standing, now: Instant) {
        let (target, to, reason) = (member.vitals().target(), standing.status, standing.reason);
        let mut told = member.told();
        if !told.is_worth_telling(standing, now) {
            return;
        }
        let was_benched = told.status == Status::Benched || told.is_reinstated;
        told.is_reinstated = was_benched && reason == "ramping";
        if told.status != to {
            let from = told.status.name();
            self.observer.on_notice(&Notice::StatusMoved { target, from, to: to.name(), reason });
            told.status = to;
        }
        let is_told_by_credential =
            to == Status::Benched || (told.is_reinstated && told.alerted == Status::Healthy);
        if told.alerted != to && !is_told_by_credential {
            let from = told.alerted.name();
            let alert = Alert {
                retry_at: standing.retry_at.map(|moment| self.unix_time(moment, now)),
                error_rate: standing.error_rate,
                ..self.alert(TARGET, target, from, to.name(), reason)
            };
            told.alerted = to;
            self.send(&alert);
        }
    }

    fn tell_of_credential(&mut self, credential: &Credential, news: News) {
        let name = credential.name();
        let alert = match news {
            News::Benched(Benched { reason, target, .. }) => Alert {
                target: Some(target.to_string()),
                ..self.alert(CREDENTIAL, name, IN_USE, BENCHED, reason.name())
            },
            News::Back { benched, how, was_told } => {
                if how != WayBack::Trial {
                    let notice = Notice::Reinstated { credential: name, cause: how.name() };
                    self.observer.on_notice(&notice);
                }
                if !was_told {
                    return;
                }
                Alert {
                    target: Some(benched.target.to_string()),
                    ..self.alert(CREDENTIAL, name, BENCHED, IN_USE, how.name())
                }
            }
        };
        self.send(&alert);
    }

    fn alert(
        &mut self,
        scope: &'static str,
        name: &str,
        from: &'static str,
        to: &'static str,
        reason: &'static str,
    ) -> Alert {
        self.count += 1;
        Alert {
            id: format!("{:016x}-{}", self.id, self.count),
            at: self.clock.unix_time().as_secs(),
            scope,
            name: name.to_owned(),
            from,
            to,
            reason,
            target: None,
            retry_at: None,
            error_rate: None,
        }
    }

    fn send(&self, alert: &Alert) {
        for sink in &self.sinks {
            sink.on_alert(alert);
        }
    }

    /// In whole seconds, rounded up: sooner would be too soon.
    fn unix_time(&self, moment: Instant, now: Instant) -> u64 {
        let at = self.clock.unix_time() + moment.saturating_duration_since(now);
        (at + Duration::from_nanos(999_999_999)).as_secs()
    }
}
