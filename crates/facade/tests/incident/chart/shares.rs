//! How much was answered at which level, minute by minute, one upon the other.

use super::canvas::{Canvas, decimal, label};
use super::{BOTTOM, COLORS, INK, LEFT, MINUTE, SHARES, SHARES_HEIGHT};
use crate::figures::Figures;

pub(super) fn draw(canvas: &mut Canvas, figures: &Figures) {
    // From the last to the first, each drawn over the one that reaches higher.
    for part in (0..COLORS.len()).rev() {
        let reaches = |counts: &[u64; 6]| {
            let all = counts.iter().sum::<u64>().max(1);
            BOTTOM * 10 - counts[..=part].iter().sum::<u64>() * SHARES_HEIGHT * 10 / all
        };
        let heights: Vec<_> = figures.timeline.iter().map(reaches).collect();
        let steps = heights.chunk_by(|a, b| a == b);
        let step = |same: &[u64]| format!("V{}h{}", decimal(same[0]), same.len() as u64 * MINUTE);
        let (steps, color) = (steps.map(step).collect::<String>(), COLORS[part]);
        canvas.add(&format!("<path fill=\"{color}\" d=\"M{LEFT} {BOTTOM}{steps}V{BOTTOM}z\"/>"));
    }
    canvas.add(&label(LEFT - 8, SHARES + 9, "end", INK, "100 %"));
    canvas.add(&label(LEFT - 8, SHARES + SHARES_HEIGHT / 2 - 3, "end", INK, "answers"));
    canvas.add(&label(LEFT - 8, SHARES + SHARES_HEIGHT / 2 + 10, "end", INK, "by level"));
    canvas.add(&label(LEFT - 8, BOTTOM, "end", INK, "0 %"));
}
