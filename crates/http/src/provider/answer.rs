//! Answers with success status.

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
    /// `stream`, and some put an error where the stream should be.
    pub(super) async fn answer(
        &self,
        context: &Context,
        call: &Call<'_>,
        content_type: ContentType,
        body: reqwest::Body,
    ) -> Result<Response, Error> {
        match shape(content_type, call.request.wants_stream(), self.adapter.framing()) {
            Shape::WebPage => Err(web_page()),
            Shape::Whole => {
                let body = self.read_whole(context, body).await?;
                self.adapter.decode(call, body).map(Response::complete)
            }
            Shape::Stream(framing) => {
                let framer = Framer::with_max_record(framing, self.settings.max_record);
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

    async fn read_whole(&self, context: &Context, mut body: reqwest::Body) -> Result<Bytes, Error> {
        let max = self.settings.max_answer;
        if body.size_hint().lower() > max as u64 {
            return Err(too_large(max));
        }
        let mut read = Pieces::default();
        let reading = read_into(&mut read, &mut body, max);
        match context.before(context.deadline().moment(), reading).await {
            Some(Ok(())) => Ok(read.into_bytes()),
            Some(Err(Stop::TooLarge)) => Err(too_large(max)),
            Some(Err(Stop::Broken(error))) => Err(transport::in_body(error)),
            None => Err(send::out_of_time(Delivery::Answered)),
        }
    }
}

fn shape(content_type: ContentType, asked_for_stream: bool, framing: Framing) -> Shape {
    match content_type {
        ContentType::Html => Shape::WebPage,
        ContentType::EventStream => Shape::Stream(Framing::Sse),
        ContentType::Ndjson => Shape::Stream(Framing::Ndjson),
        ContentType::Json => Shape::Whole,
        _ if asked_for_stream => Shape::Stream(framing),
        _ => Shape::Whole,
    }
}

fn web_page() -> Error {
    Error::new(ErrorKind::Malformed).with_note("an edge answered with a web page")
}

fn too_large(max: usize) -> Error {
    Error::new(ErrorKind::Malformed).with_note(format!("the answer is larger than {max} bytes"))
}
