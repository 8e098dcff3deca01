mod answer;
mod billed;
mod chunks;
mod ends;
mod heard;
mod joints;
mod keeping;
mod prefilled;
mod properties;
mod reading;
mod said;

use osier_core::{Event, Request};

use super::*;
use crate::{Prefill, Restart, ResumeSettings};

fn request(json: &str) -> Request {
    Request::parse(json.to_owned()).expect("a request")
}

fn event(json: &str) -> Event {
    Event::parse(json.to_owned()).expect("an event")
}

/// What the caller has after these, whatever was asked.
fn said<'a>(n: usize, events: impl IntoIterator<Item = &'a Event>) -> Said {
    let asked = request(&format!(r#"{{"n":{n}}}"#));
    let mut said = Said::follow(&asked, always(), true).expect("it can be resumed");
    events.into_iter().for_each(|event| said.note(event));
    said
}

fn always() -> ResumeSettings {
    ResumeSettings::default().restart(Restart::Always)
}

/// The joint of the same request again.
fn repeating(said: &mut Said) -> Option<Joint> {
    said.restart(&request("{}"), always()).map(|(_, joint)| joint)
}

/// The joint of an answer that goes on, and what the model was shown.
fn following(said: &mut Said) -> Option<(String, Joint)> {
    prefilling(said, Prefill::LastMessage)
}

/// The same, if it is asked for in this way.
fn prefilling(said: &mut Said, how: Prefill) -> Option<(String, Joint)> {
    let asked = request(r#"{"messages":[{"role":"user","content":"Hi"}]}"#);
    let (prefilled, joint) = said.prefill(&asked, how)?;
    let messages: serde_json::Value = prefilled.read("messages").expect("messages").expect("some");
    let shown = messages[1]["content"].as_str().expect("a text").to_owned();
    Some((shown, joint))
}

/// Why an answer is not passed on to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Broken {
    Differs,
    Unfinished,
}

/// What a joint passes on of these, and whether it went to the end.
fn pass<'a>(
    joint: &mut Joint,
    events: impl IntoIterator<Item = &'a Event>,
) -> (Vec<Event>, Result<(), Broken>) {
    let mut passed = Vec::new();
    for event in events {
        match joint.join(event) {
            Ok(joint::Joined::Event(event)) => passed.push(event),
            Ok(joint::Joined::Nothing) => {}
            Err(joint::Differs) => return (passed, Err(Broken::Differs)),
        }
    }
    (passed, joint.at_end().map_err(|_| Broken::Unfinished))
}
