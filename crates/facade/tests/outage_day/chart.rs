//! The day as a picture.

use std::fmt::Write as _;

use crate::figures::Figures;
use crate::schedule::{DAY, INCIDENTS, TARGETS};

const COLORS: [&str; 3] = ["#4878a8", "#6fae7d", "#d8a048"];
const BAD: &str = "#b03a3a";
const LEFT: u64 = 60;
const COLUMN: u64 = 9;
const HEIGHT: u64 = 120;
const ROW: u64 = 14;
const PANEL: u64 = HEIGHT + 4 * ROW + 40;

/// For each day the shares of the targets, and below when they were in trouble.
pub(crate) fn draw(days: &[Figures]) -> String {
    let columns = days.first().map_or(0, |day| day.timeline.len()) as u64;
    let (width, height) = (LEFT + columns * COLUMN + 10, days.len() as u64 * PANEL + 10);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"10\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (day, place) in days.iter().zip(0..) {
        panel(&mut svg, day, place * PANEL + 24, columns);
    }
    svg + "</svg>\n"
}

fn panel(svg: &mut String, day: &Figures, top: u64, columns: u64) {
    let title = day.shape.title();
    label(svg, LEFT, top - 8, "start", title);
    // From the last target to the first, each drawn over the one that reaches higher.
    for target in (0..TARGETS.len()).rev() {
        let reaches = |calls: &[u64; 3]| {
            let all = calls.iter().sum::<u64>().max(1);
            top + HEIGHT - calls[..=target].iter().sum::<u64>() * HEIGHT / all
        };
        let heights: Vec<_> = day.timeline.iter().map(reaches).collect();
        let steps = heights.chunk_by(|a, b| a == b);
        let steps: String =
            steps.map(|same| format!("V{}h{}", same[0], same.len() as u64 * COLUMN)).collect();
        let (bottom, color) = (top + HEIGHT, COLORS[target]);
        let _ = writeln!(svg, "<path fill=\"{color}\" d=\"M{LEFT} {bottom}{steps}V{bottom}z\"/>");
    }
    label(svg, LEFT - 4, top + 8, "end", "100 %");
    label(svg, LEFT - 4, top + HEIGHT, "end", "0 %");
    for (target, name) in TARGETS.iter().enumerate() {
        let y = top + HEIGHT + 4 + target as u64 * ROW;
        label(svg, LEFT - 4, y + 9, "end", name);
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{}\" height=\"10\" fill=\"{}\" opacity=\".25\"/>",
            columns * COLUMN,
            COLORS[target]
        );
        troubles(svg, target, y, columns);
    }
    let below = top + HEIGHT + 4 + 3 * ROW + 9;
    for hour in (0..=24).step_by(3) {
        let x = LEFT + columns * COLUMN * hour / 24;
        label(svg, x, below, "middle", &format!("{hour}:00"));
    }
}

fn troubles(svg: &mut String, target: usize, y: u64, columns: u64) {
    let x = |seconds: u64| LEFT + columns * COLUMN * seconds / DAY.as_secs();
    for incident in &INCIDENTS {
        let Some(weather) = incident.of(target) else { continue };
        let (from, until) = (x(incident.from.as_secs()), x(incident.until.as_secs()));
        let (width, what) = ((until - from).max(2), weather.name());
        let _ = writeln!(
            svg,
            "<rect x=\"{from}\" y=\"{y}\" width=\"{width}\" height=\"10\" fill=\"{BAD}\">\
             <title>{}: {what}</title></rect>",
            incident.name
        );
    }
}

fn label(svg: &mut String, x: u64, y: u64, anchor: &str, text: &str) {
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>");
}
