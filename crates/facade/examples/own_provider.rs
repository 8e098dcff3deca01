//! Two ways to bring a provider of your own: implement `Provider` (any source of answers), or
//! implement `Adapter` (another HTTP dialect; pool, framing, limits and errors come for free).
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::collections::VecDeque;
use std::error::Error as StdError;

use osier::adapter::{Call, Failure, Framing, Record, WireRequest};
use osier::{
    Adapter, ChatRequest, ChunkWriter, Client, Completion, Context, Error, ErrorKind, Event,
    FinishReason, Provider, Request, Response, StreamDecoder, Target,
};

/// A provider that always answers from a drawer.
struct Drawer;

#[async_trait::async_trait]
impl Provider for Drawer {
    fn id(&self) -> &str {
        "drawer"
    }

    async fn call(&self, _: &Context, request: Request) -> Result<Response, Error> {
        let model = request.model().unwrap_or_default().into_owned();
        Ok(Response::complete(Completion::of_text(&model, "Found in the drawer.")))
    }
}

/// The dialect of a server that takes `{"ask": "…"}` and streams lines of text as JSON strings.
struct Oracle {
    url: String,
}

impl Adapter for Oracle {
    type Decoder = OracleDecoder;

    fn id(&self) -> &str {
        "oracle"
    }

    fn framing(&self) -> Framing {
        Framing::Ndjson
    }

    fn encode(&self, request: &Request) -> Result<WireRequest, Error> {
        // What the dialect cannot say is named, so that the request can go to another target.
        if request.has_tools() {
            return Err(Error::unsupported("tools"));
        }
        let mut wire = Request::empty();
        let question = request.get("messages").cloned().unwrap_or_default();
        wire.set("ask", &String::from_utf8_lossy(&question))?;
        Ok(WireRequest::post(&self.url, wire.to_bytes()))
    }

    fn decode(&self, call: &Call<'_>, body: bytes::Bytes) -> Result<Completion, Error> {
        let text =
            String::from_utf8(body.to_vec()).map_err(|_| Error::new(ErrorKind::Malformed))?;
        Ok(Completion::of_text(&call.request.model().unwrap_or_default(), &text))
    }

    fn decoder(&self, call: &Call<'_>) -> OracleDecoder {
        let model = call.request.model().unwrap_or_default();
        OracleDecoder { chunks: ChunkWriter::new(call.id, call.unix_time, &model), done: false }
    }

    fn classify(&self, failure: &Failure<'_>) -> Error {
        failure.error(failure.kind_by_status())
    }

    fn probe(&self) -> WireRequest {
        WireRequest::get(&self.url)
    }
}

struct OracleDecoder {
    chunks: ChunkWriter,
    done: bool,
}

impl StreamDecoder for OracleDecoder {
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        if record.data == "null" {
            out.push_back(self.chunks.finish(FinishReason::Stop));
            self.done = true;
            return Ok(());
        }
        let line: String =
            serde_json::from_slice(&record.data).map_err(|_| Error::new(ErrorKind::Malformed))?;
        out.push_back(self.chunks.text(&line));
        Ok(())
    }

    fn is_complete(&self) -> bool {
        self.done
    }

    fn is_done(&self) -> bool {
        self.done
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    // Nobody listens at the oracle's address, so the drawer answers.
    let oracle = Oracle { url: "http://127.0.0.1:1/ask".to_owned() };
    let client = Client::builder()
        .target(Target::http("oracle", oracle))
        .target(Target::provider("drawer", Drawer))
        .build()?;
    let response = client.chat(ChatRequest::new("any").user("Where is it?")).await?;
    println!("{:?} answers", response.head.target);
    println!("{}", response.text().await?);
    Ok(())
}
