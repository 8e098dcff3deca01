//! The incident as a picture.

mod canvas;
mod levels;
mod shares;

use std::time::Duration;

use self::canvas::{Canvas, decimal, label};
use crate::figures::Figures;
use crate::schedule::{END, EPISODES, Episode};

/// From full to offline, and last what was refused.
const COLORS: [&str; 6] = ["#33658a", "#4f9d8f", "#d9a441", "#cc7a3d", "#8e4162", "#c4c4c4"];
const INK: &str = "#333";
const FAINT: &str = "#999";

const LEFT: u64 = 76;
const MINUTE: u64 = 12;
const BANDS: u64 = 38;
const LEVELS: u64 = 46;
const ROW: u64 = 25;
const ALERTS: u64 = LEVELS + 5 * ROW + 12;
const SHARES: u64 = ALERTS + 20;
const SHARES_HEIGHT: u64 = 120;
const BOTTOM: u64 = SHARES + SHARES_HEIGHT;

/// The standing level, the alerts, and how much was answered at which level; behind them what was wrong.
pub(crate) fn draw(figures: &Figures) -> String {
    let mut canvas = Canvas::new(x(END) + 24, BOTTOM + 30);
    EPISODES.iter().for_each(|episode| band(&mut canvas, episode));
    levels::draw(&mut canvas, figures);
    alerts(&mut canvas, figures);
    shares::draw(&mut canvas, figures);
    EPISODES.iter().for_each(|episode| ends(&mut canvas, episode));
    axis(&mut canvas);
    canvas.finish()
}

fn x(at: Duration) -> u64 {
    tenths(at) / 10
}

/// In tenths, as moves and alerts come between two seconds.
fn tenths(at: Duration) -> u64 {
    LEFT * 10 + at.as_millis() as u64 * MINUTE / 6000
}

/// An episode within another has its name in the second row, and another shade over that of the first.
fn band(canvas: &mut Canvas, episode: &Episode) {
    let within = |other: &Episode| other.lasts_at(episode.from) && other.from < episode.from;
    let y = if EPISODES.iter().any(within) { 32 } else { 16 };
    let (from, until) = (x(episode.from), x(episode.until));
    let color = episode.color();
    canvas.add(&format!(
        "<rect x=\"{from}\" y=\"{BANDS}\" width=\"{}\" height=\"{}\" fill=\"{color}\" opacity=\".13\"/>",
        until - from,
        BOTTOM - BANDS
    ));
    canvas.add(&label(u64::midpoint(from, until), y, "middle", INK, episode.name));
}

/// When an episode begins and ends, over the shares as well.
fn ends(canvas: &mut Canvas, episode: &Episode) {
    for x in [x(episode.from), x(episode.until)] {
        canvas.add(&format!(
            "<path d=\"M{x} {SHARES}V{BOTTOM}\" stroke=\"#fff\" stroke-dasharray=\"3 3\"/>"
        ));
    }
}

/// One mark for each alert; those of the route are full.
fn alerts(canvas: &mut Canvas, figures: &Figures) {
    canvas.add(&label(LEFT - 8, ALERTS + 4, "end", INK, "alerts"));
    for alert in &figures.alerts {
        let fill = if alert.scope == "route" { INK } else { "none" };
        canvas.add(&format!(
            "<circle cx=\"{}\" cy=\"{ALERTS}\" r=\"2.5\" fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\".7\">\
             <title>{}: {} to {} ({})</title></circle>",
            decimal(tenths(alert.at)),
            alert.name, alert.from, alert.to, alert.reason
        ));
    }
}

fn axis(canvas: &mut Canvas) {
    for minute in (0..=END.as_secs() / 60).step_by(5) {
        let x = LEFT + minute * MINUTE;
        canvas.add(&format!("<path d=\"M{x} {BOTTOM}v4\" stroke=\"{FAINT}\"/>"));
        let text = if minute == 0 { "0 min".to_owned() } else { minute.to_string() };
        canvas.add(&label(x, BOTTOM + 17, "middle", INK, &text));
    }
}
