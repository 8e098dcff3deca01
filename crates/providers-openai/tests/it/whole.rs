//! Whole answers: passed through, put right, or the error they really are.

use bytes::Bytes;
use osier_core::adapter::Call;
use osier_core::{Adapter, Completion, Error, ErrorKind, FinishReason, Request};
use osier_providers_openai::OpenAi;
use serde_json::{Value, json};

const SOUND: &str = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1741569952,"model":"gpt-4.1-2025-04-14","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,"annotations":[],"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":0}},"service_tier":"default","system_fingerprint":"fp_1","x_unheard_of":[1.50]}"#;

fn decode(body: impl Into<Bytes>) -> Result<Completion, Error> {
    let request = Request::parse(r#"{"model":"asked","messages":[]}"#).expect("valid");
    let call = Call { request: &request, id: "chatcmpl-own", unix_time: 1_795_000_000 };
    OpenAi::new("k").decode(&call, body.into())
}

fn json_of(completion: &Completion) -> Value {
    serde_json::from_slice(completion.data()).expect("JSON")
}

/// The one choice of an answer that had to be put right.
fn mended(choice: &Value) -> Value {
    let body = json!({ "id": "i", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice] });
    json_of(&decode(body.to_string()).expect("an answer"))["choices"][0].take()
}

#[test]
fn a_sound_answer_is_passed_on_as_the_very_bytes_that_came() {
    let body = Bytes::from_static(SOUND.as_bytes());
    let answer = decode(body.clone()).expect("an answer");
    assert_eq!(answer.data().as_ptr(), body.as_ptr());
    assert_eq!(answer.data(), &body);
    assert_eq!(answer.finish_reason(), Some(FinishReason::ToolCalls));
}

