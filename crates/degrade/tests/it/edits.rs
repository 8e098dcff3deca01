//! What becomes of a request, field by field.

mod ceiling;
mod conversation;
mod hostile;
mod properties;
mod settings;
mod untouched;

use osier_core::{Level, Request};
use osier_degrade::{Edited, Edits};

fn request(body: &str) -> Request {
    Request::parse(body.to_owned()).expect("a request")
}

/// A request with these messages, as minimal sends it: without tools.
fn without_tools(messages: &str) -> Edited {
    let edits = Edits::preset(Level::Minimal).without_max_tokens();
    edits.apply(&request(&format!(r#"{{"messages":{messages}}}"#))).expect("no images")
}
