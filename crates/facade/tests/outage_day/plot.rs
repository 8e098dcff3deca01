//! The day as a picture of letters.

use crate::figures::Figures;
use crate::schedule::{TARGETS, Weather};

/// What the letters mean.
pub(crate) fn legend() -> String {
    let all =
        Weather::ALL.iter().map(|weather| format!("`{}` {}", weather.letter(), weather.name()));
    crate::table::wrapped(&format!("{}.", all.collect::<Vec<_>>().join(" · ")))
}

/// Two lines for each target: what is wrong with it, and its share of the calls in tenths.
pub(crate) fn plot(figures: &Figures) -> String {
    let hours: String = (0..24).map(|hour| format!("{hour:02}  ")).collect();
    let mut lines = vec![format!("{:8}{hours}", "").trim_end().to_owned()];
    for (target, name) in TARGETS.iter().enumerate() {
        let weather = Figures::weather(target).into_iter();
        let weather: String = weather.map(|w| w.map_or(' ', Weather::letter)).collect();
        let share = |calls: &[u64; 3]| calls[target] * 100 / calls.iter().sum::<u64>().max(1);
        let shares: String = figures.timeline.iter().map(share).map(digit).collect();
        lines.push(format!("{name:8}{weather}").trim_end().to_owned());
        lines.push(format!("{:8}{shares}", "").trim_end().to_owned());
    }
    lines.join("\n")
}

/// Tenths, rounded; a dot where there is next to nothing.
fn digit(percent: u64) -> char {
    match percent {
        0 => ' ',
        1..5 => '.',
        95.. => 'X',
        percent => char::from_digit(((percent + 5) / 10) as u32, 10).unwrap_or('X'),
    }
}