#[test]
fn whatever_breaks_clients_is_noticed() {
    let breaks = [
        (r#""id":"chatcmpl-1","#, ""),
        (r#""object":"chat.completion","#, ""),
        (r#""created":1741569952,"#, r#""created":null,"#),
        (r#""model":"gpt-4.1-2025-04-14","#, r#""model":"","#),
        (r#"{"index":0,"#, "{"),
        (r#""role":"assistant","#, ""),
        (r#""content":null,"#, ""),
        (r#""content":null,"#, r#""content":["a"],"#),
        (r#""type":"function","#, ""),
        (r#""arguments":"{\"a\":1}""#, r#""arguments":{"a":1}"#),
        (r#""finish_reason":"tool_calls""#, r#""finish_reason":"calls""#),
        (r#""finish_reason":"tool_calls""#, r#""logprobs_too":null"#),
    ];
    for (sound, broken) in breaks {
        let body = Bytes::from(SOUND.replace(sound, broken));
        assert_ne!(body.len(), SOUND.len(), "{sound} is not in the answer");
        let answer = decode(body.clone()).expect(broken);
        assert_ne!(answer.data().as_ptr(), body.as_ptr(), "{sound} -> {broken}");
        assert_eq!(json_of(&answer)["x_unheard_of"], json!([1.50]));
    }
}

#[test]
fn an_answer_without_identity_gets_that_of_the_call() {
    let body = r#"{"choices":[{"message":{"content":"hi"}}]}"#;
    let expected = json!({
        "id": "chatcmpl-own", "object": "chat.completion", "created": 1_795_000_000, "model": "asked",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": "hi" },
                      "logprobs": null, "finish_reason": "stop" }],
    });
    assert_eq!(json_of(&decode(body).expect("an answer")), expected);
}

#[test]
fn identity_of_the_wrong_shape_is_replaced_and_a_good_one_kept() {
    let answer = |identity: &str| {
        let body = format!(r#"{{{identity},"choices":[{{"message":{{"content":"hi"}}}}]}}"#);
        json_of(&decode(body).expect("an answer"))
    };
    let good = answer(r#""id":"a","created":7.5,"model":"b","object":"x","error":null"#);
    assert_eq!([&good["id"], &good["model"]], ["a", "b"]);
    assert_eq!((&good["created"], &good["object"]), (&json!(7), &json!("chat.completion")));
    let bad = answer(r#""id":"","created":"2026-01-01","model":3"#);
    assert_eq!([&bad["id"], &bad["model"]], ["chatcmpl-own", "asked"]);
    assert_eq!(bad["created"], 1_795_000_000);
}

#[test]
fn a_finish_reason_is_one_of_the_five() {
    let table = [
        (json!("stop"), "stop"),
        (json!("model_length"), "length"),
        (json!("eos_token"), "stop"),
        (json!(""), "stop"),
        (json!(null), "stop"),
        (json!(3), "stop"),
    ];
    for (sent, seen) in table {
        let choice = mended(&json!({ "message": { "content": "hi" }, "finish_reason": sent }));
        assert_eq!(choice["finish_reason"], seen, "{sent}");
    }
}

#[test]
fn arguments_are_always_a_string() {
    let table = [
        (json!({ "name": "f", "arguments": { "a": 1 } }), r#"{"a":1}"#),
        (json!({ "name": "f", "arguments": null }), "{}"),
        (json!({ "name": "f" }), "{}"),
        (json!({ "name": "f", "arguments": "not json" }), "not json"),
    ];
    for (function, arguments) in table {
        let call = json!({ "id": "c", "function": function });
        let choice =
            mended(&json!({ "message": { "tool_calls": [call] }, "finish_reason": "tool_calls" }));
        let call = &choice["message"]["tool_calls"][0];
        assert_eq!(call["function"]["arguments"], arguments);
        assert_eq!(call["type"], "function");
        assert_eq!(choice["message"]["content"], Value::Null);
    }
}

#[test]
fn content_in_parts_becomes_text_and_thinking_stays_apart() {
    let parts = json!([
        { "type": "thinking", "thinking": [{ "type": "text", "text": "hm" }] },
        { "type": "text", "text": "Hel" }, { "type": "text", "text": "lo" },
    ]);
    let message = mended(&json!({ "message": { "role": "assistant", "content": parts } }));
    assert_eq!(message["message"]["content"], "Hello");
    assert_eq!(message["message"]["reasoning_content"], "hm");
}

#[test]
fn an_answer_that_is_none_is_the_error_it_really_is() {
    use ErrorKind as K;
    let table = [
        (r#"{"error":{"code":502,"message":"down"}}"#, K::Server, Some(502)),
        (r#"{"error":{"code":429,"message":"x"},"choices":[]}"#, K::RateLimited, Some(429)),
        (r#"{"error":{"code":402,"message":"credits"}}"#, K::QuotaExceeded, Some(402)),
        (r#"{"error":{"code":"context_length_exceeded","message":""}}"#, K::ContextLength, None),
        (r#"{"error":"busy"}"#, K::Server, None),
        (
            r#"{"object":"error","message":"no","type":"invalid_request_error"}"#,
            K::InvalidRequest,
            None,
        ),
        (r#"{"detail":"Not Found"}"#, K::Server, None),
        (
            r#"{"choices":[{"message":{"content":"half"},"finish_reason":"error"}]}"#,
            K::Server,
            None,
        ),
        (
            r#"{"choices":[{"message":{"content":"half"},"finish_reason":"abort"}]}"#,
            K::Server,
            None,
        ),
        (
            r#"{"choices":[{"message":{"content":""},"finish_reason":"error","error":{"code":429,"message":"x"}}]}"#,
            K::RateLimited,
            Some(429),
        ),
        ("<html>502</html>", K::Malformed, None),
        ("", K::Malformed, None),
        ("[]", K::Malformed, None),
        ("\"hi\"", K::Malformed, None),
        ("{}", K::Malformed, None),
        (r#"{"choices":[]}"#, K::Malformed, None),
        (r#"{"choices":[{"finish_reason":"stop"}]}"#, K::Malformed, None),
        (&SOUND[..SOUND.len() - 1], K::Malformed, None),
    ];
    for (body, kind, status) in table {
        let error = decode(body.to_owned()).expect_err(body);
        assert_eq!((error.kind(), error.status()), (kind, status), "{body}");
    }
}

#[test]
fn an_empty_error_beside_an_answer_is_no_error() {
    for error in ["null", "{}", "\"\"", "false"] {
        let body = SOUND.replacen('{', &format!(r#"{{"error":{error},"#), 1);
        let answer = decode(body).expect(error);
        assert_eq!(answer.tool_calls().len(), 1);
    }
}
