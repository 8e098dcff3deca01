//! Tools, and which of them must be called.

use osier_core::adapter::shown;
use osier_core::adapter::translate::{self, Function, Object, misshapen, raw};
use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

const PARAMETERS: &str = "tools.function.parameters";

/// A tool the model may call.
#[derive(Serialize)]
pub(super) struct Tool<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    input_schema: Schema<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
}

/// A schema as it was sent, or with the `type` it left out.
#[derive(Serialize)]
#[serde(untagged)]
enum Schema<'a> {
    Sent(&'a RawValue),
    Completed(Box<RawValue>),
}

/// Whether and what the model must call.
#[derive(Serialize)]
pub(super) struct Choice {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disable_parallel_tool_use: Option<bool>,
}

/// Reads `tools`.
pub(super) fn read(request: &Request) -> Result<Vec<Tool<'_>>, Error> {
    translate::functions(request)?.into_iter().map(Tool::of).collect()
}

/// Reads `tool_choice` and `parallel_tool_calls`. Without tools there is nothing to choose from.
pub(super) fn read_choice(request: &Request, tools: &[Tool<'_>]) -> Result<Option<Choice>, Error> {
    let parallel = request.read::<bool>("parallel_tool_calls")?;
    let choice = read_wanted(request)?;
    if tools.is_empty() {
        return match choice {
            Some(("any" | "tool", _)) => {
                Err(misshapen("tool_choice", "expected tools to choose from"))
            }
            _ => Ok(None),
        };
    }
    let one_at_a_time = (parallel == Some(false)).then_some(true);
    let choice = choice.or(one_at_a_time.map(|_| ("auto", None)));
    Ok(choice.map(|(kind, name)| Choice {
        kind,
        name,
        disable_parallel_tool_use: one_at_a_time.filter(|_| kind != "none"),
    }))
}

impl<'a> Tool<'a> {
    fn of(function: Function<'a>) -> Result<Self, Error> {
        Ok(Self {
            name: function.name,
            description: function.description,
            input_schema: Schema::of(function.parameters)?,
            strict: function.strict,
        })
    }
}

impl<'a> Schema<'a> {
    /// The provider demands a schema whose type is `object`.
    fn of(parameters: Option<&'a RawValue>) -> Result<Self, Error> {
        let Some(sent) = parameters else {
            return Ok(Self::Completed(completed("{}")));
        };
        let mut schema = Object::open(PARAMETERS, sent)?;
        match schema.take::<&RawValue>("type")?.map(RawValue::get) {
            Some("\"object\"") => Ok(Self::Sent(sent)),
            Some(_) => Err(schema.unsupported("type")),
            None => Ok(Self::Completed(completed(sent.get()))),
        }
    }
}

/// The object with its type in front. A `"type":null` later in it would win, but no schema has one.
fn completed(object: &str) -> Box<RawValue> {
    let rest = object.trim_start_matches('{').trim_start();
    let comma = if rest.starts_with('}') { "" } else { "," };
    let json = format!(r#"{{"type":"object"{comma}{rest}"#);
    RawValue::from_string(json).unwrap_or_default()
}

fn read_wanted(request: &Request) -> Result<Option<(&'static str, Option<String>)>, Error> {
    let Some(choice) = raw(request, "tool_choice") else {
        return Ok(None);
    };
    match choice.get() {
        "\"none\"" => Ok(Some(("none", None))),
        "\"auto\"" => Ok(Some(("auto", None))),
        "\"required\"" => Ok(Some(("any", None))),
        word if word.starts_with('"') => Err(Error::unsupported("tool_choice")),
        _ => read_named(choice).map(|name| Some(("tool", Some(name)))),
    }
}

fn read_named(choice: &RawValue) -> Result<String, Error> {
    let mut choice = Object::open("tool_choice", choice)?;
    let kind: String = choice.require("type")?;
    if kind != "function" {
        return Err(choice.unsupported(shown(&kind)));
    }
    let mut function = Object::open("tool_choice.function", choice.require("function")?)?;
    choice.finish()?;
    let name = function.require("name")?;
    function.finish()?;
    Ok(name)
}
