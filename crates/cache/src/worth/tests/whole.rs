use super::*;

/// Whole answers as providers give them, and whether they replay.
const STORED: [(&str, bool, &str); 10] = [
    (
        "OpenAI",
        true,
        r#"{"id":"chatcmpl-1","object":"chat.completion","created":1741569952,"model":"gpt-4.1-2025-04-14","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29},"service_tier":"default","system_fingerprint":"fp_1"}"#,
    ),
    (
        "Azure",
        true,
        r#"{"id":"chatcmpl-A1","object":"chat.completion","created":1795000000,"model":"gpt-4.1","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}],"choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop","content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}"#,
    ),
    (
        "Anthropic, translated",
        true,
        r#"{"id":"msg_1","object":"chat.completion","created":1,"model":"claude-sonnet-4-5","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","reasoning_content":"Hm."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#,
    ),
    (
        "Ollama, translated, at its ceiling",
        true,
        r#"{"id":"chatcmpl-o","object":"chat.completion","created":1,"model":"llama3.2","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"logprobs":null,"finish_reason":"length"}]}"#,
    ),
    (
        "vLLM",
        true,
        r#"{"id":"c","object":"chat.completion","created":1,"model":"q","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"annotations":null,"audio":null,"function_call":null,"tool_calls":[],"reasoning":null},"logprobs":null,"finish_reason":"stop","stop_reason":151645,"token_ids":null}],"service_tier":null,"usage":{"prompt_tokens":1,"total_tokens":3,"completion_tokens":2},"prompt_logprobs":null,"kv_transfer_params":null}"#,
    ),
    (
        "Groq",
        true,
        r#"{"id":"c","object":"chat.completion","created":1,"model":"l","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"logprobs":null,"finish_reason":"stop"}],"usage":{"queue_time":0.01,"prompt_tokens":1,"completion_tokens":2},"x_groq":{"id":"req_1"}}"#,
    ),
    (
        "OpenRouter",
        true,
        r#"{"id":"gen-1","provider":"Anthropic","model":"a/b","object":"chat.completion","created":1,"choices":[{"logprobs":null,"finish_reason":"stop","native_finish_reason":"end_turn","index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"reasoning":"Hm."}}]}"#,
    ),
    (
        "Mistral, its thinking in parts",
        false,
        r#"{"id":"c","object":"chat.completion","created":1,"model":"magistral","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","tool_calls":null,"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"Hi"}]}}]}"#,
    ),
    (
        "Perplexity, with sources",
        false,
        r#"{"id":"c","model":"sonar","created":1,"citations":["https://example.org"],"object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}]}"#,
    ),
    (
        "three alternatives",
        true,
        r#"{"id":"c","model":"m","choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"},{"index":2,"message":{"content":"b"},"finish_reason":"length"},{"index":1,"message":{"content":"c"},"finish_reason":"stop"}]}"#,
    ),
];

#[test]
fn answers_of_all_providers_are_stored_as_they_came() {
    for (provider, replays, json) in STORED {
        assert_eq!(judged(json, false), Ok(replays), "{provider}");
    }
}

/// An answer of one choice, with these members of its message, of itself, and of the whole.
fn answer(message: &str, choice: &str, whole: &str) -> String {
    let (message, choice, whole) = (filled(message), filled(choice), filled(whole));
    format!(
        r#"{{"id":"c","choices":[{{"index":0,"message":{{"role":"assistant"{message}}}{choice}}}]{whole}}}"#
    )
}

fn filled(members: &str) -> String {
    if members.is_empty() { String::new() } else { format!(",{members}") }
}

const SAID: &str = r#""content":"Hi""#;
const STOP: &str = r#""finish_reason":"stop""#;

