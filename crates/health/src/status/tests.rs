use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::ErrorKind;
use proptest::prelude::*;

use super::*;
use crate::credential::Benched;
use crate::{Credential, HealthSettings, Vitals, rejection};

#[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
fn start() -> Instant {
    Instant::now()
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn benched(kind: ErrorKind, since: Instant) -> Benched {
    let error = osier_core::Error::new(kind).with_status(401);
    Benched::new(rejection(&error).expect("a rejection"), "a", since)
}

fn circuit(state: Circuit, retry_at: Option<Instant>) -> CircuitFacts {
    CircuitFacts { state, retry_at }
}

#[test]
fn what_keeps_most_requests_away_is_what_is_said() {
    use Status::{Benched, Cooling, Degraded, Healthy, Open};
    let (now, fine) = (start(), Facts::default());
    let (later, ramping) = (now + secs(5), Some(40));
    let unreachable = Some(Unreachable { since: now, retry_at: Some(later) });
    let sooner = Some(Unreachable { since: now, retry_at: Some(now + secs(2)) });
    let latest = Some(Unreachable { since: now, retry_at: Some(now + secs(9)) });
    let over = circuit(Circuit::Open, None);
    let probe_rejected = true;
    let open = circuit(Circuit::Open, Some(later));
    let quota = Some(benched(ErrorKind::QuotaExceeded, now));
    let bad = Facts { calls: 10, failures: 2, ..Facts::default() };
    let table = [
        (fine.clone(), (Healthy, "answers", None)),
        (Facts { calls: 9, failures: 9, ..fine.clone() }, (Healthy, "answers", None)),
        (Facts { calls: 1000, failures: 199, ..fine.clone() }, (Healthy, "answers", None)),
        (bad.clone(), (Degraded, "errors", None)),
        (Facts { ramping, ..fine.clone() }, (Degraded, "ramping", None)),
        (Facts { ramping, ..bad.clone() }, (Degraded, "errors", None)),
        (Facts { unreachable, ..bad.clone() }, (Open, "unreachable", Some(later))),
        (
            Facts { circuit: circuit(Circuit::Cooling, Some(later)), unreachable, ..bad.clone() },
            (Cooling, "throttled", Some(later)),
        ),
        (Facts { circuit: open, ramping, ..bad.clone() }, (Open, "failures", Some(later))),
        (Facts { circuit: over, ..bad.clone() }, (Open, "failures", None)),
        (Facts { circuit: over, unreachable, ..bad.clone() }, (Open, "unreachable", Some(later))),
        (
            Facts { circuit: open, unreachable: sooner, ..bad.clone() },
            (Open, "failures", Some(later)),
        ),
        (
            Facts { circuit: open, unreachable: latest, ..bad.clone() },
            (Open, "failures", Some(now + secs(9))),
        ),
        (Facts { probe_rejected, ramping, ..fine.clone() }, (Degraded, "probe_rejected", None)),
        (Facts { probe_rejected, ..bad.clone() }, (Degraded, "errors", None)),
        (Facts { probe_rejected, unreachable, ..fine.clone() }, (Open, "unreachable", Some(later))),
        (
            Facts { circuit: circuit(Circuit::HalfOpen, None), ..bad.clone() },
            (Open, "being_tried", None),
        ),
        (
            Facts { circuit: circuit(Circuit::ForcedOpen, None), ..fine.clone() },
            (Open, "forced_open", None),
        ),
        (Facts { benched: quota, circuit: open, ..bad }, (Benched, "quota_exceeded", None)),
    ];
    for (facts, expected) in table {
        let judged = judge(&facts, "answers", &HealthSettings::default());
        assert_eq!((judged.status, judged.reason, judged.retry_at), expected, "{facts:?}");
        let of_credential = judged.scope == Scope::Credential;
        assert_eq!(of_credential, judged.status == Benched, "{facts:?}");
    }
}

#[test]
fn whoever_is_degraded_stays_so_until_half_as_many_fail() {
    let settings = HealthSettings::default();
    let judged = |before, calls, failures| {
        judge(&Facts { calls, failures, ..Facts::default() }, before, &settings).status
    };
    for (calls, failures, healthy, degraded) in [
        (100, 20, Status::Degraded, Status::Degraded),
        (100, 19, Status::Healthy, Status::Degraded),
        (100, 10, Status::Healthy, Status::Degraded),
        (100, 9, Status::Healthy, Status::Healthy),
        (2, 1, Status::Healthy, Status::Degraded),
        (0, 0, Status::Healthy, Status::Healthy),
    ] {
        let scene = format!("{failures} of {calls}");
        assert_eq!(judged("answers", calls, failures), healthy, "{scene}");
        assert_eq!(judged("ramping", calls, failures), healthy, "{scene}");
        assert_eq!(judged("errors", calls, failures), degraded, "{scene}");
    }
}

#[test]
fn a_status_has_been_there_since_it_was_seen_first_or_since_somebody_knows_better() {
    let key = Arc::new(Credential::new("key"));
    let vitals = Vitals::new("a", key, HealthSettings::default());
    let now = start();
    let mut seen = Seen::default();
    let mut since = |facts: &Facts, after| {
        let standing = seen.look(&vitals, facts, now + secs(after));
        standing.since.saturating_duration_since(now)
    };
    let fine = Facts::default();
    let open = Facts { circuit: circuit(Circuit::Open, None), ..Facts::default() };
    let rejected =
        Facts { benched: Some(benched(ErrorKind::Auth, now + secs(8))), ..Facts::default() };
    assert_eq!([since(&fine, 1), since(&fine, 2)], [secs(1); 2]);
    assert_eq!([since(&open, 4), since(&open, 9)], [secs(4); 2]);
    assert_eq!(since(&rejected, 10), secs(8));
    assert_eq!(since(&open, 11), secs(11));
}

#[test]
fn names_are_stable() {
    use Status::{Benched, Cooling, Degraded, Healthy, Open};
    let names = [Healthy, Degraded, Cooling, Open, Benched].map(Status::name);
    assert_eq!(names, ["healthy", "degraded", "cooling", "open", "benched"]);
    assert_eq!([Scope::Target, Scope::Credential].map(Scope::name), ["target", "credential"]);
    assert_eq!(format!("{Open} {}", Scope::Credential), "open credential");
}

proptest! {
    /// However the error rate moves, the status changes at most as often as the rate crosses the whole
    /// span between the two limits.
    #[test]
    fn a_rate_that_trembles_at_a_limit_does_not_flap(rates in prop::collection::vec(0_u64..=100, 1..100)) {
        let settings = HealthSettings::default();
        let (mut reason, mut changes, mut crossings, mut was_high) = ("answers", 0, 0, false);
        for failures in rates {
            let facts = Facts { calls: 100, failures, ..Facts::default() };
            let next = judge(&facts, reason, &settings).reason;
            changes += u32::from(next != reason);
            reason = next;
            if (failures >= 20 && !was_high) || (failures < 10 && was_high) {
                was_high = !was_high;
                crossings += 1;
            }
        }
        prop_assert_eq!(changes, crossings);
    }
}
