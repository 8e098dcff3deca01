//! The report.

use crate::figures::Figures;
use crate::pages::Page;
use crate::prose;
use crate::sections::{alerts, by_episode, by_period, in_short, moves, schedule};

/// The page.
pub(crate) fn write(seed: u64, figures: &Figures) -> String {
    let mut page = Page::default();
    page.add("# An incident");
    page.add(prose::INTRODUCTION);
    page.add(&format!("The seed of this page is {seed}."));
    page.add("![The standing level and the share of answers at each level, minute by minute](incident.svg)");
    page.add(prose::PICTURE);
    page.add("## In short");
    page.add(&in_short(figures));
    page.add(prose::JUDGED);
    page.add("## What happens");
    page.add(prose::WHAT_HAPPENS);
    page.add(&schedule());
    page.add("## What callers got");
    page.add(&by_period(figures));
    page.add(prose::CALLERS);
    page.add("## How the level moved");
    page.add(&by_episode(figures));
    page.add(&moves(figures));
    page.add("## Alerts");
    page.add(prose::ALERTS);
    page.add(&alerts(figures));
    page.add("## How it is counted");
    page.add(prose::HOW_IT_IS_COUNTED);
    page.text()
}
