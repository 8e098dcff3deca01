//! How hard the model thinks.

use osier_core::{Error, Request};
use serde::Serialize;

/// The provider's steps of effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Effort {
    Low,
    Medium,
    High,
    Xhigh,
    Max,
}

/// Thinking switched off. It is never switched on here: how, depends on the model.
#[derive(Serialize)]
pub(super) struct Thinking {
    #[serde(rename = "type")]
    kind: &'static str,
}

/// Reads `reasoning_effort`. `minimal` is the lowest step there is here; `none` is no thinking.
pub(super) fn read(request: &Request) -> Result<(Option<Thinking>, Option<Effort>), Error> {
    let Some(effort) = request.read::<String>("reasoning_effort")? else {
        return Ok((None, None));
    };
    let effort = match &*effort {
        "none" => return Ok((Some(Thinking { kind: "disabled" }), None)),
        "minimal" | "low" => Effort::Low,
        "medium" => Effort::Medium,
        "high" => Effort::High,
        "xhigh" => Effort::Xhigh,
        "max" => Effort::Max,
        _ => return Err(Error::unsupported("reasoning_effort")),
    };
    Ok((None, Some(effort)))
}
