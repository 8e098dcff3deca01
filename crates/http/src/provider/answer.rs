//! Answers with success status.

mod peek;

use bytes::Bytes;
use http_body::Body as _;
use osier_core::adapter::{Call, ContentType, Framing};
use osier_core::{Adapter, Context, Delivery, Error, ErrorKind, Response};

use super::{HttpProvider, send};
use crate::body::{Stop, read_into};
use crate::framing::Framer;
use crate::pieces::Pieces;
use crate::stream::{Events, Patience};
use crate::transport;

/// What a body turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Whole,
    Stream(Framing),
    WebPage,
}

impl<A: Adapter> HttpProvider<A> {
    /// The answer. What the body is counts more than what was asked for: some servers ignore
    /// `stream`, some put an error where the stream should be, and some call a stream JSON or text.
    pub(super) async fn answer(
        &self,
        context: &Context,
        call: &Call<'_>,
        content_type: ContentType,
        mut body: reqwest::Body,
    ) -> Result<Response, Error> {
        let mut read = Pieces::default();
        let shape = match said(content_type, call.request.wants_stream(), self.adapter.framing()) {
            Some(shape) => shape,
            None => peek::shape(context, &mut read, &mut body, content_type).await?,
        };
        match shape {
            Shape::WebPage => Err(web_page()),
            Shape::Whole => {
                let body = self.read_whole(context, read, body).await?;
                self.adapter.decode(call, body).map(Response::complete)
            }
            Shape::Stream(framing) => {
                let mut framer = Framer::with_max_record(framing, self.settings.max_record);
                framer.push(read.into_bytes());
                let decoder = self.adapter.decoder(call);
                let patience = Patience {
                    byte_idle: self.settings.byte_idle,
                    for_usage: call.request.wants_usage_event(),
                };
                let events = Events::new(context.clone(), body, framer, decoder, patience);
                Ok(Response::stream(events))
            }
        }
    }

    /// The body, of which `read` has come.
    async fn read_whole(
        &self,
        context: &Context,
        mut read: Pieces,
        mut body: reqwest::Body,
    ) -> Result<Bytes, Error> {
        let max = self.settings.max_answer;
        if body.size_hint().lower() > max.saturating_sub(read.len()) as u64 || read.len() > max {
            return Err(too_large(max));
        }
        let reading = read_into(&mut read, &mut body, context, max);
        match context.before(context.deadline().moment(), reading).await {
            Some(Ok(())) => Ok(read.into_bytes()),
            Some(Err(Stop::TooLarge)) => Err(too_large(max)),
            Some(Err(Stop::Broken(error))) => Err(transport::in_body(error)),
            None => Err(send::out_of_time(Delivery::Answered)),
        }
    }
}

/// The shape as far as it is said; `None` where only the body tells it. That is so for dialects of
/// server-sent events alone: of lines of JSON, one line is a whole answer too.
fn said(content_type: ContentType, asked_for_stream: bool, framing: Framing) -> Option<Shape> {
    match content_type {
        ContentType::Html => Some(Shape::WebPage),
        ContentType::EventStream => Some(Shape::Stream(Framing::Sse)),
        ContentType::Ndjson => Some(Shape::Stream(Framing::Ndjson)),
        _ if !asked_for_stream => Some(Shape::Whole),
        _ if framing == Framing::Ndjson => Some(Shape::Stream(Framing::Ndjson)),
        _ => None,
    }
}

fn web_page() -> Error {
    Error::new(ErrorKind::Malformed).with_note("an edge answered with a web page")
}

fn too_large(max: usize) -> Error {
    Error::new(ErrorKind::Malformed).with_note(format!("the answer is larger than {max} bytes"))
}
