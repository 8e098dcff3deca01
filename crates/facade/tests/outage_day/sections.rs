//! The tables of the report.

use std::collections::BTreeMap;

use crate::figures::{Episode, Figures};
use crate::quantile::quantile;
use crate::schedule::{INCIDENTS, TARGETS, clock};
use crate::table::{Table, percent, ratio, span, wrapped};
use crate::tally::{Hopeless, Tally};
use crate::trouble::Trouble;

/// The judged numbers, one column for each shape.
pub(crate) fn in_short(days: &[Figures]) -> String {
    let heads = std::iter::once("").chain(days.iter().map(|day| day.shape.title()));
    let mut table = Table::new(&heads.collect::<Vec<_>>());
    let mut row = |what: &str, of: &dyn Fn(&Figures) -> String| {
        table.row(std::iter::once(what.to_owned()).chain(days.iter().map(of)));
    };
    row("requests that could be answered", &|day| day.all.requests.to_string());
    row("answered", &|day| percent(day.all.answered, day.all.requests));
    row("not answered", &|day| (day.all.requests - day.all.answered).to_string());
    row("added latency p50", &|day| span(quantile(&day.all.added, 500)));
    row("added latency p99", &|day| span(quantile(&day.all.added, 990)));
    row("added latency p99.9", &|day| span(quantile(&day.all.added, 999)));
    row("the same in calm weather, p99", &|day| span(quantile(&day.calm.added, 990)));
    row("attempts for each request", &|day| ratio(day.all.attempts, day.all.requests));
    row("the same in calm weather", &|day| ratio(day.calm.attempts, day.calm.requests));
    row("time to leave a target that is hard down, at most", &|day| span(day.longest(|t| t.left)));
    row("the last call to such a target, at most", &|day| span(day.longest(|t| t.last)));
    row("time to return to a target, at most", &|day| span(day.longest(|t| t.back)));
    table.text()
}

pub(crate) fn schedule() -> String {
    let mut table = Table::new(&["from", "until", "incident", "target", "what is wrong"]);
    for incident in &INCIDENTS {
        for (target, weather) in incident.troubles {
            table.row([
                clock(incident.from),
                clock(incident.until),
                incident.name.to_owned(),
                format!("`{}`", TARGETS[*target]),
                weather.words().to_owned(),
            ]);
        }
    }
    table.text()
}

/// What callers saw.
pub(crate) fn by_incident(day: &Figures) -> String {
    let mut table = Table::new(&[
        "from",
        "incident",
        "requests",
        "answered",
        "not answered",
        "added p50",
        "added p99",
        "at most",
        "attempts",
    ]);
    let mut row = |from: &str, name: &str, tally: &Tally| {
        let Tally { requests, answered, attempts, added, .. } = tally;
        table.row([
            from.to_owned(),
            name.to_owned(),
            requests.to_string(),
            percent(*answered, *requests),
            unanswered(tally),
            span(quantile(added, 500)),
            span(quantile(added, 990)),
            span(quantile(added, 1000)),
            ratio(*attempts, *requests),
        ]);
    };
    for Episode { incident, tally, .. } in day.episodes.iter().filter(|e| e.tally.requests > 0) {
        row(&clock(incident.from), incident.name, tally);
    }
    row("", "calm weather", &day.calm);
    row("", "**the whole day**", &day.all);
    table.text()
}

/// What became of requests that nobody could answer.
pub(crate) fn hopeless(hopeless: &Hopeless) -> String {
    let Hopeless { requests, answered, broken, told_when, took, attempts } = hopeless;
    let (failed, ratio) = (took.len(), ratio(*attempts, *requests));
    let (half, most) = (span(quantile(took, 500)), span(quantile(took, 1000)));
    wrapped(&format!(
        "Of the {requests} requests that nobody could answer, {answered} were answered all the same, because they were \
         waited with until something worked again; {broken} were under way and broke off; {failed} failed, half of them \
         within {half}, all within {most}, and {told_when} of them were told when to come back. Attempts for each: {ratio}."
    ))
}

/// How the targets fared that were in trouble.
pub(crate) fn by_target(day: &Figures) -> String {
    let mut table = Table::new(&[
        "from",
        "incident",
        "target",
        "calls",
        "probes",
        "left after",
        "last call",
        "share kept",
        "back after",
    ]);
    for Episode { incident, targets, .. } in &day.episodes {
        for Trouble { target, calls, probes, left, last, kept, back, .. } in targets {
            let kept = kept.map_or("–".to_owned(), |kept| format!("{kept} %"));
            table.row([
                clock(incident.from),
                incident.name.to_owned(),
                format!("`{}`", TARGETS[*target]),
                calls.to_string(),
                probes.to_string(),
                span(*left),
                span(*last),
                kept,
                span(*back),
            ]);
        }
    }
    let share = |(name, share): (&&str, &u64)| format!("`{name}` {} %", share.div_ceil(100));
    let usual: Vec<_> = TARGETS.iter().zip(&day.usual).map(share).collect();
    format!("In calm weather the calls go to {}.\n\n{}", usual.join(", "), table.text())
}

/// How often each mechanism did its work.
pub(crate) fn mechanisms(day: &Figures) -> String {
    let mut table = Table::new(&["what was done", "times"]);
    day.told.iter().for_each(|(what, times)| table.row([(*what).to_owned(), times.to_string()]));
    table.row(["answers with more than one author".to_owned(), day.all.joined.to_string()]);
    table.text()
}

/// How many failed, by what they were told; those apart that had seen some of the answer.
fn unanswered(tally: &Tally) -> String {
    let list = |kinds: &BTreeMap<&'static str, u64>, what: &str| {
        let told = |(kind, count): (&&str, &u64)| format!("{count} {kind}{what}");
        kinds.iter().map(told).collect::<Vec<_>>()
    };
    let all = [list(&tally.failed, ""), list(&tally.broken, " half-way")].concat();
    if all.is_empty() { "–".to_owned() } else { all.join(", ") }
}
