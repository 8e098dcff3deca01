//! The adapter itself: which resource, and with which credential.

use std::sync::Arc;

use bytes::Bytes;
use osier_core::adapter::{Call, Failure, Framing, WireRequest};
use osier_core::{Adapter, Completion, Error, InvalidSetting, Request, Secret};
use osier_providers_openai::OpenAi;
use osier_providers_openai::error::Report;

use crate::address::Address;
use crate::failure;
use crate::stream::Decoder;

/// A resource of Azure OpenAI.
///
/// Requests are passed on as the very bytes that came. The request's model is the name of the
/// deployment.
#[derive(Clone, Debug)]
pub struct Azure {
    id: Arc<str>,
    address: Address,
    /// The header and its whole value.
    credential: Option<(&'static str, Secret)>,
    key: Option<Secret>,
    /// Reads answers, which are in the common dialect.
    dialect: OpenAi,
}

impl Azure {
    /// The addresses with one path per deployment:
    /// `{endpoint}/openai/deployments/{model}/chat/completions?api-version=…`.
    ///
    /// The endpoint is that of the resource, for example `https://example.openai.azure.com`; the
    /// key is sent as `api-key`, without white space around it, and not at all if it is empty.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] naming `endpoint` or `api_version`.
    pub fn classic(
        endpoint: impl AsRef<str>,
        api_version: impl AsRef<str>,
        key: impl Into<Secret>,
    ) -> Result<Self, InvalidSetting> {
        let address = Address::classic(endpoint.as_ref(), api_version.as_ref())?;
        Ok(Self::at(address).with_credential("api-key", "", &key.into()))
    }

    /// The addresses without a version: `{endpoint}/openai/v1/chat/completions`. The endpoint may
    /// also be that of a Foundry resource, for example `https://example.services.ai.azure.com`.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] naming `endpoint`.
    pub fn v1(endpoint: impl AsRef<str>, key: impl Into<Secret>) -> Result<Self, InvalidSetting> {
        let address = Address::v1(endpoint.as_ref())?;
        Ok(Self::at(address).with_credential("api-key", "", &key.into()))
    }

    /// Sends this Entra ID token as a bearer token in place of the key. Tokens live about an hour;
    /// who gets a new one builds a new adapter.
    #[must_use]
    pub fn entra_token(self, token: impl Into<Secret>) -> Self {
        self.with_credential("authorization", "Bearer ", &token.into())
    }

    /// The name in logs and metrics; the default is `azure`.
    #[must_use]
    pub fn named(mut self, id: impl Into<Arc<str>>) -> Self {
        self.id = id.into();
        self
    }

    fn at(address: Address) -> Self {
        Self { id: "azure".into(), address, credential: None, key: None, dialect: OpenAi::new("") }
    }

    fn with_credential(self, header: &'static str, scheme: &str, key: &Secret) -> Self {
        let trimmed = key.reveal().trim();
        let given = !trimmed.is_empty();
        Self {
            credential: given.then(|| (header, Secret::new(format!("{scheme}{trimmed}")))),
            key: given.then(|| Secret::new(trimmed)),
            dialect: self.dialect.api_key(trimmed),
            ..self
        }
    }

    fn sign(&self, wire: WireRequest) -> WireRequest {
        match &self.credential {
            Some((header, value)) => wire.header(header, value.clone()),
            None => wire,
        }
    }
}

impl Adapter for Azure {
    type Decoder = Decoder;

    fn id(&self) -> &str {
        &self.id
    }

    fn framing(&self) -> Framing {
        self.dialect.framing()
    }

    /// # Errors
    ///
    /// `InvalidRequest` naming `model` if it cannot be the name of a deployment.
    fn encode(&self, request: &Request) -> Result<WireRequest, Error> {
        let url = self.address.chat(request)?;
        Ok(self.sign(WireRequest::post(url, request.to_bytes())))
    }

    fn decode(&self, call: &Call<'_>, body: Bytes) -> Result<Completion, Error> {
        self.dialect.decode(call, body)
    }

    fn decoder(&self, call: &Call<'_>) -> Decoder {
        Decoder::new(self.dialect.decoder(call))
    }

    fn classify(&self, failure: &Failure<'_>) -> Error {
        let report = Report::of_body(failure.body);
        let own = failure::kind(&report, failure);
        let kind = own.map_or_else(|| report.kind_of(failure), |own| failure.kind(Some(own)));
        report.error(kind, failure, self.key.as_ref())
    }

    /// The list of models: free, and it says nothing about any one deployment.
    fn probe(&self) -> WireRequest {
        self.sign(WireRequest::get(self.address.models()))
    }
}
