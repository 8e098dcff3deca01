//! Going on by showing the model what it said.

use osier_core::Request;
use serde::Serialize;
use serde_json::value::RawValue;

use super::finishes::wanted;
use super::joint::Joint;
use super::said::Said;
use crate::Prefill;

/// Both are limits on what is written, and a request may have either.
const CEILINGS: [&str; 2] = ["max_tokens", "max_completion_tokens"];

impl Said {
    /// The conversation with what was said as its last message, and where the answer must meet what the
    /// caller has; `None` if it cannot be right.
    ///
    /// White space at the end is not sent, because some providers reject it and others cut it off: the
    /// answer must begin with it, after what a server says again. A conversation that already ended with the
    /// assistant's words is not gone on with: whether the answer went on with them too, or began anew, is
    /// not known here, so nobody can say what the whole message is.
    pub(crate) fn prefill(&mut self, request: &Request, how: Prefill) -> Option<(Request, Joint)> {
        if !is_possible(request) {
            return None;
        }
        let transcript = self.open()?;
        let [choice] = &transcript.choices[..] else {
            return None;
        };
        let text = choice.plain_text()?;
        let sent = text.trim_end();
        if sent.is_empty() {
            return None;
        }
        let mut request = request.clone();
        request.set("messages", &with_said(&request, sent, how)?).ok()?;
        for ceiling in CEILINGS {
            lower(&mut request, ceiling, choice.least_tokens())?;
        }
        if how == Prefill::ContinueFinalMessage {
            request.set("continue_final_message", &true).ok()?;
            request.set("add_generation_prompt", &false).ok()?;
        }
        let awaited = match how {
            Prefill::Prefix => text,
            Prefill::LastMessage | Prefill::ContinueFinalMessage => text.get(sent.len()..)?,
        };
        Some((request, Joint::following(transcript, choice, awaited)))
    }
}

/// Whether the answer to a request may be gone on with: it is one, in plain text, of which nothing but
/// the text matters, and it is not told again with what it goes on with.
pub(super) fn is_possible(request: &Request) -> bool {
    let is = |name, value: &str| request.get(name).is_some_and(|given| given == value);
    let without = |name| !request.has(name) || is(name, "false") || is(name, "0");
    wanted(request) == 1
        && ["logprobs", "top_logprobs", "audio", "echo"].into_iter().all(without)
        && is_text(request)
}

fn is_text(request: &Request) -> bool {
    #[derive(serde::Deserialize)]
    struct Format {
        #[serde(rename = "type")]
        kind: String,
    }
    match request.read::<Format>("response_format") {
        Ok(format) => format.is_none_or(|format| format.kind == "text"),
        Err(_) => false,
    }
}

/// The messages as they were sent, and one more.
fn with_said(request: &Request, text: &str, how: Prefill) -> Option<Box<RawValue>> {
    #[derive(Serialize)]
    struct Message<'a> {
        role: &'static str,
        content: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        prefix: Option<bool>,
    }
    let messages = std::str::from_utf8(request.get("messages")?).ok()?;
    if is_of_assistant(last_of(messages)?) {
        return None;
    }
    let prefix = (how == Prefill::Prefix).then_some(true);
    let said = Message { role: "assistant", content: text, prefix };
    let said = serde_json::to_string(&said).ok()?;
    let before = messages.strip_suffix(']')?.trim_ascii_end();
    RawValue::from_string(format!("{before},{said}]")).ok()
}

fn last_of(messages: &str) -> Option<&RawValue> {
    serde_json::from_str::<Vec<&RawValue>>(messages).ok()?.pop()
}

fn is_of_assistant(message: &RawValue) -> bool {
    #[derive(serde::Deserialize)]
    struct Spoken {
        role: String,
    }
    serde_json::from_str::<Spoken>(message.get()).map_or(true, |spoken| spoken.role == "assistant")
}

/// Takes what was written off a limit. `None` if nothing is left, or if the limit cannot be read.
fn lower(request: &mut Request, ceiling: &str, written: u64) -> Option<()> {
    let Some(most) = request.read::<u64>(ceiling).ok()? else {
        return Some(());
    };
    let left = most.checked_sub(written).filter(|left| *left > 0)?;
    request.set(ceiling, &left).ok()
}
