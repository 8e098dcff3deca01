//! The request that goes out: for each level and each dialect, byte for byte, for a caller that asked for
//! everything.
//!
//! The golden files were written by hand. Their lines are broken for those who read them.

use osier_core::adapter::WireRequest;
use osier_core::{Adapter, Error, Level, Request};
use osier_degrade::{Edits, Feature, Lacks};
use osier_providers_anthropic::Anthropic;
use osier_providers_azure::Azure;
use osier_providers_ollama::Ollama;
use osier_providers_openai::OpenAi;

use crate::line;

/// Tools, calls and their results, an image, a JSON schema, a long answer, a stream, and what nobody has
/// heard of.
const CALLER: &str = include_str!("golden/caller.json");
/// Where the caller shows an image, and what it asks where it does not.
const PICTURE: &str = r#"[{"type":"text","text":"Is it colder in Oslo than in this picture of Bergen?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}}]"#;
const NO_PICTURE: &str = r#""Is it colder in Oslo than in Bergen?""#;

#[derive(Clone, Copy, Debug)]
enum Dialect {
    OpenAi,
    Azure,
    Anthropic,
    Ollama,
}

const DIALECTS: [Dialect; 4] =
    [Dialect::OpenAi, Dialect::Azure, Dialect::Anthropic, Dialect::Ollama];

impl Dialect {
    fn encode(self, request: &Request) -> Result<WireRequest, Error> {
        match self {
            Self::OpenAi => OpenAi::new("k").encode(request),
            Self::Azure => Azure::v1("https://a.test", "k").expect("an endpoint").encode(request),
            Self::Anthropic => Anthropic::new("k").encode(request),
            Self::Ollama => Ollama::new("http://l.test").expect("a URL").encode(request),
        }
    }

    /// The caller, as far as the dialect understands it: two refuse what they have not heard of.
    fn caller(self, shows_image: bool) -> Request {
        let body = line(CALLER);
        let body = if shows_image { body } else { body.replace(PICTURE, NO_PICTURE) };
        let mut request = Request::parse(body).expect("a request");
        if matches!(self, Self::Anthropic | Self::Ollama) {
            request.remove("frobnicate");
        }
        request
    }
}

/// What a level sends for the caller: with its image, and without.
struct Row {
    level: Level,
    dialect: Dialect,
    with_image: Result<&'static str, Lacks>,
    without_image: Option<&'static str>,
}

const BLIND: Result<&str, Lacks> = Err(Lacks(Feature::Vision));

const fn full(dialect: Dialect, golden: &'static str) -> Row {
    Row { level: Level::Full, dialect, with_image: Ok(golden), without_image: None }
}

const fn lesser(level: Level, dialect: Dialect, golden: &'static str) -> Row {
    Row { level, dialect, with_image: BLIND, without_image: Some(golden) }
}

/// Azure takes the very bytes of OpenAI, at another address.
const TABLE: [Row; 12] = [
    full(Dialect::OpenAi, include_str!("golden/full.openai.json")),
    full(Dialect::Azure, include_str!("golden/full.openai.json")),
    full(Dialect::Anthropic, include_str!("golden/full.anthropic.json")),
    full(Dialect::Ollama, include_str!("golden/full.ollama.json")),
    lesser(Level::Reduced, Dialect::OpenAi, include_str!("golden/reduced.openai.json")),
    lesser(Level::Reduced, Dialect::Azure, include_str!("golden/reduced.openai.json")),
    lesser(Level::Reduced, Dialect::Anthropic, include_str!("golden/reduced.anthropic.json")),
    lesser(Level::Reduced, Dialect::Ollama, include_str!("golden/reduced.ollama.json")),
    lesser(Level::Minimal, Dialect::OpenAi, include_str!("golden/minimal.openai.json")),
    lesser(Level::Minimal, Dialect::Azure, include_str!("golden/minimal.openai.json")),
    lesser(Level::Minimal, Dialect::Anthropic, include_str!("golden/minimal.anthropic.json")),
    lesser(Level::Minimal, Dialect::Ollama, include_str!("golden/minimal.ollama.json")),
];

fn sent(edits: &Edits, request: &Request, dialect: Dialect) -> Result<String, Lacks> {
    let edited = edits.apply(request)?;
    let wire = dialect.encode(&edited.request).expect("what a level sends can be said");
    Ok(String::from_utf8(wire.body.to_vec()).expect("JSON"))
}

#[test]
fn each_level_sends_each_dialect_exactly_this() {
    for Row { level, dialect, with_image, without_image } in TABLE {
        let edits = Edits::preset(level);
        let found = sent(&edits, &dialect.caller(true), dialect);
        assert_eq!(found, with_image.map(line), "{level} {dialect:?}");
        if let Some(golden) = without_image {
            let found = sent(&edits, &dialect.caller(false), dialect);
            assert_eq!(found, Ok(line(golden)), "{level} {dialect:?}");
        }
    }
}

#[test]
fn nobody_is_asked_below_minimal_so_nothing_is_edited() {
    for dialect in DIALECTS {
        let caller = dialect.caller(true);
        for level in [Level::Cached, Level::Offline] {
            let edited = Edits::preset(level).apply(&caller).expect("nothing is lacking");
            assert_eq!(edited.request.to_bytes(), caller.to_bytes(), "{level} {dialect:?}");
        }
    }
}

#[test]
fn tools_that_were_taken_out_are_needed_no_more() {
    let needs_less = |level| {
        let edited = Edits::preset(level).apply(&Dialect::OpenAi.caller(false)).expect("no image");
        edited.needs_less
    };
    assert_eq!(Level::ALL.map(needs_less), [false, true, true, false, false]);
}

#[test]
fn a_model_of_its_own_is_asked_for_in_every_dialect() {
    let hi = r#"{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}"#;
    let caller = Request::parse(hi).expect("a request");
    let edits = Edits::none().model("small").temperature(0.25).max_tokens(9);
    let common = r#"{"model":"small","messages":[{"role":"user","content":"Hi"}],"max_tokens":9,"temperature":0.25}"#;
    let table = [
        (Dialect::OpenAi, common),
        (Dialect::Azure, common),
        (
            Dialect::Anthropic,
            r#"{"model":"small","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"temperature":0.25,"stream":false}"#,
        ),
        (
            Dialect::Ollama,
            r#"{"model":"small","messages":[{"role":"user","content":"Hi"}],"options":{"num_predict":9,"temperature":0.25},"stream":false,"truncate":false}"#,
        ),
    ];
    for (dialect, expected) in table {
        assert_eq!(sent(&edits, &caller, dialect).as_deref(), Ok(expected), "{dialect:?}");
    }
}

#[test]
fn a_model_of_its_own_is_the_deployment_of_an_azure_resource() {
    let azure = Azure::classic("https://a.test", "2024-10-21", "k").expect("an endpoint");
    let edited =
        Edits::none().model("small").apply(&Dialect::Azure.caller(true)).expect("nothing lacks");
    let wire = azure.encode(&edited.request).expect("a deployment");
    assert_eq!(
        wire.url,
        "https://a.test/openai/deployments/small/chat/completions?api-version=2024-10-21"
    );
}
