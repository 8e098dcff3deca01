//! Sending a request.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use osier_core::adapter::{Method, WireRequest};
use osier_core::{Context, Delivery, Error, ErrorKind, Secret};

use crate::client::HttpClient;
use crate::transport;

/// An answer whose body is still to be read.
pub(super) type Answer = http::Response<reqwest::Body>;

/// Sends the request and waits for the headers of its answer, whatever they say.
pub(super) async fn send(
    client: &HttpClient,
    context: &Context,
    wire: WireRequest,
) -> Result<Answer, Error> {
    if context.remaining().is_zero() {
        return Err(out_of_time(Delivery::NotSent));
    }
    let exchange = client.execute(to_http(wire)?);
    let deadline = context.deadline().moment();
    match context.before(deadline, exchange).await {
        Some(answer) => {
            context.beat();
            answer.map_err(transport::before_headers)
        }
        None => Err(out_of_time(Delivery::MaybeSent)),
    }
}

pub(super) fn out_of_time(delivery: Delivery) -> Error {
    Error::new(ErrorKind::DeadlineExceeded).with_delivery(delivery)
}

fn to_http(wire: WireRequest) -> Result<reqwest::Request, Error> {
    let method = match wire.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    let url = wire.url.parse().map_err(|_| bad_url())?;
    let mut request = reqwest::Request::new(method, url);
    if wire.method == Method::Post {
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        *request.body_mut() = Some(wire.body.into());
    }
    for (name, value) in &wire.headers {
        add_header(request.headers_mut(), name, value)?;
    }
    Ok(request)
}

fn add_header(headers: &mut HeaderMap, name: &str, value: &Secret) -> Result<(), Error> {
    let parsed = name.parse::<HeaderName>().ok();
    let (Some(name), Ok(mut value)) = (parsed, HeaderValue::from_str(value.reveal())) else {
        return Err(bad_header(name));
    };
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

fn bad_url() -> Error {
    Error::new(ErrorKind::Internal).with_note("the provider's URL is not valid; check its base URL")
}

/// Almost always a key that was read together with the line end of its file.
fn bad_header(name: &str) -> Error {
    Error::new(ErrorKind::Auth).with_delivery(Delivery::NotSent).with_note(format!(
        "the header `{name}` would hold characters that are not allowed; check for line breaks"
    ))
}
