//! What a provider takes of one caller and not of another: parameters, beginnings, sizes, keys.

use osier_core::Secret;
use osier_simulate::{Answer, Dialect, Fault, SeenEnd, Server, Step};

use crate::client::Client;

const VERSION: &str = "anthropic-version: 2023-06-01\r\n";

fn path(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::OpenAi => "/v1/chat/completions",
        Dialect::Azure => "/openai/v1/chat/completions",
        Dialect::Anthropic => "/v1/messages",
        _ => "/api/chat",
    }
}

/// A conversation that ends with these turns, and further fields.
fn body(turns: &str, fields: &str) -> String {
    format!(
        r#"{{"model":"m","max_tokens":50,"stream":false,"messages":[{{"role":"user","content":"Hi"}}{turns}]{fields}}}"#
    )
}

async fn asked(server: &Server, dialect: Dialect, body: &str) -> (String, String) {
    let mut client = Client::to(server.addr()).await;
    client.post(path(dialect), VERSION, body).await;
    client.whole().await
}

#[tokio::test]
async fn a_parameter_is_refused_in_the_words_of_each_dialect_and_others_are_answered() {
    use Dialect::{Anthropic, Azure, Ollama, OpenAi};
    let value = r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}"#;
    let effort = r#"{"error":{"message":"Unsupported parameter: 'reasoning_effort' is not supported with this model.","type":"invalid_request_error","param":"reasoning_effort","code":"unsupported_parameter"}}"#;
    let ceiling = r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#;
    let hot = r#","temperature":0.2"#;
    let table = [
        (OpenAi, "temperature", hot, value),
        (Azure, "temperature", hot, value),
        (OpenAi, "reasoning_effort", r#","reasoning_effort":"low""#, effort),
        (OpenAi, "max_tokens", "", ceiling),
        (
            Anthropic,
            "temperature",
            hot,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"temperature: Extra inputs are not permitted","details":null},"request_id":"req_011Sim1"}"#,
        ),
        (
            Anthropic,
            "reasoning_effort",
            r#","output_config":{"effort":"low"}"#,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"output_config.effort: Extra inputs are not permitted","details":null},"request_id":"req_011Sim1"}"#,
        ),
        (
            Ollama,
            "reasoning_effort",
            r#","think":"low""#,
            r#"{"error":"\"m\" does not support thinking"}"#,
        ),
        (Ollama, "tools", r#","tools":[]"#, r#"{"error":"\"m\" does not support tools"}"#),
    ];
    for (dialect, param, fields, words) in table {
        let step = Step::answer("Hello").with_fault(Fault::rejects(param));
        let server = Server::start(dialect, step).await.unwrap();
        let (head, refusal) = asked(&server, dialect, &body("", fields)).await;
        assert!(head.starts_with("HTTP/1.1 400 ") && refusal == words, "{head}{refusal}");
        let plain = body("", "").replace(r#""max_tokens":50,"#, "");
        let (_, answer) = match dialect {
            Anthropic => asked(&server, dialect, &body("", "")).await,
            _ => asked(&server, dialect, &plain).await,
        };
        assert!(answer.contains("Hello"), "{answer}");
        let ends: Vec<_> = server.seen().iter().map(|seen| seen.end).collect();
        assert_eq!(ends[0], Some(SeenEnd::Faulted));
        assert_eq!(server.chat_count(), 2, "either uses up a step");
    }
}

#[tokio::test]
async fn what_ollama_does_not_know_it_ignores() {
    let step = Step::answer("Hello").with_fault(Fault::rejects("temperature"));
    let server = Server::start(Dialect::Ollama, step).await.unwrap();
    let body = body("", r#","options":{"temperature":0.2},"temperature":0.2"#);
    assert!(asked(&server, Dialect::Ollama, &body).await.1.contains("Hello"));
}

#[tokio::test]
async fn the_usual_value_of_sampling_is_taken() {
    let step = Step::answer("Hello").with_fault(Fault::rejects("temperature"));
    let server = Server::start(Dialect::OpenAi, step).await.unwrap();
    let body = body("", r#","temperature":1.0"#);
    assert!(asked(&server, Dialect::OpenAi, &body).await.1.contains("Hello"));
}

#[tokio::test]
async fn a_beginning_is_refused_or_gone_on_with() {
    let begun = r#",{"role":"assistant","content":"Hello w"}"#;
    let table = [
        (Dialect::OpenAi, "incompatible with enable_thinking"),
        (Dialect::Azure, "incompatible with enable_thinking"),
        (Dialect::Anthropic, "does not support assistant message prefill"),
        (Dialect::Ollama, r#""content":"orld""#),
    ];
    for (dialect, words) in table {
        let step = Step::of(Answer::text("Hello world").continues());
        let server = Server::start(dialect, step.clone()).await.unwrap();
        let (_, rest) = asked(&server, dialect, &body(begun, "")).await;
        assert!(rest.contains(r#""orld""#), "{rest}");
        let (_, whole) = asked(&server, dialect, &body("", "")).await;
        assert!(whole.contains("Hello world"), "{whole}");

        server.set_script(step.with_fault(Fault::RejectsPrefill));
        let (_, refusal) = asked(&server, dialect, &body(begun, "")).await;
        assert!(refusal.contains(words), "{refusal}");
        let (_, whole) = asked(&server, dialect, &body("", "")).await;
        assert!(whole.contains("Hello world"), "{whole}");
    }
}

#[tokio::test]
async fn anthropic_takes_no_beginning_that_ends_in_white_space() {
    let server = Server::start(Dialect::Anthropic, Step::answer("Hello")).await.unwrap();
    let begun = r#",{"role":"assistant","content":"Hello "}"#;
    let (_, refusal) = asked(&server, Dialect::Anthropic, &body(begun, "")).await;
    assert!(refusal.contains("cannot end with trailing whitespace"), "{refusal}");
    assert_eq!((server.seen_count(), server.chat_count()), (1, 0));
}

#[tokio::test]
async fn a_request_is_too_long_for_a_small_context_alone() {
    let long = format!(r#",{{"role":"user","content":"{}"}}"#, "word ".repeat(1000));
    for (dialect, words) in [
        (Dialect::OpenAi, "context_length_exceeded"),
        (Dialect::Azure, "context_length_exceeded"),
        (Dialect::Anthropic, "prompt is too long"),
        (Dialect::Ollama, "exceeds the context length"),
    ] {
        let step = Step::answer("Hello").with_fault(Fault::ContextLimit { tokens: 1000 });
        let server = Server::start(dialect, step).await.unwrap();
        let (_, refusal) = asked(&server, dialect, &body(&long, "")).await;
        assert!(refusal.contains(words), "{refusal}");
        assert!(asked(&server, dialect, &body("", "")).await.1.contains("Hello"));
    }
}

#[tokio::test]
async fn another_key_can_be_asked_for_while_it_runs() {
    let server = Server::start(Dialect::OpenAi, Step::answer("Hello")).await.unwrap();
    let keyed = |key: &str| format!("authorization: Bearer {key}\r\n");
    let mut client = Client::to(server.addr()).await;
    for (required, status) in [(None, 200), (Some("new"), 401), (Some("old"), 200), (None, 200)] {
        server.set_key(required.map(Secret::new));
        client.post(path(Dialect::OpenAi), &keyed("old"), &body("", "")).await;
        let (head, _) = client.whole().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{required:?} {head}");
    }
    assert_eq!(server.chat_count(), 3, "a wrong key uses up no step");
}
