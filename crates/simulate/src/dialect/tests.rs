use osier_core::{FinishReason, Usage};
use serde_json::Value;

use super::*;
use crate::script::{Answer, Status};

const ALL: [Dialect; 4] = [Dialect::OpenAi, Dialect::Azure, Dialect::Anthropic, Dialect::Ollama];
const PRESETS: [Preset; 23] = [
    Preset::RateLimited,
    Preset::FlatRateLimited,
    Preset::TooLarge,
    Preset::Quota,
    Preset::CreditBalance,
    Preset::SpendLimit,
    Preset::ProjectSpendLimit,
    Preset::UsageLimit,
    Preset::Loading,
    Preset::Overloaded,
    Preset::Auth,
    Preset::FlatAuth,
    Preset::Forbidden,
    Preset::ModelNotFound,
    Preset::ContextLength,
    Preset::UnsupportedParameter,
    Preset::UnsupportedValue,
    Preset::ToolsWithReasoning,
    Preset::ContentFilter,
    Preset::InvalidRequest,
    Preset::ServerError,
    Preset::BadGateway,
    Preset::GatewayTimeout,
];

fn stamp() -> Stamp {
    Stamp {
        number: 1,
        created: 1_795_000_000,
        model: "a \"model\"".to_owned(),
        include_usage: true,
    }
}

fn records(dialect: Dialect, answer: &Answer) -> Vec<String> {
    let pieces = dialect.pieces(&answer.say(""), &stamp());
    let text = |piece: Piece| String::from_utf8(piece.bytes.to_vec()).expect("text");
    pieces.into_iter().map(text).collect()
}

/// The JSON of each record that has some.
fn values(dialect: Dialect, answer: &Answer) -> Vec<Value> {
    let json = |record: String| {
        let data = record
            .trim_end()
            .lines()
            .last()
            .expect("a line")
            .trim_start_matches("data: ")
            .to_owned();
        (data != "[DONE]").then(|| serde_json::from_str(&data).expect("JSON"))
    };
    records(dialect, answer).into_iter().filter_map(json).collect()
}

