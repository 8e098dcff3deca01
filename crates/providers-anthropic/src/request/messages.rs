//! The conversation: standing instructions, and turns.

mod calls;

use osier_core::adapter::shown;
use osier_core::adapter::translate::{self, Object};
use osier_core::{Error, Request};
use serde_json::value::RawValue;

use self::calls::{read_calls, wire_id};
use super::content::{self, Block, May, text_block};
use super::turns::{Speaker, Turn, Turns};

/// What a message may carry that this dialect neither knows nor needs.
///
/// `name` tells participants apart where a model was taught to read it; here no model was.
/// Thinking cannot be given back without the provider's signature, which the other dialect has no
/// place for. `annotations` decorate text that is sent anyway.
const IGNORED: [&str; 4] = ["name", "reasoning_content", "reasoning", "annotations"];

/// The system blocks and the turns of a conversation.
pub(super) fn read(request: &Request) -> Result<(Vec<Block<'_>>, Vec<Turn<'_>>), Error> {
    let mut conversation = Conversation::default();
    for message in translate::messages(request)? {
        conversation.add(Object::open("messages", message)?)?;
    }
    let turns = begun_by_user(conversation.turns.into_list())?;
    Ok((conversation.system, turns))
}

#[derive(Default)]
struct Conversation<'a> {
    system: Vec<Block<'a>>,
    turns: Turns<'a>,
    /// Whether anybody but the system has spoken.
    opened: bool,
}

impl<'a> Conversation<'a> {
    fn add(&mut self, mut message: Object<'a>) -> Result<(), Error> {
        let role: String = message.require("role")?;
        let content = message.take("content")?;
        message.ignore(&IGNORED);
        match &*role {
            "system" | "developer" => self.instruct(content::read(content, May::Speak)?),
            "user" => self.say(Speaker::User, content::read(content, May::Show)?),
            "assistant" => {
                let said = read_assistant(&mut message, content)?;
                self.say(Speaker::Assistant, said);
            }
            "tool" => {
                let result = read_result(&mut message, content)?;
                self.turns.give_result(result);
                self.opened = true;
            }
            _ => return Err(message.unsupported(&format!("role.{}", shown(&role)))),
        }
        message.finish()
    }

    /// Instructions in front become `system`; later ones are said by the user where they stand,
    /// because an older model takes no others.
    fn instruct(&mut self, blocks: Vec<Block<'a>>) {
        if self.opened {
            self.turns.say(Speaker::User, blocks);
        } else {
            self.system.extend(blocks);
        }
    }

    fn say(&mut self, speaker: Speaker, blocks: Vec<Block<'a>>) {
        self.opened = true;
        self.turns.say(speaker, blocks);
    }
}

fn read_assistant<'a>(
    message: &mut Object<'a>,
    content: Option<&'a RawValue>,
) -> Result<Vec<Block<'a>>, Error> {
    let mut blocks = content::read(content, May::Refuse)?;
    let refusal = message.take::<String>("refusal")?;
    blocks.extend(refusal.filter(|r| !r.trim().is_empty()).map(text_block));
    blocks.extend(read_calls(message)?);
    Ok(blocks)
}

fn read_result<'a>(
    message: &mut Object<'a>,
    content: Option<&'a RawValue>,
) -> Result<Block<'a>, Error> {
    let id: String = message.require("tool_call_id")?;
    Ok(Block::ToolResult {
        tool_use_id: wire_id(&id)
            .ok_or_else(|| message.wrong("tool_call_id", "expected the identity of a call"))?,
        content: content::read(content, May::Show)?,
    })
}

/// The provider takes only conversations that the user begins. Putting words into the user's mouth
/// would change what was asked, so any other goes elsewhere.
fn begun_by_user(turns: Vec<Turn<'_>>) -> Result<Vec<Turn<'_>>, Error> {
    match turns.first() {
        Some(first) if first.speaker == Speaker::User => Ok(turns),
        _ => Err(Error::unsupported("messages")
            .with_note("here a conversation must begin with a user's words")),
    }
}
