//! What an operator asks for.

use osier::degrade::Degrade;
use osier::{Error, ErrorKind, Level};
use serde_json::{Map, Value};

use crate::edge::Gateway;

/// Lets a level go that was held.
const AUTO: &str = "auto";

/// What an operator asks for: `{"level": "minimal"}`, or `"auto"`; with `"model"`, of one route alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) to: To,
    model: Option<String>,
}

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// Held at this level.
    Level(Level),
    /// Wherever it moves by itself.
    Auto,
}

impl Order {
    /// A field that is not known may be a misspelt `model`, and the order is then not for all routes.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let fields: Map<String, Value> = serde_json::from_slice(bytes).map_err(|_| {
            Error::invalid_request("expected a JSON object").with_code("invalid_json")
        })?;
        if fields.keys().any(|name| !["level", "model"].contains(&name.as_str())) {
            let note = "expected no other fields than `level` and `model`";
            return Err(Error::invalid_request(note).with_code("unknown_parameter"));
        }
        let model = match fields.get("model") {
            None | Some(Value::Null) => None,
            Some(Value::String(model)) => Some(model.clone()),
            Some(_) => return Err(wrong("model", "expected the name of a model", "invalid_type")),
        };
        Ok(Self { to: To::parse(fields.get("level"))?, model })
    }

    /// The ladders it is for. A level that none of them has cannot be held.
    pub(super) fn ladders<'g>(&self, gateway: &'g Gateway) -> Result<Vec<&'g Degrade>, Error> {
        let ladders: Vec<&Degrade> = match &self.model {
            None => gateway.ladders.iter().filter_map(|info| info.degrade.as_ref()).collect(),
            Some(model) => gateway.route(model)?.degrade.iter().collect(),
        };
        self.to.is_among(&ladders)?;
        Ok(ladders)
    }
}

impl To {
    fn parse(level: Option<&Value>) -> Result<Self, Error> {
        let Some(level) = level else {
            let note = format!("expected {}", allowed());
            return Err(wrong("level", &note, "missing_required_parameter"));
        };
        let to = level.as_str().and_then(|name| match name {
            AUTO => Some(Self::Auto),
            name => Level::of_name(name).map(Self::Level),
        });
        to.ok_or_else(|| wrong("level", &format!("expected {}", allowed()), "invalid_value"))
    }

    /// Whether any of these ladders has it; of a route without one, there is full.
    fn is_among(self, ladders: &[&Degrade]) -> Result<(), Error> {
        let has =
            |level: &Level| ladders.iter().any(|it| it.ladder().levels().any(|it| it == *level));
        let there = |level: &Level| *level == Level::Full || has(level);
        match self {
            Self::Level(level) if !there(&level) => {
                let levels = names(Level::ALL.into_iter().filter(there));
                let why = if ladders.is_empty() {
                    "there is no section [route.degrade]"
                } else {
                    "there are no other levels"
                };
                Err(wrong("level", &format!("expected {levels}: {why}"), "invalid_value"))
            }
            _ => Ok(()),
        }
    }
}

fn allowed() -> String {
    names(Level::ALL.into_iter())
}

/// What may be asked for where there are these levels.
fn names(levels: impl Iterator<Item = Level>) -> String {
    let names: Vec<String> = levels.map(|level| format!("`{level}`")).collect();
    format!("{} or `{AUTO}`", names.join(", "))
}

fn wrong(param: &str, note: &str, code: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_note(note).with_param(param).with_code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_for_all_routes_or_for_one() {
        let table = [
            (r#"{"level":"minimal"}"#, To::Level(Level::Minimal), None),
            (r#"{"level":"auto","model":null}"#, To::Auto, None),
            (r#"{"model":"gpt-4o","level":"offline"}"#, To::Level(Level::Offline), Some("gpt-4o")),
        ];
        for (body, to, model) in table {
            let model = model.map(str::to_owned);
            assert_eq!(Order::parse(body.as_bytes()).ok(), Some(Order { to, model }), "{body}");
        }
    }

    #[test]
    fn what_is_no_order_says_what_was_expected() {
        let table = [
            ("", "invalid_json", "a JSON object"),
            ("[]", "invalid_json", "a JSON object"),
            ("\"minimal\"", "invalid_json", "a JSON object"),
            ("{}", "missing_required_parameter", "`full`"),
            (r#"{"level":"worse"}"#, "invalid_value", "`offline` or `auto`"),
            (r#"{"level":3}"#, "invalid_value", "`reduced`"),
            (r#"{"level":"full","model":1}"#, "invalid_type", "the name of a model"),
            (r#"{"level":"full","modle":"a"}"#, "unknown_parameter", "`model`"),
        ];
        for (body, code, expected) in table {
            let error = Order::parse(body.as_bytes()).expect_err(body);
            assert_eq!(error.code(), Some(code), "{body}");
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}
