//! The adapter itself: where requests go, and with which credential.

use std::sync::Arc;

use bytes::Bytes;
use osier_core::adapter::{BaseUrl, Call, Failure, Framing, WireRequest};
use osier_core::{Adapter, Completion, Error, InvalidSetting, Request, Secret};

use crate::error::Report;
use crate::stream::Decoder;
use crate::whole;

const OPENAI: &str = "https://api.openai.com/v1";

/// OpenAI, or a server that speaks its dialect.
///
/// Requests are passed on as the very bytes that came, whatever fields they have. Answers and events
/// are as well, as long as every client reads them safely; see [`Decoder`] and
/// [`decode`](Adapter::decode) for what is put right.
///
/// Cloning is cheap enough to do per target.
#[derive(Clone, Debug)]
pub struct OpenAi {
    id: Arc<str>,
    chat_url: String,
    models_url: String,
    key: Option<Secret>,
    /// The whole header value, so that no request builds it again.
    authorization: Option<Secret>,
    organization: Option<Secret>,
    project: Option<Secret>,
}

impl OpenAi {
    /// OpenAI at `https://api.openai.com/v1`, with this key. White space around the key is trimmed:
    /// keys that come from files end in a line feed.
    #[must_use]
    pub fn new(api_key: impl Into<Secret>) -> Self {
        Self::at(OPENAI).api_key(api_key)
    }

    /// A compatible server, without a key. The base URL is what precedes `/chat/completions`, for
    /// example `http://localhost:8000/v1`.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] naming `base_url`; see [`BaseUrl::parse`].
    pub fn compatible(base_url: impl AsRef<str>) -> Result<Self, InvalidSetting> {
        let url = BaseUrl::parse("base_url", base_url.as_ref())?;
        Ok(Self::at(url.as_str()))
    }

    /// Goes to another base URL with everything else as it is: a regional host, or a proxy.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] naming `base_url`; see [`BaseUrl::parse`].
    pub fn base_url(self, base_url: impl AsRef<str>) -> Result<Self, InvalidSetting> {
        let there = Self::compatible(base_url)?;
        Ok(Self { chat_url: there.chat_url, models_url: there.models_url, ..self })
    }

    /// Sends this key as a bearer token. White space around it is trimmed, and an empty one is not
    /// sent.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        let key = key.into();
        let trimmed = key.reveal().trim();
        self.authorization =
            (!trimmed.is_empty()).then(|| Secret::new(format!("Bearer {trimmed}")));
        self.key = (!trimmed.is_empty()).then(|| Secret::new(trimmed));
        self
    }

    /// Bills this organization: the `openai-organization` header.
    #[must_use]
    pub fn organization(mut self, organization: impl Into<Secret>) -> Self {
        self.organization = Some(organization.into());
        self
    }

    /// Bills this project: the `openai-project` header.
    #[must_use]
    pub fn project(mut self, project: impl Into<Secret>) -> Self {
        self.project = Some(project.into());
        self
    }

    /// The name in logs and metrics; the default is `openai`.
    #[must_use]
    pub fn named(mut self, id: impl Into<Arc<str>>) -> Self {
        self.id = id.into();
        self
    }

    fn at(base_url: &str) -> Self {
        Self {
            id: "openai".into(),
            chat_url: format!("{base_url}/chat/completions"),
            models_url: format!("{base_url}/models"),
            key: None,
            authorization: None,
            organization: None,
            project: None,
        }
    }

    fn with_credential(&self, wire: WireRequest) -> WireRequest {
        let headers = [
            ("authorization", &self.authorization),
            ("openai-organization", &self.organization),
            ("openai-project", &self.project),
        ];
        headers.into_iter().fold(wire, |wire, (name, value)| match value {
            Some(value) => wire.header(name, value.clone()),
            None => wire,
        })
    }
}

impl Adapter for OpenAi {
    type Decoder = Decoder;

    fn id(&self) -> &str {
        &self.id
    }

    fn framing(&self) -> Framing {
        Framing::Sse
    }

    /// Never fails: the dialect of the request is that of the wire.
    fn encode(&self, request: &Request) -> Result<WireRequest, Error> {
        let wire = WireRequest::post(self.chat_url.clone(), request.to_bytes());
        Ok(self.with_credential(wire))
    }

    /// Passes a sound answer through as it is. In others, what clients rely on is put right:
    /// identity and time are filled in from the call, a finish reason nobody knows becomes `stop`,
    /// the role is `assistant`, content is text, the arguments of tool calls are strings, and each
    /// call has an identity.
    ///
    /// # Errors
    ///
    /// [`Cut`](osier_core::ErrorKind::Cut) if a choice has no finish reason: such an answer is not
    /// whole. What the provider reports in place of an answer, or when a choice ended with `error`;
    /// `Malformed` for what is neither.
    fn decode(&self, call: &Call<'_>, body: Bytes) -> Result<Completion, Error> {
        whole::decode(call, body, self.key.as_ref())
    }

    fn decoder(&self, call: &Call<'_>) -> Decoder {
        Decoder::new(call, self.key.clone())
    }

    fn classify(&self, failure: &Failure<'_>) -> Error {
        let report = Report::of_body(failure.body);
        report.error(report.kind_of(failure), failure, self.key.as_ref())
    }

    /// The list of models: free, and it says nothing about any one model.
    fn probe(&self) -> WireRequest {
        self.with_credential(WireRequest::get(self.models_url.clone()))
    }
}
