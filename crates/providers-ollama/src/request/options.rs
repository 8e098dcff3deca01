//! What the runner of the model is told.

use osier_core::adapter::translate;
use osier_core::{Error, Request};
use serde::Serialize;

/// The options of a request. Those that are absent are the model's own.
#[derive(Default, Serialize, PartialEq)]
pub(super) struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    num_ctx: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_predict: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
}

impl Options {
    /// Reads them from the fields of a request.
    pub(super) fn read(request: &Request, context: Option<u32>) -> Result<Self, Error> {
        let older = request.read("max_tokens")?;
        Ok(Self {
            num_ctx: context,
            num_predict: request.read("max_completion_tokens")?.or(older),
            temperature: request.read("temperature")?,
            top_p: request.read("top_p")?,
            top_k: request.read("top_k")?,
            min_p: request.read("min_p")?,
            seed: request.read("seed")?,
            presence_penalty: request.read("presence_penalty")?,
            frequency_penalty: request.read("frequency_penalty")?,
            stop: read_stop(request)?,
        })
    }

    /// Whether nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An empty sequence would end the answer before it began.
fn read_stop(request: &Request) -> Result<Vec<String>, Error> {
    let mut sequences = translate::stop(request)?;
    sequences.retain(|sequence| !sequence.is_empty());
    Ok(sequences)
}
