//! On whose behalf the request is made.

use osier_core::{Error, Request};
use serde::Serialize;

/// An opaque name for the end user.
#[derive(Serialize)]
pub(super) struct Metadata {
    user_id: String,
}

/// Reads `safety_identifier`, else `user`, the older name of the same.
pub(super) fn read(request: &Request) -> Result<Option<Metadata>, Error> {
    let older = request.read::<String>("user")?;
    let user_id = request.read::<String>("safety_identifier")?.or(older);
    let user_id = user_id.filter(|id| !id.is_empty());
    Ok(user_id.map(|user_id| Metadata { user_id }))
}
