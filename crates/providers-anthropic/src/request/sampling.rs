//! How freely the model chooses.

use osier_core::{Error, Request};
use serde::Serialize;

use crate::ApiVersion;

/// The sampling fields, as far as the version has them.
#[derive(Default, Serialize)]
pub(super) struct Sampling {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<u64>,
}

impl Sampling {
    /// Reads `temperature`, `top_p` and `top_k`.
    ///
    /// A value of 1 is the default of both sides and is left out, because newer models reject the
    /// very field. Temperature ends at 1 here; what is above is sent as 1.
    pub(super) fn read(request: &Request, version: ApiVersion) -> Result<Self, Error> {
        let asked = Self {
            temperature: unusual(request, "temperature")?.map(|t| t.clamp(0.0, 1.0)),
            top_p: unusual(request, "top_p")?,
            top_k: request.read("top_k")?,
        };
        match (version, asked.first()) {
            (ApiVersion::V2026_10_21, Some(field)) => Err(Error::unsupported(field)),
            _ => Ok(asked),
        }
    }

    fn first(&self) -> Option<&'static str> {
        let temperature = self.temperature.map(|_| "temperature");
        let top_p = self.top_p.map(|_| "top_p");
        temperature.or(top_p).or(self.top_k.map(|_| "top_k"))
    }
}

fn unusual(request: &Request, name: &str) -> Result<Option<f64>, Error> {
    Ok(request.read(name)?.filter(|value| *value != 1.0))
}
