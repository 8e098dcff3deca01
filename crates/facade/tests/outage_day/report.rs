//! The report.

use std::fmt::Write as _;

use crate::figures::Figures;
use crate::plot::{legend, plot};
use crate::prose;
use crate::sections::{by_incident, by_target, hopeless, in_short, mechanisms, schedule};

/// The page, for days that passed in different shapes.
pub(crate) fn write(seed: u64, days: &[Figures]) -> String {
    let mut page = Page::default();
    page.add("# An outage day");
    page.add(prose::INTRODUCTION);
    page.add(&format!("The seed of this page is {seed}."));
    page.add("## In short");
    page.add(&in_short(days));
    page.add(prose::JUDGED);
    page.add(
        "![The share of each target, and what was wrong with it, through the day](outage-day.svg)",
    );
    page.add("## The day");
    page.add(prose::THE_DAY);
    page.add(&schedule());
    for day in days {
        page.add(&format!("## {}", day.shape.title()));
        page.add(day.shape.words());
        page.add(&by_incident(day));
        page.add(&hopeless(&day.hopeless));
        page.add(&by_target(day));
        page.add(&mechanisms(day));
        page.add(prose::TIMELINE);
        page.add(&format!("{}\n\n```text\n{}\n```", legend(), plot(day)));
    }
    page.add("## How it is counted");
    page.add(prose::HOW_IT_IS_COUNTED);
    page.0
}

/// Paragraphs with an empty line between them.
#[derive(Default)]
struct Page(String);

impl Page {
    fn add(&mut self, part: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.0, "{gap}{}", part.trim_end());
    }
}

/// Where two pages part.
pub(crate) fn first_difference(name: &str, kept: &str, new: &str) -> String {
    let differing = kept.lines().zip(new.lines()).zip(1..).find(|((kept, new), _)| kept != new);
    let where_ = match differing {
        Some(((kept, new), line)) => {
            format!(", line {line}\n  is:        {kept}\n  should be: {new}")
        }
        None => " is shorter or longer than it should be".to_owned(),
    };
    format!(
        "docs/{name}{where_}\nRenew it with `OSIER_RENEW=1 cargo test -p osier --test outage_day`, \
         and review what changed."
    )
}
