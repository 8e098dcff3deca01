//! The report.

use crate::figures::Figures;
use crate::pages::Page;
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
    page.text()
}
