//! Which target of a tier is asked: a pure function of what is known of each, and of chance.

mod draw;
#[cfg(test)]
mod tests;
mod turn;

use self::draw::{Field, below};
use crate::declared::Price;
use crate::settings::Strategy;

/// A target that could be asked, and all that the choice depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// Its place in the route.
    pub(crate) target: usize,
    /// Lower is better; see [`Load::score`](crate::load::Load::score).
    pub(crate) score: f64,
    /// Its tokens in flight.
    pub(crate) in_flight: u64,
    /// How much it bears compared to the others; 0 if it is to be asked only when there is no other.
    pub(crate) weight: u32,
    /// What this request would cost there.
    pub(crate) cost: f64,
    /// Which part of its usual share it should have, in percent.
    pub(crate) share: u8,
}

/// The chance and the turn of one choice. The same luck makes the same choice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Luck {
    /// Any number, each as likely.
    pub(crate) draw: u64,
    /// How many choices the route has made before.
    pub(crate) turn: u64,
}

/// Which of the candidates is asked, by its place among them; `None` only if there are none.
///
/// A candidate that [ramps](osier_core::Readiness::Ramping) takes part only in its share of the choices, so
/// it has that part of its usual requests, and at most that part of all. One of weight 0 takes part only if
/// there is no other. If nobody would take part, everybody does.
///
/// - [`PowerOfTwo`](Strategy::PowerOfTwo): two different ones are drawn by weight, and the one with the lower
///   score for its weight is taken (Mitzenmacher, *The Power of Two Choices in Randomized Load Balancing*,
///   2001). The best of all would be everybody's choice at once.
/// - [`RoundRobin`](Strategy::RoundRobin): one after the other by the turn, as evenly as the weights allow.
/// - [`Weighted`](Strategy::Weighted): drawn by weight.
/// - [`LeastBusy`](Strategy::LeastBusy): the fewest tokens in flight for its weight; drawn among equals.
/// - [`Cheapest`](Strategy::Cheapest): the lowest cost, then the lowest score for its weight; drawn among
///   equals.
pub(crate) fn choose(strategy: Strategy, candidates: &[Candidate], luck: Luck) -> Option<usize> {
    let field = Field::of(candidates, luck.draw);
    match strategy {
        Strategy::PowerOfTwo => better_of_two(&field),
        Strategy::RoundRobin => turn::next(&field, luck.turn),
        Strategy::Weighted => field.draw(|_| true),
        Strategy::LeastBusy => {
            field.draw_best(|candidate| for_its_weight(candidate.in_flight as f64, candidate))
        }
        Strategy::Cheapest => field.draw_best(|candidate| {
            (number(candidate.cost), for_its_weight(candidate.score, candidate))
        }),
    }
}

/// Whether a target that should have so many percent of its share takes part in the choice with this chance.
/// [`choose`] asks it of every candidate.
pub(crate) fn admits(share: u8, draw: u64) -> bool {
    below(draw, 100) < u64::from(share)
}

/// What so many tokens cost, in the currency of the price.
pub(crate) fn cost(price: Price, prompt_tokens: u64, answer_tokens: u64) -> f64 {
    const TOKENS_OF_A_PRICE: f64 = 1e6;
    (price.input * prompt_tokens as f64 + price.output * answer_tokens as f64) / TOKENS_OF_A_PRICE
}

fn better_of_two(field: &Field<'_>) -> Option<usize> {
    let first = field.draw(|_| true)?;
    let Some(second) = field.draw_again(first) else {
        return Some(first);
    };
    let score =
        |place| field.get(place).map(|candidate| for_its_weight(candidate.score, candidate));
    Some(if score(second) < score(first) { second } else { first })
}

fn for_its_weight(amount: f64, candidate: &Candidate) -> f64 {
    number(amount / f64::from(candidate.weight.max(1)))
}

/// What is no number is worse than any.
fn number(amount: f64) -> f64 {
    if amount.is_nan() { f64::INFINITY } else { amount }
}
