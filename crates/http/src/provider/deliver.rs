//! Sending a small document beside the requests.

use osier_core::adapter::WireRequest;
use osier_core::{Context, Error};

use super::{refusal, send};
use crate::client::HttpClient;

impl HttpClient {
    /// Sends a small document to somebody who is no provider, such as an endpoint for alerts, and
    /// gives the status of the answer, whatever it is. Its body is not wanted: at most 64 KiB of it are
    /// read, within 5 seconds and the deadline, so that the connection can be used again. A redirect
    /// is not followed; its status is given like any other.
    ///
    /// # Errors
    ///
    /// If there was no answer: as for a call.
    ///
    /// # Cancellation
    ///
    /// Dropping it closes the connection; whether the document arrived is not known then.
    pub async fn deliver(&self, context: &Context, document: WireRequest) -> Result<u16, Error> {
        let (parts, body) = send::send(self, context, document).await?.into_parts();
        refusal::read_some(context, body).await;
        Ok(parts.status.as_u16())
    }
}
