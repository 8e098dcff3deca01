//! What a provider has against one request, and not against another.

use bytes::Bytes;
use osier_core::Request;

use super::{Fault, Step, begun};

/// Bytes of a request that count as a token.
const BYTES_OF_A_TOKEN: u64 = 4;

/// Parameters that models without free sampling still take, with the one value they take.
const SAMPLING: [(&str, &str); 5] = [
    ("temperature", "1"),
    ("top_p", "1"),
    ("presence_penalty", "0"),
    ("frequency_penalty", "0"),
    ("n", "1"),
];

/// Why a request is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Objection {
    /// It has this parameter, by the name callers know it by.
    Parameter { param: String, value: Bytes },
    /// Its last message is the assistant's.
    Prefill,
    /// It has more tokens than the context holds.
    TooLong,
}

impl Step {
    /// Why this request is not taken, if its fault is about that.
    ///
    /// `find` gives the value of a parameter, wherever the dialect puts it.
    pub(crate) fn objection(
        &self,
        request: &Request,
        find: impl Fn(&str) -> Option<Bytes>,
    ) -> Option<Objection> {
        match self.fault.as_ref()? {
            Fault::RejectsParameter { param } => {
                let param = param.clone();
                find(&param).map(|value| Objection::Parameter { param, value })
            }
            Fault::RejectsPrefill => begun(request).map(|_| Objection::Prefill),
            Fault::ContextLimit { tokens } => {
                (size(request) > *tokens).then_some(Objection::TooLong)
            }
            _ => None,
        }
    }

    /// The step for a request that is taken: a fault that is about that is none here.
    pub(crate) fn taken(mut self) -> Self {
        self.fault = self.fault.filter(|fault| !fault.depends_on_the_request());
        self
    }
}

impl Fault {
    fn depends_on_the_request(&self) -> bool {
        matches!(
            self,
            Self::RejectsParameter { .. } | Self::RejectsPrefill | Self::ContextLimit { .. }
        )
    }
}

/// How many tokens a request has, roughly.
fn size(request: &Request) -> u64 {
    (request.to_bytes().len() as u64).div_ceil(BYTES_OF_A_TOKEN)
}

/// The one value that is taken of a parameter of which another one is refused.
pub(crate) fn only_value(param: &str) -> Option<&'static str> {
    SAMPLING.iter().find(|(name, _)| *name == param).map(|(_, value)| *value)
}

/// The value of a parameter, in the dialect of OpenAI, unless it is the one that is taken anyway.
pub(crate) fn odd_value(request: &Request, param: &str) -> Option<Bytes> {
    let value = request.get(param)?;
    let number = |text: &[u8]| serde_json::from_slice::<f64>(text).ok();
    let only = only_value(param).and_then(|only| number(only.as_bytes()));
    (only.is_none() || number(value) != only).then(|| value.clone())
}
