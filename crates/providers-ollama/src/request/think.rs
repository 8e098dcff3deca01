//! How hard the model thinks.

use osier_core::{Error, Request};
use serde::Serialize;

/// Whether and how hard to think.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Think {
    Off(bool),
    Level(&'static str),
}

/// Reads `reasoning_effort`. A step the server does not have becomes its neighbour: `minimal` the one
/// above, `xhigh` the one below, which costs no more than was asked for.
pub(super) fn read(request: &Request) -> Result<Option<Think>, Error> {
    let Some(effort) = request.read::<String>("reasoning_effort")? else {
        return Ok(None);
    };
    Ok(Some(match &*effort {
        "none" => Think::Off(false),
        "minimal" | "low" => Think::Level("low"),
        "medium" => Think::Level("medium"),
        "high" | "xhigh" => Think::Level("high"),
        "max" => Think::Level("max"),
        _ => return Err(Error::unsupported("reasoning_effort")),
    }))
}