fn rich() -> Answer {
    Answer::text("He said \"é\"\n twice")
        .thinking("hm \\ so")
        .tool_call("f", r#"{"a":1,"b":"x y"}"#)
        .tool_call("g", "")
        .usage(Usage { prompt: 30, completion: 7, cached: 20, cache_write: 4, reasoning: 2 })
}

#[test]
fn every_record_of_every_dialect_is_json_whatever_is_said() {
    for dialect in ALL {
        for answer in [rich(), Answer::refusal("no"), Answer::text(""), rich().late_filter()] {
            assert!(!values(dialect, &answer).is_empty());
            let whole = dialect.whole(&answer.say(""), &stamp());
            let whole: Value = serde_json::from_slice(&whole).expect("JSON");
            assert_eq!(whole["model"], "a \"model\"", "{dialect:?}");
        }
    }
}

#[test]
fn parallel_tool_calls_of_openai() {
    let answer = Answer::default().tool_call("f", r#"{"a":1}"#).tool_call("g", "{}");
    let deltas: Vec<_> = values(Dialect::OpenAi, &answer)
        .iter()
        .map(|chunk| chunk["choices"][0]["delta"].to_string())
        .collect();
    assert_eq!(
        deltas,
        [
            r#"{"content":null,"role":"assistant","tool_calls":[{"function":{"arguments":"","name":"f"},"id":"call_1","index":0,"type":"function"}]}"#,
            r#"{"tool_calls":[{"function":{"arguments":"{\"a\""},"index":0}]}"#,
            r#"{"tool_calls":[{"function":{"arguments":":1}"},"index":0}]}"#,
            r#"{"tool_calls":[{"function":{"arguments":"","name":"g"},"id":"call_2","index":1,"type":"function"}]}"#,
            r#"{"tool_calls":[{"function":{"arguments":"{}"},"index":1}]}"#,
            "{}",
            "null",
        ]
    );
}

#[test]
fn blocks_of_anthropic_follow_each_other() {
    let records = records(Dialect::Anthropic, &rich());
    let names: Vec<_> = records
        .iter()
        .filter_map(|record| record.lines().next()?.strip_prefix("event: "))
        .filter(|name| *name != "content_block_delta")
        .collect();
    let block = ["content_block_start", "content_block_stop"];
    let mut expected = vec!["message_start", block[0], "ping", block[1]];
    expected.extend(block.repeat(3));
    expected.extend(["message_delta", "message_stop"]);
    assert_eq!(names, expected);
    let all = records.concat();
    assert!(all.contains(
        r#""usage":{"input_tokens":6,"cache_creation_input_tokens":4,"cache_read_input_tokens":20,"#
    ));
    assert!(all.contains(r#"{"type":"tool_use","id":"toolu_1","name":"f","input":{}}"#));
    assert!(all.contains(r#""delta":{"type":"input_json_delta","partial_json":""}"#));
    assert!(all.contains(r#""stop_reason":"tool_use""#));
}

#[test]
fn a_refusal_of_anthropic_has_no_content() {
    let all = records(Dialect::Anthropic, &Answer::refusal("no way")).concat();
    assert!(!all.contains("content_block"), "{all}");
    assert!(all.contains(r#""stop_reason":"refusal","stop_sequence":null,"stop_details":{"type":"refusal","category":null,"explanation":"no way"}"#));
}

#[test]
fn the_late_filter_of_azure_comes_after_the_finish() {
    let values = values(Dialect::Azure, &Answer::text("Hello").late_filter());
    let last = values.last().expect("records");
    assert_eq!(last["choices"][0]["content_filter_offsets"]["end_offset"], 5);
    assert!(last["choices"][0].get("delta").is_none());
}

#[test]
fn ollama_sends_calls_whole_with_arguments_as_an_object() {
    let lines = values(Dialect::Ollama, &rich());
    let call = |line: &Value| line["message"]["tool_calls"][0]["function"].clone();
    let calls: Vec<_> = lines.iter().map(call).filter(|call| !call.is_null()).collect();
    assert_eq!(calls[0]["arguments"]["b"], "x y");
    assert_eq!(calls[1]["arguments"].to_string(), "{}", "what is no JSON is an empty object");
    let last = lines.last().expect("lines");
    assert_eq!((&last["done"], &last["prompt_eval_count"]), (&Value::from(true), &Value::from(30)));
    let cut = values(Dialect::Ollama, &Answer::text("a").finish(FinishReason::Length));
    assert_eq!(cut.last().expect("lines")["done_reason"], "length");
}

#[test]
fn every_preset_is_an_error_of_its_dialect() {
    for dialect in ALL {
        for preset in PRESETS {
            let reply = status(dialect, &preset.into(), &stamp());
            assert!((400..600).contains(&reply.status), "{dialect:?} {preset:?}");
            if reply.content_type == HTML {
                assert!(reply.body.contains("<html>"));
                continue;
            }
            let body: Value = serde_json::from_str(&reply.body).expect("JSON");
            let message = match dialect {
                Dialect::Ollama => &body["error"],
                _ if body.get("statusCode").is_some() => &body["message"],
                _ => &body["error"]["message"],
            };
            assert!(message.is_string(), "{dialect:?} {preset:?} {}", reply.body);
        }
    }
}

const WORDS: [(Dialect, Preset, u16, &str); 16] = {
    use Dialect::{Anthropic, Azure, Ollama, OpenAi};
    [
        (
            OpenAi,
            Preset::RateLimited,
            429,
            "Please try again in 2.73s.\",\"type\":\"tokens\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}",
        ),
        (
            OpenAi,
            Preset::Quota,
            429,
            r#""type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
        ),
        (OpenAi, Preset::CreditBalance, 429, r#""code":"credit_balance_exhausted"}}"#),
        (
            OpenAi,
            Preset::SpendLimit,
            429,
            r#"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"organization_spend_limit_exceeded"}}"#,
        ),
        (
            Azure,
            Preset::ProjectSpendLimit,
            429,
            r#""type":"insufficient_quota","param":null,"code":"project_spend_limit_exceeded"}}"#,
        ),
        (
            OpenAi,
            Preset::UsageLimit,
            429,
            r#""type":"insufficient_quota","param":null,"code":"organization_usage_limit_exceeded"}}"#,
        ),
        (
            OpenAi,
            Preset::ToolsWithReasoning,
            400,
            r#" in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.","type":"invalid_request_error","param":null,"code":null}}"#,
        ),
        (
            OpenAi,
            Preset::ContextLength,
            400,
            r#""param":"messages","code":"context_length_exceeded"}}"#,
        ),
        (
            OpenAi,
            Preset::GatewayTimeout,
            524,
            r#"{"error":{"code":524,"message":"Gateway timeout.","param":null,"type":"cf_gateway_timeout"}}"#,
        ),
        (
            Azure,
            Preset::FlatRateLimited,
            429,
            r#"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 3 seconds."}"#,
        ),
        (Azure, Preset::ModelNotFound, 404, r#"{"error":{"code":"DeploymentNotFound","#),
        (
            Azure,
            Preset::ContentFilter,
            400,
            r#""innererror":{"code":"ResponsibleAIPolicyViolation""#,
        ),
        (
            Anthropic,
            Preset::Overloaded,
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded","details":null},"request_id":"req_011Sim1"}"#,
        ),
        (
            Anthropic,
            Preset::SpendLimit,
            429,
            r#""details":{"error_code":"enforced_spend_limit_reached"}"#,
        ),
        (
            Anthropic,
            Preset::ContextLength,
            400,
            "prompt is too long: 215123 tokens > 200000 maximum",
        ),
        (
            Ollama,
            Preset::Overloaded,
            503,
            r#"{"error":"server busy, please try again.  maximum pending requests exceeded"}"#,
        ),
    ]
};

#[test]
fn the_failures_providers_word_in_their_own_way() {
    for (dialect, preset, code, words) in WORDS {
        let reply = status(dialect, &preset.into(), &stamp());
        assert_eq!(reply.status, code, "{preset:?}");
        assert!(reply.body.contains(words), "{}", reply.body);
    }
}

#[test]
fn a_script_has_the_last_word_on_a_status() {
    let header = |reply: &Reply, name: &str| {
        reply.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let limited = Status::from(Preset::RateLimited);
    let own = status(Dialect::OpenAi, &limited, &stamp());
    assert_eq!(header(&own, "retry-after").as_deref(), Some("3"));

    let wait = std::time::Duration::from_secs(20);
    let waits = status(Dialect::OpenAi, &limited.clone().retry_after(wait), &stamp());
    assert_eq!(header(&waits, "retry-after").as_deref(), Some("20"));
    assert_eq!(header(&waits, "retry-after-ms"), None);
    assert_eq!(header(&waits, "x-ratelimit-reset-tokens"), None);

    let silent = status(Dialect::OpenAi, &limited.without_hints(), &stamp());
    assert!(silent.headers.iter().all(|(name, _)| name == "x-request-id"), "{silent:?}");

    let odd = Status::from(418).with_body("short").header("content-type", "image/png");
    let odd = status(Dialect::Ollama, &odd.header("x-a", "b"), &stamp());
    assert_eq!((odd.status, &*odd.body, &*odd.content_type), (418, "short", "image/png"));
    assert_eq!(header(&odd, "x-a").as_deref(), Some("b"));

    let page = status(Dialect::OpenAi, &Status::from(502).html(), &stamp());
    assert!(page.content_type == HTML && page.body.contains("<h1>502</h1>"));
}

#[test]
fn times_are_written_as_dates() {
    let table = [
        (0, "1970-01-01T00:00:00Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (1_795_000_000, "2026-11-18T11:06:40Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
    ];
    for (unix, text) in table {
        assert_eq!(stamp::rfc3339(unix), text);
    }
}