#[test]
fn what_cannot_stand_for_a_new_answer_is_not_stored() {
    use Unworthy::{Empty, Refusal, ToolCalls, Unfinished};
    let calls = r#""content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]"#;
    let table = [
        (SAID, r#""finish_reason":null"#, "", Unfinished),
        (SAID, r#""finish_reason":"""#, "", Unfinished),
        (SAID, "", "", Unfinished),
        (SAID, r#""finish_reason":"content_filter""#, "", Unfinished),
        (SAID, r#""finish_reason":"error""#, "", Unfinished),
        (SAID, r#""finish_reason":"unheard_of""#, "", Unfinished),
        (SAID, r#""finish_reason":"stop","error":{"code":502}"#, "", Unfinished),
        (SAID, STOP, r#""error":{"message":"overloaded"}"#, Unfinished),
        (r#""content":null,"refusal":"I cannot.""#, STOP, "", Refusal),
        (r#""content":"Hi","refusal":"I cannot.""#, STOP, "", Refusal),
        (calls, r#""finish_reason":"tool_calls""#, "", ToolCalls),
        (calls, STOP, "", ToolCalls),
        (SAID, r#""finish_reason":"tool_calls""#, "", ToolCalls),
        (
            r#""content":null,"function_call":{"name":"f","arguments":"{}"}"#,
            r#""finish_reason":"function_call""#,
            "",
            ToolCalls,
        ),
        (r#""content":null"#, STOP, "", Empty),
        (r#""content":"""#, r#""finish_reason":"length""#, "", Empty),
        (r#""content":"","reasoning_content":"Hm.""#, r#""finish_reason":"length""#, "", Empty),
        ("", STOP, "", Empty),
    ];
    for (message, choice, whole, expected) in table {
        let json = answer(message, choice, whole);
        assert_eq!(judged(&json, false), Err(expected), "{json}");
    }
}

#[test]
fn one_bad_choice_spoils_the_answer() {
    let with = |second: &str| {
        format!(
            r#"{{"choices":[{{"index":0,"message":{{"content":"a"}},"finish_reason":"stop"}},{second}]}}"#
        )
    };
    let table = [
        (r#"{"index":1,"message":{"content":"b"},"finish_reason":null}"#, Unworthy::Unfinished),
        (
            r#"{"index":1,"message":{"content":"b"},"finish_reason":"content_filter"}"#,
            Unworthy::Unfinished,
        ),
        (r#"{"index":1,"message":{"refusal":"No."},"finish_reason":"stop"}"#, Unworthy::Refusal),
        (r#"{"index":1,"message":{"content":""},"finish_reason":"stop"}"#, Unworthy::Empty),
        (r#"{"index":1,"message":"b","finish_reason":"stop"}"#, Unworthy::Unfinished),
    ];
    for (second, expected) in table {
        assert_eq!(judged(&with(second), false), Err(expected), "{second}");
    }
    let nameless = r#"{"message":{"content":"b"},"finish_reason":"stop"}"#;
    assert_eq!(judged(&with(nameless), false), Ok(false), "events could not keep them apart");
}

#[test]
fn calls_of_tools_are_stored_where_that_is_wanted() {
    let call = |call: &str| {
        let message = format!(r#""content":null,"tool_calls":[{call}]"#);
        answer(&message, r#""finish_reason":"tool_calls""#, "")
    };
    let table = [
        (r#"{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}"#, true),
        (r#"{"index":0,"id":"1","function":{"name":"f","arguments":"{}"}}"#, true),
        (r#"{"id":"1","type":"custom","custom":{"name":"f","input":"x"}}"#, false),
        (
            r#"{"id":"1","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"x"}}}"#,
            false,
        ),
        (
            r#"{"id":"1","type":"function","function":{"name":"f","arguments":"{}","more":1}}"#,
            false,
        ),
    ];
    for (json, replays) in table {
        assert_eq!(judged(&call(json), true), Ok(replays), "{json}");
    }
    let oldest = answer(
        r#""content":null,"function_call":{"name":"f","arguments":"{}"}"#,
        r#""finish_reason":"function_call""#,
        "",
    );
    assert_eq!(judged(&oldest, true), Ok(false));
}

#[test]
fn whatever_events_would_not_carry_keeps_an_answer_from_being_replayed() {
    let table = [
        ("", r#""logprobs":{"content":[{"token":"Hi","logprob":-0.1}]}"#, "", false),
        (r#""audio":{"id":"a","data":"AA=="}"#, "", "", false),
        (r#""annotations":[{"type":"url_citation"}]"#, "", "", false),
        (r#""images":[{"type":"image_url"}]"#, "", "", false),
        (r#""reasoning_details":[{"type":"reasoning.encrypted"}]"#, "", "", false),
        (r#""unheard_of":1"#, "", "", false),
        ("", r#""unheard_of":"x""#, "", false),
        ("", "", r#""unheard_of":{"x":1}"#, false),
        ("", r#""stop_reason":"END""#, "", false),
        (r#""unheard_of":null,"other":"","third":[],"fourth":false,"fifth":0"#, "", "", true),
        ("", r#""logprobs":null,"unheard_of":{},"matched_stop":2"#, "", true),
        ("", "", r#""unheard_of":[],"system_fingerprint":"x","timings":{"predicted_ms":1}"#, true),
    ];
    for (message, choice, whole, replays) in table {
        let message = format!("{SAID}{}", filled(message));
        let json = answer(&message, &format!("{STOP}{}", filled(choice)), whole);
        assert_eq!(judged(&json, false), Ok(replays), "{json}");
    }
}
