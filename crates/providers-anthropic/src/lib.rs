//! Osier's adapter for Anthropic Messages.
//!
//! [`Anthropic`] writes chat requests of the OpenAI dialect as Messages requests and reads whole and
//! streamed messages back. It does no IO: an HTTP provider drives it.
//!
//! # What is translated, and what is not
//!
//! - Instructions (`system`, `developer`) in front become `system`; later ones are said by the user
//!   where they stand. Turns of one side in a row become one; results of tools stand first in it.
//! - Text of white space alone, and stop sequences of it, are left out: the provider rejects them.
//! - Arguments of earlier tool calls that are no JSON object travel as `{"_raw": "<the text>"}`.
//!   Identities of calls keep letters, digits, `_` and `-`; any other character becomes `_`.
//! - `cache_control`, which is Anthropic's own, goes through where a part of a message carries it.
//! - Thinking of earlier turns is left out: without the provider's signature, which the OpenAI dialect
//!   has no place for, it would be rejected. This is a limit: between the calls of tools the model does
//!   not see what it thought before, and thinks again. No request from here asks for the kind of
//!   thinking whose blocks must be given back.
//! - A conversation whose last turn is the assistant's is sent as it is. Older models continue that
//!   turn; newer ones reject it, which is then an
//!   [`UnsupportedParameter`](osier_core::ErrorKind::UnsupportedParameter) error.
//! - Hints that change no answer (`prompt_cache_key`, `detail` of an image, `name` of a speaker) and
//!   fields that ask for what happens anyway (`n: 1`, `store: false`, `logprobs: false`, penalties of
//!   0, an empty `logit_bias` or `metadata`, `service_tier: "auto"`, `verbosity: "medium"`, any `null`)
//!   are left out.
//! - Everything else is [`Unsupported`](osier_core::ErrorKind::Unsupported), with the name of the
//!   field, so that the request can go to a target that can say it.
//!
//! A refusal is an answer: its finish reason is `content_filter`, and `refusal` holds the explanation
//! if there is one.

mod answer;
mod error;
mod finish;
mod limits;
mod request;
mod stream;
mod text;
mod usage;
mod version;

use std::sync::Arc;

use bytes::Bytes;
use osier_core::adapter::{BaseUrl, Call, Failure, Framing, WireRequest};
use osier_core::{Adapter, Completion, Error, InvalidSetting, Request, Secret};

pub use stream::MessageDecoder;
pub use version::ApiVersion;

/// Where the API is, unless said otherwise.
const DEFAULT_BASE_URL: &str = "https://api.anthropic.com";

/// Speaks Anthropic Messages.
///
/// ```
/// use osier_core::{Adapter, ChatRequest, Request};
/// use osier_providers_anthropic::Anthropic;
///
/// let adapter = Anthropic::new("sk-ant-secret");
/// let request: Request = ChatRequest::new("claude-sonnet-4-5").user("Hello").into();
/// let wire = adapter.encode(&request)?;
/// assert_eq!(wire.url, "https://api.anthropic.com/v1/messages");
/// assert!(!format!("{adapter:?} {wire:?}").contains("sk-ant"));
/// # Ok::<(), osier_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Anthropic {
    id: Arc<str>,
    api_key: Option<Secret>,
    base_url: String,
    version: ApiVersion,
    default_max_tokens: Option<u64>,
}

impl Anthropic {
    /// An adapter for `https://api.anthropic.com`, API version `2023-06-01`. White space around the
    /// key is trimmed, and an empty one is not sent.
    #[must_use]
    pub fn new(api_key: impl Into<Secret>) -> Self {
        let api_key = api_key.into();
        let trimmed = api_key.reveal().trim();
        Self {
            id: "anthropic".into(),
            api_key: Some(Secret::new(trimmed)).filter(|key| !key.reveal().is_empty()),
            base_url: DEFAULT_BASE_URL.to_owned(),
            version: ApiVersion::default(),
            default_max_tokens: None,
        }
    }

    /// Another place for the API, as far as `/v1`; a `/v1` or slash at its end is taken off.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] naming `base_url`; see [`BaseUrl::parse`].
    pub fn base_url(self, base_url: impl AsRef<str>) -> Result<Self, InvalidSetting> {
        let base_url = BaseUrl::parse("base_url", base_url.as_ref())?.without(&["/v1"]);
        Ok(Self { base_url: base_url.as_str().to_owned(), ..self })
    }

    /// The name in logs and metrics; the default is `anthropic`.
    #[must_use]
    pub fn named(mut self, id: impl Into<Arc<str>>) -> Self {
        self.id = id.into();
        self
    }

    /// Another version of the API.
    #[must_use]
    pub fn version(mut self, version: ApiVersion) -> Self {
        self.version = version;
        self
    }

    /// The ceiling on written tokens for requests that name none. The API requires one, and refuses
    /// what is above the model's own limit; so the default is that limit, and 8192 for models whose
    /// limit is not known here. On models before 4.5 prompt and ceiling must fit the context
    /// together: for very long prompts there, set a lower one.
    #[must_use]
    pub fn default_max_tokens(mut self, tokens: u64) -> Self {
        self.default_max_tokens = Some(tokens);
        self
    }

    fn url(&self, path: &str) -> String {
        format!("{}/v1/{path}", self.base_url)
    }

    fn signed(&self, request: WireRequest) -> WireRequest {
        let request = match &self.api_key {
            Some(key) => request.header("x-api-key", key.clone()),
            None => request,
        };
        request.header("anthropic-version", self.version.name())
    }
}

impl Adapter for Anthropic {
    type Decoder = MessageDecoder;

    fn id(&self) -> &str {
        &self.id
    }

    fn framing(&self) -> Framing {
        Framing::Sse
    }

    fn encode(&self, request: &Request) -> Result<WireRequest, Error> {
        let body = request::encode(request, self.version, self.default_max_tokens)?;
        Ok(self.signed(WireRequest::post(self.url("messages"), body)))
    }

    fn decode(&self, call: &Call<'_>, body: Bytes) -> Result<Completion, Error> {
        answer::decode(call, &body, self.api_key.as_ref())
    }

    fn decoder(&self, call: &Call<'_>) -> MessageDecoder {
        MessageDecoder::new(call, self.api_key.clone())
    }

    fn classify(&self, failure: &Failure<'_>) -> Error {
        error::classify(failure, self.api_key.as_ref())
    }

    fn probe(&self) -> WireRequest {
        self.signed(WireRequest::get(self.url("models?limit=1")))
    }
}
