//! Conversations that nobody should send.

use super::without_tools;

#[test]
fn a_conversation_of_another_shape_stays_as_it_is() {
    let shapes = [
        r#"{"role":"tool"}"#,
        r#""tool""#,
        "[]",
        r#"["tool"]"#,
        r#"[{"role":"tool","content":"a"},"b"]"#,
        r#"[{"role":"tool","content":5}]"#,
        r#"[{"role":"tool","content":{"type":"text"}}]"#,
        r#"[{"role":"assistant","tool_calls":"f"}]"#,
        r#"[{"role":"assistant","tool_calls":{"id":"1"}}]"#,
        r#"[{"role":"assistant","tool_calls":[1]}]"#,
        r#"[{"role":"assistant","tool_calls":[{"function":"f"}]}]"#,
        r#"[{"role":"assistant","content":7,"tool_calls":[{"function":{"name":"f"}}]}]"#,
        r#"[{"role":"assistant","function_call":"f"}]"#,
        r#"[{"role":"user","tool_calls":[]},{"role":7,"tool_call_id":"1"},{"content":"a"}]"#,
    ];
    for messages in shapes {
        let edited = without_tools(messages);
        assert_eq!(edited.request.get("messages").expect("messages"), messages);
        assert!(!edited.needs_less, "{messages}");
    }
    assert_eq!(without_tools("null").request.to_bytes(), r#"{"messages":null}"#);
}

#[test]
fn ten_thousand_results_are_one_message() {
    let results: Vec<_> = (0..10_000)
        .map(|i| format!(r#"{{"role":"tool","tool_call_id":"{i}","content":"result {i}"}}"#))
        .collect();
    let edited = without_tools(&format!("[{}]", results.join(",")));
    let messages = edited.request.messages().expect("messages");
    assert_eq!(messages.len(), 1);
    let told = edited.request.get("messages").expect("messages");
    assert!(told.ends_with(br#"\n\n[the tool gave: result 9999]"}]"#));
}

#[test]
fn ten_thousand_turns_stay_ten_thousand() {
    let turns: Vec<_> = (0..5_000)
        .map(|i| {
            format!(
                r#"{{"role":"assistant","tool_calls":[{{"id":"{i}","function":{{"name":"f{i}"}}}}]}},
                {{"role":"tool","tool_call_id":"{i}","content":"a"}}"#
            )
        })
        .collect();
    let edited = without_tools(&format!("[{}]", turns.join(",")));
    assert_eq!(edited.request.messages().expect("messages").len(), 10_000);
    let told = edited.request.get("messages").expect("messages");
    assert!(told.ends_with(br#"{"role":"user","content":"[f4999 gave: a]"}]"#));
}

#[test]
fn depth_is_no_danger() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let messages = format!(
        r#"[{{"role":"assistant","tool_calls":[{{"function":{{"name":"f","arguments":{deep}}}}}]}},{{"role":"tool","content":[{deep}]}}]"#
    );
    let told = without_tools(&messages).request;
    let expected = format!(
        r#"[{{"role":"assistant","content":"[called f with {deep}]"}},{{"role":"user","content":[{{"type":"text","text":"[the tool gave:"}},{deep},{{"type":"text","text":"]"}}]}}]"#
    );
    assert!(told.get("messages").expect("messages") == &expected);
}
