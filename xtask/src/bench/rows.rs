//! The rows of the tables, in their order, and what we set out to reach in each.

use super::results::{OURS, Results};

/// What nothing can go below.
pub(super) const ZERO: (&str, &str) = ("bare atomic load", "std");

/// What each write by one of many costs at least.
pub(super) const SWAP: (&str, &str) = ("bare compare-and-swap", "std");

/// How many threads share one thing.
pub(super) const CROWDS: [u32; 3] = [1, 2, 4];

/// A table.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) rows: &'static [Row],
}

/// One kind of work.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) targets: &'static [Target],
}

/// What we want of ourselves.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// Nanoseconds.
    AtMost(f64),
    /// Nanoseconds more than a bare load.
    OverZero(f64),
    /// Times as fast as the fastest peer.
    Faster(f64),
    /// Of memory, in one operation.
    Allocations(f64),
}

use Target::{Allocations, AtMost, Faster, OverZero};

/// The work of one thread.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "The breaker",
        rows: &[
            row("success, consecutive failures", &[OverZero(2.0), Faster(10.0), Allocations(0.0)]),
            row(
                "success, ratio window, time given",
                &[AtMost(12.0), Faster(1.0), Allocations(0.0)],
            ),
            row("success, ratio window, own clock", &[Faster(1.0), Allocations(0.0)]),
            row("a failure, then a success, time given", &[Allocations(0.0)]),
            row("a failure, then a success, own clock", &[Allocations(0.0)]),
            row("a ready future", &[Allocations(0.0)]),
            row("rejection while open, time given", &[AtMost(10.0), Allocations(0.0)]),
            row("rejection while open, own clock", &[Allocations(0.0)]),
            row("trip, probe, close", &[Allocations(0.0)]),
        ],
    },
    Section {
        title: "Retry and limit",
        rows: &[
            row("budget: deposit and withdraw, time given", &[AtMost(15.0), Allocations(0.0)]),
            row("budget: deposit and withdraw, own clock", &[Allocations(0.0)]),
            row("backoff: two waits of one call", &[Allocations(0.0)]),
            row("retry: works at once", &[Allocations(0.0)]),
            row("retry: works the third time", &[]),
            row("admission: in and out", &[Allocations(0.0)]),
        ],
    },
    Section {
        title: "A target's whole stack around a provider that is ready",
        rows: &[
            row("whole answer, the provider alone", &[]),
            row(
                "whole answer, retry, breaker, limit and timeout",
                &[AtMost(400.0), Allocations(3.0)],
            ),
            row("streamed answer, the provider alone", &[]),
            row("streamed answer, retry, breaker, limit and timeout", &[]),
        ],
    },
];

/// The work of several threads on one breaker; first of all what tells whether the machine was busy.
pub(super) const SHARED: &[&str] = &[
    ZERO.0,
    "success, consecutive failures",
    "success, ratio window, time given",
    "success, ratio window, own clock",
];

/// Four threads on two cores may not be slower than two by more than this: they then stand in each
/// other's way. From one thread to two, a cache line begins to travel, which nobody can help who
/// counts in one place.
pub(super) const COLLAPSE: f64 = 2.0;

const fn row(name: &'static str, targets: &'static [Target]) -> Row {
    Row { name, targets }
}

impl Target {
    /// In words.
    pub(super) fn text(self) -> String {
        match self {
            AtMost(limit) => format!("≤ {limit} ns"),
            OverZero(limit) => format!("≤ {limit} ns over the load"),
            Faster(1.0) => "faster than every peer".to_owned(),
            Faster(times) => format!("≥ {times} times the fastest peer"),
            Allocations(0.0) => "no allocation".to_owned(),
            Allocations(most) => format!("≤ {most} allocations"),
        }
    }

    /// Whether it is the same on every machine.
    pub(super) fn is_of_memory(self) -> bool {
        matches!(self, Allocations(_))
    }

    /// Whether it is met; nothing if it was not measured.
    pub(super) fn is_met(self, row: &str, results: &Results) -> Option<bool> {
        let ours = || results.time(row, OURS);
        Some(match self {
            AtMost(limit) => ours()? <= limit,
            OverZero(limit) => ours()? - results.time(ZERO.0, ZERO.1)? <= limit,
            Faster(times) => results.fastest_peer(row)? / ours()? >= times,
            Allocations(most) => results.allocations(row, OURS)? <= most,
        })
    }
}
