//! An event without what the caller has, under the name of the answer that began.

use std::borrow::Cow;

use osier_core::Event;
use serde_json::value::{RawValue, to_raw_value};

use super::addition::{Text, read_text};
use super::awaited::{Omitted, Share};
use super::members::Members;
use super::transcript::Identity;
use super::usage::of_whole_answer;

/// The event with what is new in it, and with everything nobody here has heard of. Usage is told as that of
/// an answer of which another request wrote so many tokens. `None` if it cannot be written, which nothing
/// that was read leads to.
pub(super) fn rewrite(
    event: &Event,
    shares: &[Share],
    identity: Option<&Identity>,
    said: u64,
) -> Option<Event> {
    let mut chunk: Members<'_> = serde_json::from_slice(event.data()).ok()?;
    if let Some(identity) = identity {
        chunk.set("id", Cow::Borrowed(&identity.id));
        if let Some(created) = &identity.created {
            chunk.set("created", Cow::Borrowed(created));
        }
    }
    let nothing = Omitted::default();
    if !shares.iter().all(|share| matches!(share, Share::New(omitted) if *omitted == nothing)) {
        let choices = new_choices(chunk.get("choices")?, shares)?;
        chunk.set("choices", Cow::Owned(choices));
    }
    if said > 0
        && let Some(usage) = chunk.get("usage").and_then(|usage| of_whole_answer(usage, said))
    {
        chunk.set("usage", Cow::Owned(usage));
    }
    Event::parse(serde_json::to_vec(&chunk).ok()?).ok()
}

fn new_choices(choices: &RawValue, shares: &[Share]) -> Option<Box<RawValue>> {
    let choices: Vec<Members<'_>> = serde_json::from_str(choices.get()).ok()?;
    let new = choices.into_iter().zip(shares).filter_map(|(choice, share)| match share {
        Share::New(omitted) => Some(choice.without(omitted)),
        Share::Known | Share::KnownFinish => None,
    });
    to_raw_value(&new.collect::<Option<Vec<_>>>()?).ok()
}

impl<'a> Members<'a> {
    /// A choice without what the caller has of it. Probabilities of tokens that are only partly left
    /// belong to nothing.
    fn without(mut self, omitted: &Omitted) -> Option<Self> {
        if *omitted == Omitted::default() {
            return Some(self);
        }
        let mut delta: Members<'_> = serde_json::from_str(self.get("delta")?.get()).ok()?;
        if omitted.role {
            delta.remove("role");
        }
        for (channel, known) in &omitted.texts {
            for key in channel.keys() {
                delta.shorten(key, *known)?;
            }
        }
        let delta = to_raw_value(&delta).ok()?;
        self.set("delta", Cow::Owned(delta));
        if !omitted.texts.is_empty() && self.get("logprobs").is_some() {
            self.set("logprobs", Cow::Borrowed(RawValue::NULL));
        }
        Some(self)
    }

    /// Takes the beginning off a text, and the text away if nothing is left of it.
    fn shorten(&mut self, key: &'a str, known: usize) -> Option<()> {
        let Text(text) = read_text(self.get(key)?)?;
        let rest = text.get(known..)?;
        if rest.is_empty() {
            self.remove(key);
        } else {
            let rest = to_raw_value(rest).ok()?;
            self.set(key, Cow::Owned(rest));
        }
        Some(())
    }
}
