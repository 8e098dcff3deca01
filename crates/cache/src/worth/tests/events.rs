use osier_core::FinishReason;

use super::*;

/// Streams as providers send them, all of which say `Hi there`.
const STORED: [(&str, &[&str]); 5] = [
    (
        "OpenAI",
        &[
            r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"x9"}"#,
            r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"x"}"#,
            r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" there"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
            r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}"#,
            r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#,
        ],
    ),
    (
        "Azure",
        &[
            r#"{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}"#,
            r#"{"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},"delta":{"content":"Hi there"},"finish_reason":null,"index":0,"logprobs":null}],"id":"c","model":"m"}"#,
            r#"{"choices":[{"content_filter_offsets":{"check_offset":1,"start_offset":1,"end_offset":9},"content_filter_results":{},"delta":{},"finish_reason":null,"index":0}],"id":""}"#,
            r#"{"choices":[{"content_filter_results":{},"delta":{},"finish_reason":"stop","index":0,"logprobs":null}],"id":"c"}"#,
        ],
    ),
    (
        "DeepSeek",
        &[
            r#"{"id":"c","model":"r","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"Hm."},"finish_reason":null}]}"#,
            r#"{"id":"c","model":"r","choices":[{"index":0,"delta":{"content":"Hi there","reasoning_content":null},"finish_reason":null}]}"#,
            r#"{"id":"c","model":"r","choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#,
        ],
    ),
    (
        "Together",
        &[
            r#"{"id":"c","object":"chat.completion.chunk","created":1,"choices":[{"index":0,"text":"Hi","logprobs":null,"finish_reason":null,"seed":null,"delta":{"token_id":40,"role":"assistant","content":"Hi","tool_calls":null}}],"model":"m","usage":null}"#,
            r#"{"id":"c","choices":[{"index":0,"text":" there","finish_reason":"stop","seed":123456,"delta":{"token_id":41,"role":"assistant","content":" there"}}],"model":"m","usage":{"prompt_tokens":1,"completion_tokens":2}}"#,
        ],
    ),
    (
        "SGLang",
        &[
            r#"{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi there","reasoning_content":null,"tool_calls":null},"logprobs":null,"finish_reason":null,"matched_stop":null}],"usage":null}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"role":null,"content":null},"logprobs":null,"finish_reason":"stop","matched_stop":151645}],"usage":null}"#,
        ],
    ),
];

#[test]
fn streams_of_all_providers_are_stored_as_the_answers_they_make() {
    for (provider, chunks) in STORED {
        let whole = put_together(chunks, false).expect(provider);
        assert_eq!(whole.text().as_deref(), Some("Hi there"), "{provider}");
        assert_eq!(whole.finish_reason(), Some(FinishReason::Stop), "{provider}");
    }
}

const HI: &str = r#"{"id":"c","choices":[{"index":0,"delta":{"content":"Hi"}}]}"#;
const STOP: &str = r#"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;

#[test]
fn a_stream_that_cannot_stand_for_a_new_answer_is_not_stored() {
    use Unworthy::{Empty, Refusal, ToolCalls, Unfinished};
    let ends = |reason: &str| {
        format!(r#"{{"choices":[{{"index":0,"delta":{{}},"finish_reason":"{reason}"}}]}}"#)
    };
    let (filtered, failed, unheard_of) =
        (ends("content_filter"), ends("error"), ends("unheard_of"));
    let table: [(&[&str], Unworthy); 12] = [
        (&[], Unfinished),
        (&[HI], Unfinished),
        (&[HI, &filtered], Unfinished),
        (&[HI, &failed], Unfinished),
        (&[HI, &unheard_of], Unfinished),
        (&[HI, &ends("unheard_of"), STOP], Unfinished),
        (&[HI, STOP, r#"{"choices":[],"error":{"message":"overloaded"}}"#], Unfinished),
        (&[HI, r#"{"choices":[{"index":1,"delta":{"content":"b"}}]}"#, STOP], Unfinished),
        (&[r#"{"choices":[{"index":0,"delta":{"refusal":"No."}}]}"#, STOP], Refusal),
        (
            &[
                HI,
                r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"1","function":{"name":"f","arguments":""}}]}}]}"#,
                STOP,
            ],
            ToolCalls,
        ),
        (&[STOP], Empty),
        (&[r#"{"choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}"#, STOP], Empty),
    ];
    for (chunks, expected) in table {
        assert_eq!(put_together(chunks, false).err(), Some(expected), "{chunks:?}");
    }
}

#[test]
fn a_stream_that_holds_more_than_can_be_put_together_is_not_stored() {
    let table = [
        r#"{"choices":[{"index":0,"delta":{"content":"x"},"logprobs":{"content":[{"token":"x"}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"audio":{"data":"AA=="}}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"annotations":[{"type":"url_citation"}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"unheard_of":"x"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{},"unheard_of":"x"}]}"#,
        r#"{"choices":[],"citations":["https://example.org"]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"x"}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{},"stop_reason":"END"}]}"#,
    ];
    for chunk in table {
        let stored = put_together(&[HI, chunk, STOP], false);
        assert_eq!(stored.err(), Some(Unworthy::Lossy), "{chunk}");
    }
    let harmless = r#"{"choices":[{"index":0,"delta":{"unheard_of":null},"logprobs":null}],"citations":[],"x_timing":{"ms":1}}"#;
    assert!(put_together(&[HI, harmless, STOP], false).is_ok());
}

#[test]
fn streamed_calls_of_tools_are_stored_where_that_is_wanted_and_whole() {
    let begin = r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}}]}"#;
    let more = r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]}}]}"#;
    let end = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#;
    let whole = put_together(&[begin, more, end], true).expect("worth it");
    assert_eq!(whole.tool_calls()[0].function.arguments, r#"{"a":1}"#);
    assert_eq!(whole.finish_reason(), Some(FinishReason::ToolCalls));

    let table = [
        r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"2","type":"custom","custom":{"name":"g","input":"x"}}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"extra_content":{"google":{"thought_signature":"x"}}}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"function_call":{"name":"f","arguments":"{}"}}}]}"#,
    ];
    for chunk in table {
        let stored = put_together(&[begin, more, chunk, end], true);
        assert_eq!(stored.err(), Some(Unworthy::Lossy), "{chunk}");
    }
}

#[test]
fn the_alternatives_of_a_stream_are_all_stored() {
    let whole = put_together(
        &[
            r#"{"choices":[{"index":1,"delta":{"content":"b"}},{"index":0,"delta":{"content":"a"}}]}"#,
            r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
            r#"{"choices":[{"index":1,"delta":{"content":"c"},"finish_reason":"length"}]}"#,
        ],
        false,
    );
    let answer = whole.expect("worth it").to_answer().expect("an answer");
    let said: Vec<_> =
        answer.choices.iter().map(|choice| choice.message.content.as_deref()).collect();
    assert_eq!(said, [Some("a"), Some("bc")]);
}
