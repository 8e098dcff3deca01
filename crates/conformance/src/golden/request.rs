//! Requests, and what goes over the wire for them.

use std::fmt::Debug;

use osier_core::{Adapter, Request};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Case;
use super::value::{Expected, bytes_of, outcome};
use crate::{AdapterSuite, Settings};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestCase {
    name: String,
    #[serde(default)]
    settings: Map<String, Value>,
    request: Box<RawValue>,
    wire: Option<Value>,
    error: Option<Expected>,
}

impl Case for RequestCase {
    const FOLDER: &'static str = "requests";

    fn name(&self) -> &str {
        &self.name
    }

    fn check<A: Adapter<Decoder: Debug> + Debug>(
        &self,
        suite: &AdapterSuite<A>,
    ) -> Result<(), String> {
        let mut settings = Settings::new("sk-own-key", self.settings.clone());
        let adapter = (suite.adapter)(&mut settings);
        if !settings.left().is_empty() {
            return Err(format!("unknown settings: {:?}", settings.left()));
        }
        let sent = bytes_of(&self.request);
        let request = Request::parse(sent.clone()).map_err(|error| error.to_string())?;
        let wire = adapter.encode(&request).map(|wire| wire.body);
        outcome(wire.as_ref(), self.wire.as_ref(), self.error.as_ref(), &sent)
    }
}
