//! What is printed.

use std::time::Duration;

use crate::latency::Row;
use crate::quantiles::Quantiles;
use crate::reuse::Reuse;
use crate::throughput::{CLIENTS, Rates};

/// What the gateway may add at the median: below anything a caller of a model can notice.
const LIMIT: Duration = Duration::from_millis(1);

pub(crate) fn latency_header() {
    println!("Times in microseconds, p50/p90/p99, one request after another.\n");
    println!(
        "| request | answer | to | direct | through the gateway | added at p50 | ratio | pairs |"
    );
    println!("|---|---|---|---:|---:|---:|---:|---:|");
}

pub(crate) fn latency(row: &Row) {
    println!(
        "| {} | {} | {} | {} | {} | {} | {:.1} | {} |",
        row.case.size(),
        shape(row.case.stream),
        row.until,
        three(row.direct),
        three(row.gateway),
        row.added().as_micros(),
        row.ratio(),
        row.pairs
    );
}

pub(crate) fn throughput_header() {
    println!("\nRequests per second, 1 kB each, {CLIENTS} clients at once.\n");
    println!("| answer | direct | through the gateway | ratio |");
    println!("|---|---:|---:|---:|");
}

pub(crate) fn throughput(rates: &Rates) {
    let Rates { stream, direct, gateway } = *rates;
    let ratio = direct / gateway;
    println!("| {} | {direct:.0} | {gateway:.0} | {ratio:.1} |", shape(stream));
}

/// Whether connections are used again.
pub(crate) fn reuse(reuse: &Reuse) -> bool {
    let Reuse { requests, connections } = *reuse;
    let word = if reuse.is_sound() { "ok" } else { "NOT OK" };
    println!("\nconnections to the provider: {connections} for {requests} requests: {word}");
    reuse.is_sound()
}

/// Whether the gateway adds little enough. What the compiler did not optimise is not judged.
pub(crate) fn verdict(rows: &[Row]) -> bool {
    let judged = rows.iter().filter(|row| row.case.judged);
    let most = judged.map(Row::added).max().unwrap_or_default();
    let holds = most < LIMIT;
    let word = match (holds, cfg!(debug_assertions)) {
        (true, _) => "ok",
        (false, true) => "not judged, as this is a debug build",
        (false, false) => "NOT OK",
    };
    let (most, limit) = (most.as_micros(), LIMIT.as_micros());
    println!("most added at p50, up to 100 kB: {most} µs, limit {limit} µs: {word}");
    holds || cfg!(debug_assertions)
}

fn shape(stream: bool) -> &'static str {
    if stream { "streamed" } else { "whole" }
}

fn three(times: Quantiles) -> String {
    let Quantiles { p50, p90, p99 } = times;
    format!("{}/{}/{}", p50.as_micros(), p90.as_micros(), p99.as_micros())
}
