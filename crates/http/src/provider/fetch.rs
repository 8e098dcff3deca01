//! Reading a small document beside the answers.

use bytes::Bytes;
use osier_core::adapter::WireRequest;
use osier_core::{Context, Error, ErrorKind};

use super::{refusal, send};
use crate::client::HttpClient;

impl HttpClient {
    /// Reads a small document, such as a provider's list of models: at most 64 KiB of it, within 5
    /// seconds and the deadline.
    ///
    /// # Errors
    ///
    /// As for a call; an answer without success status is an error of its status' kind.
    pub async fn fetch(&self, context: &Context, url: &str) -> Result<Bytes, Error> {
        let (parts, body) = send::send(self, context, WireRequest::get(url)).await?.into_parts();
        if !parts.status.is_success() {
            let status = parts.status.as_u16();
            return Err(Error::new(ErrorKind::of_status(status)).with_status(status));
        }
        Ok(refusal::read_some(context, body).await)
    }
}
