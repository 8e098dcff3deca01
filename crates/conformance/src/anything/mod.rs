//! Inputs that nobody chose.

mod json;
mod properties;

use std::fmt::Debug;

use osier_core::Adapter;

use crate::AdapterSuite;

pub use json::json;

/// What a provider's answers are made of, so that inputs of chance come close to them.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary {
    /// A record that begins an answer.
    pub opening: &'static str,
    /// The names its objects have, besides those of requests.
    pub keys: &'static [&'static str],
    /// The words that mean something to it, besides those of requests.
    pub words: &'static [&'static str],
}

pub(crate) fn check<A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) {
    properties::requests(suite);
    properties::conversations(suite);
    properties::answers(suite);
    properties::streams(suite);
}
