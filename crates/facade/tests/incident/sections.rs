//! The tables of the report.

use std::time::Duration;

use osier::Level;

use crate::figures::{Figures, Tally};
use crate::journal::Change;
use crate::quantile::quantile;
use crate::schedule::EPISODES;
use crate::steps::Stay;
use crate::table::{Table, percent, ratio, span, wrapped};

/// The judged numbers.
pub(crate) fn in_short(figures: &Figures) -> String {
    let Figures { all, moves, episodes, misshapen, .. } = figures;
    let mut table = Table::new(&["", ""]);
    let mut row = |what: &str, value: String| table.row([what.to_owned(), value]);
    let longest = |of: &dyn Fn(&Stay) -> Option<Duration>| episodes.0.iter().filter_map(of).max();
    let outages = |stay: &Stay| stay.left.filter(|_| stay.episode.is_outage());
    row("requests", all.requests.to_string());
    row("admitted", (all.requests - all.refused).to_string());
    row("answered, of those", percent(all.answered(), all.requests - all.refused));
    row("failed", all.failed.to_string());
    row("attempts for each request", ratio(all.attempts, all.requests));
    row("waited, p50", span(quantile(&all.waited, 500)));
    row("waited, p99", span(quantile(&all.waited, 990)));
    row("waited, at most", span(all.waited.last().copied()));
    row("time to leave a level where nobody answers, at most", span(longest(&outages)));
    row("time to return, at most", span(longest(&|stay: &Stay| stay.back)));
    row("changes of the standing level", moves.len().to_string());
    row("requests that a model would reject", misshapen.to_string());
    table.text()
}

pub(crate) fn schedule() -> String {
    let mut table = Table::new(&["from", "until", "episode", "what is wrong"]);
    for episode in &EPISODES {
        let (from, until) = (minute(episode.from), minute(episode.until));
        table.row([from, until, episode.name.to_owned(), episode.words.to_owned()]);
    }
    table.text()
}

/// What callers saw.
pub(crate) fn by_period(figures: &Figures) -> String {
    let levels = Level::ALL.map(Level::name);
    let heads = [&["from", "what is wrong", "requests"][..], &levels[..]].concat();
    let rest = ["refused", "failed", "attempts", "waited p50", "p99", "at most"];
    let mut table = Table::new(&[&heads[..], &rest[..]].concat());
    let mut row = |from: &str, name: &str, tally: &Tally| {
        let Tally { requests, by_level, refused, failed, attempts, waited } = tally;
        let shares = by_level.map(|count| share(count, *requests));
        let waited = [500, 990, 1000].map(|part| span(quantile(waited, part)));
        let start = [from.to_owned(), name.to_owned(), requests.to_string()];
        let counts = [share(*refused, *requests), failed.to_string(), ratio(*attempts, *requests)];
        table.row(start.into_iter().chain(shares).chain(counts).chain(waited));
    };
    for period in &figures.periods {
        row(&minute(period.from), &period.name, &period.tally);
    }
    row("", "**all of it**", &figures.all);
    table.text()
}

/// How the standing level fared in each episode.
pub(crate) fn by_episode(figures: &Figures) -> String {
    let mut table =
        Table::new(&["from", "episode", "level before", "left after", "at worst", "back after"]);
    for Stay { episode, before, left, worst, back } in &figures.episodes.0 {
        table.row([
            minute(episode.from),
            episode.name.to_owned(),
            before.name().to_owned(),
            span(*left),
            worst.name().to_owned(),
            span(*back),
        ]);
    }
    table.text()
}

pub(crate) fn moves(figures: &Figures) -> String {
    let mut table = Table::new(&["at", "from", "to", "reason"]);
    for Change { at, from, to, reason, .. } in &figures.moves {
        table.row([moment(*at)].into_iter().chain([from, to, reason].map(|it| (*it).to_owned())));
    }
    table.text()
}

pub(crate) fn alerts(figures: &Figures) -> String {
    let mut table = Table::new(&["at", "scope", "name", "from", "to", "reason"]);
    for Change { at, scope, name, from, to, reason } in &figures.alerts {
        let mark = if *scope == "route" { "**" } else { "" };
        let to = format!("{mark}{to}{mark}");
        let cells = [moment(*at), (*scope).to_owned(), format!("`{name}`")];
        table.row(cells.into_iter().chain([(*from).to_owned(), to, (*reason).to_owned()]));
    }
    let of_route = figures.alerts.iter().filter(|alert| alert.scope == "route").count();
    let (all, moves) = (figures.alerts.len(), figures.moves.len());
    let counted = wrapped(&format!(
        "{all} alerts in all, {of_route} of them of the route, whose standing level changed {moves} times."
    ));
    format!("{counted}\n\n{}", table.text())
}

/// Of a hundred; empty where there is none, so that the eye finds the others.
fn share(part: u64, whole: u64) -> String {
    if part == 0 { String::new() } else { percent(part, whole) }
}

fn minute(at: Duration) -> String {
    (at.as_secs() / 60).to_string()
}

/// Minutes, and seconds to a tenth.
fn moment(at: Duration) -> String {
    let tenths = at.as_millis() / 100;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}
