//! Whole answers, and the completions they become.

use std::fmt::Debug;

use osier_core::Adapter;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Case;
use super::value::{Expected, bytes_of, outcome};
use crate::AdapterSuite;
use crate::call::{call, plain_request};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerCase {
    name: String,
    body: Box<RawValue>,
    completion: Option<Value>,
    error: Option<Expected>,
}

impl Case for AnswerCase {
    const FOLDER: &'static str = "answers";

    fn name(&self) -> &str {
        &self.name
    }

    fn check<A: Adapter<Decoder: Debug> + Debug>(
        &self,
        suite: &AdapterSuite<A>,
    ) -> Result<(), String> {
        let sent = bytes_of(&self.body);
        let request = plain_request();
        let completion = suite.plain().decode(&call(&request), sent.clone());
        let found = completion.as_ref().map(osier_core::Completion::data);
        outcome(found, self.completion.as_ref(), self.error.as_ref(), &sent)
    }
}
