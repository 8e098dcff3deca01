//! A call through a breaker allocates nothing, admitted or not, whatever it is told.
#![cfg(not(loom))]

use std::time::Duration;

use allocation_counter::measure;
use osier_breaker::{Breaker, Mode, Settings};

/// The breaker in every state a call can find it in.
fn breakers() -> Vec<(&'static str, Breaker)> {
    let of = |settings: Settings| Breaker::try_new(settings).unwrap_or_default();
    let open = of(Settings::consecutive(1));
    if let Ok(permit) = open.try_acquire() {
        let _ = permit.failure();
    }
    let forced = Breaker::default();
    forced.set_mode(Mode::ForcedOpen);
    vec![
        ("consecutive", of(Settings::consecutive(5))),
        ("ratio", Breaker::default()),
        ("slow", of(Settings::default().slow_ratio(0.5))),
        ("short", of(Settings::default().open(Duration::from_millis(1)))),
        ("open", open),
        ("forced", forced),
    ]
}

#[test]
fn no_call_allocates() {
    for (name, breaker) in breakers() {
        let allocations = measure(|| {
            for call in 0..1000 {
                match (breaker.try_acquire(), call % 5) {
                    (Ok(permit), 0) => drop(permit.failure()),
                    (Ok(permit), 1) => drop(permit.throttled(None)),
                    (Ok(permit), 2) => permit.ignore(),
                    (Ok(permit), _) => drop(permit.success()),
                    (Err(_), _) => {}
                }
            }
        });
        assert_eq!(allocations.count_total, 0, "{name}");
    }
}

/// The measure works.
#[test]
fn a_breaker_of_its_own_allocates() {
    assert!(measure(|| drop(Box::new(Breaker::default()))).count_total > 0);
}
