//! Osier's adapter for local models behind Ollama, and for ollama.com.
//!
//! [`Ollama`] writes chat requests of the OpenAI dialect for `/api/chat` and reads whole and streamed
//! answers back. The server also has a path that speaks the OpenAI dialect itself; it is not used,
//! because there an error in the middle of a stream is lost, and the context cannot be set. The
//! adapter does no IO: an HTTP provider drives it.
//!
//! # What is translated, and what is not
//!
//! - A prompt that does not fit fails ([`ContextLength`](osier_core::ErrorKind::ContextLength)):
//!   every request says `truncate: false`, because the server would otherwise cut the conversation
//!   and say nothing. How much fits depends on the server's memory unless
//!   [`context`](Ollama::context) sets it.
//! - The parts of a message become one text, joined by line feeds, and a list of images, in order;
//!   where between the texts an image stood is lost. Images must be inline (`data:` URLs).
//! - Arguments of earlier tool calls that are no JSON object travel as `{"_raw": "<the text>"}`.
//! - `tool_choice: "none"` leaves the tools out, which has the same effect. Other choices than
//!   `"auto"` cannot be said.
//! - Of a schema the `name`, `description` and `strict` are left out. A tool with `strict: true` cannot
//!   be said: the server does not hold arguments to their schema.
//! - `reasoning_effort` becomes `think`: `none` is `false`, `minimal` is `low`, `xhigh` is `high`.
//! - Hints that change no answer (`user`, `prompt_cache_key`, `detail` of an image, `name` of a
//!   speaker) and fields that ask for what happens anyway (`n: 1`, `store: false`, `logprobs: false`,
//!   `parallel_tool_calls: true`, an empty `logit_bias` or `metadata`, `service_tier: "auto"`,
//!   `verbosity: "medium"`, any `null`) are left out.
//! - Everything else is [`Unsupported`](osier_core::ErrorKind::Unsupported), with the name of the
//!   field, so that the request can go to a target that can say it.

mod answer;
mod calls;
mod error;
mod reply;
mod request;
mod stream;
mod text;
mod time;

use std::sync::Arc;

use bytes::Bytes;
use osier_core::adapter::{BaseUrl, Call, Failure, Framing, WireRequest};
use osier_core::{Adapter, Completion, Error, InvalidSetting, Request, Secret};

pub use stream::ReplyDecoder;

/// Speaks to Ollama.
///
/// ```
/// use osier_core::{Adapter, ChatRequest, Request};
/// use osier_providers_ollama::Ollama;
///
/// let adapter = Ollama::new("http://127.0.0.1:11434")?.context(8192);
/// let request: Request = ChatRequest::new("llama3.2").user("Hello").into();
/// let wire = adapter.encode(&request)?;
/// assert_eq!(wire.url, "http://127.0.0.1:11434/api/chat");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ollama {
    id: Arc<str>,
    base_url: BaseUrl,
    api_key: Option<Secret>,
    context: Option<u32>,
}

impl Ollama {
    /// An adapter for the server at this URL, as far as `/api`; usually `http://127.0.0.1:11434`. An
    /// `/api`, `/v1` or slash at its end is taken off.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] naming `base_url`; see [`BaseUrl::parse`].
    pub fn new(base_url: impl AsRef<str>) -> Result<Self, InvalidSetting> {
        let base_url = BaseUrl::parse("base_url", base_url.as_ref())?.without(&["/api", "/v1"]);
        Ok(Self { id: "ollama".into(), base_url, api_key: None, context: None })
    }

    /// Sends a key, as ollama.com wants it. A local server needs none. White space around it is
    /// trimmed, and an empty one is not sent.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        let key = key.into();
        let trimmed = key.reveal().trim();
        self.api_key = Some(Secret::new(trimmed)).filter(|key| !key.reveal().is_empty());
        self
    }

    /// The name in logs and metrics; the default is `ollama`.
    #[must_use]
    pub fn named(mut self, id: impl Into<Arc<str>>) -> Self {
        self.id = id.into();
        self
    }

    /// The context of the model in tokens, prompt and answer together (`num_ctx`). Unset by default:
    /// the server then chooses by its memory, and what fits differs from one machine to the next.
    #[must_use]
    pub fn context(mut self, tokens: u32) -> Self {
        self.context = Some(tokens);
        self
    }

    fn url(&self, path: &str) -> String {
        self.base_url.join(&format!("/api/{path}"))
    }

    fn signed(&self, request: WireRequest) -> WireRequest {
        match &self.api_key {
            Some(key) => request.header("authorization", format!("Bearer {}", key.reveal())),
            None => request,
        }
    }
}

impl Adapter for Ollama {
    type Decoder = ReplyDecoder;

    fn id(&self) -> &str {
        &self.id
    }

    fn framing(&self) -> Framing {
        Framing::Ndjson
    }

    fn encode(&self, request: &Request) -> Result<WireRequest, Error> {
        let body = request::encode(request, self.context)?;
        Ok(self.signed(WireRequest::post(self.url("chat"), body)))
    }

    fn decode(&self, call: &Call<'_>, body: Bytes) -> Result<Completion, Error> {
        answer::decode(call, &body, self.api_key.as_ref())
    }

    fn decoder(&self, call: &Call<'_>) -> ReplyDecoder {
        ReplyDecoder::new(call, self.api_key.clone())
    }

    fn classify(&self, failure: &Failure<'_>) -> Error {
        error::classify(failure, self.api_key.as_ref())
    }

    fn probe(&self) -> WireRequest {
        self.signed(WireRequest::get(self.url("version")))
    }
}
