//! The standing level as a line of steps.

use std::time::Duration;

use osier::Level;

use super::canvas::{Canvas, decimal, label};
use super::{COLORS, FAINT, INK, LEFT, LEVELS, MINUTE, ROW, tenths};
use crate::figures::Figures;
use crate::schedule::END;

pub(super) fn draw(canvas: &mut Canvas, figures: &Figures) {
    for level in Level::ALL {
        let (y, width) = (y(level), END.as_secs() / 60 * MINUTE);
        let line =
            format!("<path d=\"M{LEFT} {y}h{width}\" stroke=\"{FAINT}\" stroke-width=\".4\"/>");
        canvas.add(&line);
        let (top, color) = (y - 5, COLORS[level as usize]);
        canvas
            .add(&format!("<rect x=\"8\" y=\"{top}\" width=\"9\" height=\"9\" fill=\"{color}\"/>"));
        canvas.add(&label(22, y + 4, "start", INK, level.name()));
    }
    let moves = figures.moves.iter().map(|change| change.at);
    let ends: Vec<_> = [Duration::ZERO].into_iter().chain(moves).chain([END]).collect();
    let stays = || ends.windows(2).map(|pair| (figures.level_at(pair[0]), pair[0], pair[1]));
    for ((from, _, at), (to, ..)) in stays().zip(stays().skip(1)) {
        let (x, from, to) = (decimal(tenths(at)), y(from), y(to));
        canvas.add(&format!("<path d=\"M{x} {from}V{to}\" stroke=\"{INK}\" stroke-width=\".8\"/>"));
    }
    for (level, from, until) in stays() {
        let (from, until) = (decimal(tenths(from)), decimal(tenths(until)));
        let (y, color) = (y(level), COLORS[level as usize]);
        canvas.add(&format!(
            "<path d=\"M{from} {y}H{until}\" stroke=\"{color}\" stroke-width=\"6\"/>"
        ));
    }
}

fn y(level: Level) -> u64 {
    LEVELS + level as u64 * ROW + ROW / 2
}
