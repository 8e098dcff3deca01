//! Calls and results, told in words.

use super::without_tools;
use crate::line;

struct Case {
    name: &'static str,
    messages: &'static str,
    told: &'static str,
}

fn check(cases: &[Case]) {
    for Case { name, messages, told } in cases {
        let edited = without_tools(&line(messages));
        let found = edited.request.get("messages").expect("messages");
        assert_eq!(found, &line(told), "{name}");
        assert!(edited.needs_less, "{name}");
        let again = without_tools(&line(told));
        assert_eq!(again.request.get("messages").expect("messages"), &line(told), "{name}");
        assert!(!again.needs_less, "{name}: there is nothing left to tell");
    }
}

#[test]
fn calls_and_results_are_told_in_words() {
    check(&[
        Case {
            name: "a call, its result, and the answer",
            messages: r#"[
                {"role":"user","content":"How cold is it in Oslo?"},
                {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function",
                    "function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}}]},
                {"role":"tool","tool_call_id":"1","content":"{\"celsius\":-4}"},
                {"role":"assistant","content":"It is 4 below."}]"#,
            told: r#"[
                {"role":"user","content":"How cold is it in Oslo?"},
                {"role":"assistant","content":"[called get_weather with {\"city\":\"Oslo\"}]"},
                {"role":"user","content":"[get_weather gave: {\"celsius\":-4}]"},
                {"role":"assistant","content":"It is 4 below."}]"#,
        },
        Case {
            name: "words beside two calls, and two results in another order",
            messages: r#"[
                {"role":"assistant","content":"Let me look.","tool_calls":[
                    {"id":"1","function":{"name":"a","arguments":"{}"}},
                    {"id":"2","function":{"name":"b","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"2","content":"B"},
                {"role":"tool","tool_call_id":"1","content":"A"}]"#,
            told: r#"[
                {"role":"assistant","content":"Let me look.\n\n[called a with {}]\n\n[called b with {}]"},
                {"role":"user","content":"[b gave: B]\n\n[a gave: A]"}]"#,
        },
        Case {
            name: "the oldest form",
            messages: r#"[
                {"role":"assistant","content":"","function_call":{"name":"f","arguments":"{\"x\":1}"}},
                {"role":"function","name":"f","content":"y"}]"#,
            told: r#"[
                {"role":"assistant","content":"[called f with {\"x\":1}]"},
                {"role":"user","content":"[f gave: y]"}]"#,
        },
        Case {
            name: "a tool of free text, and one nobody has heard of",
            messages: r#"[
                {"role":"assistant","tool_calls":[
                    {"id":"1","type":"custom","custom":{"name":"sh","input":"ls \\\n-l"}},
                    {"id":"2","type":"wish","wish":"snow"}]}]"#,
            told: r#"[
                {"role":"assistant","content":"[called sh with ls \\\n-l]\n\n
                    [called a tool with {\"id\":\"2\",\"type\":\"wish\",\"wish\":\"snow\"}]"}]"#,
        },
        Case {
            name: "arguments that are none, and some that are no text",
            messages: r#"[
                {"role":"assistant","tool_calls":[{"function":{"name":"a"}},
                    {"function":{"name":"b","arguments":""}},
                    {"function":{"name":"c","arguments":null}},
                    {"function":{"name":"d","arguments":{"x":"\u00e9"}}}]}]"#,
            told: r#"[
                {"role":"assistant","content":"[called a]\n\n[called b]\n\n[called c]\n\n
                    [called d with {\"x\":\"\\u00e9\"}]"}]"#,
        },
    ]);
}

#[test]
fn a_result_has_the_name_of_the_latest_call_it_answers() {
    check(&[Case {
        name: "the latest call of the identity, one's own name, none",
        messages: r#"[
            {"role":"assistant","tool_calls":[{"id":"1","function":{"name":"old"}}]},
            {"role":"assistant","tool_calls":[{"id":"1","function":{"name":"new"}}]},
            {"role":"tool","tool_call_id":"1","name":"mine","content":"a"},
            {"role":"tool","tool_call_id":"2","name":"mine","content":"b"},
            {"role":"tool","tool_call_id":"2","content":"c"},
            {"role":"tool","content":""},
            {"role":"tool","tool_call_id":"1","content":null}]"#,
        told: r#"[
            {"role":"assistant","content":"[called old]\n\n[called new]"},
            {"role":"user","content":"[new gave: a]\n\n[mine gave: b]\n\n[the tool gave: c]\n\n
                [the tool gave nothing]\n\n[new gave nothing]"}]"#,
    }]);
}

#[test]
fn what_is_told_never_stands_beside_another_message_of_its_role() {
    check(&[
        Case {
            name: "results before and after the words of a user",
            messages: r#"[
                {"role":"tool","content":"a"},
                {"role":"user","name":"ann","content":"Quick!","x":1},
                {"role":"tool","content":"b"}]"#,
            told: r#"[{"role":"user","content":"[the tool gave: a]\n\nQuick!\n\n[the tool gave: b]",
                "name":"ann","x":1}]"#,
        },
        Case {
            name: "an assistant that says first and then calls",
            messages: r#"[
                {"role":"assistant","content":"Let me look.","tool_calls":null},
                {"role":"assistant","content":null,"refusal":null,"function_call":{"name":"f"}},
                {"role":"assistant","content":""}]"#,
            told: r#"[{"role":"assistant","content":"Let me look.\n\n[called f]"}]"#,
        },
        Case {
            name: "instructions between",
            messages: r#"[
                {"role":"tool","content":"a"}, {"role":"system", "content":"Be brief."},
                {"role":"tool","content":"b"}]"#,
            told: r#"[
                {"role":"user","content":"[the tool gave: a]"},
                {"role":"system", "content":"Be brief."},
                {"role":"user","content":"[the tool gave: b]"}]"#,
        },
        Case {
            name: "members that contradict each other, and two messages that came as they are",
            messages: r#"[
                {"role":"user","content":"1"}, {"role":"user","content":"2"},
                {"role":"assistant","name":"ann","content":"a"},
                {"role":"assistant","name":"ben","function_call":{"name":"f"}},
                {"role":"assistant","name":"ben","seen":true,"content":"b"}]"#,
            told: r#"[
                {"role":"user","content":"1"},
                {"role":"user","content":"2"},
                {"role":"assistant","name":"ann","content":"a"},
                {"role":"assistant","content":"[called f]\n\nb","name":"ben","seen":true}]"#,
        },
    ]);
}

#[test]
fn parts_that_are_no_plain_text_go_on_as_they_came() {
    check(&[
        Case {
            name: "texts in parts",
            messages: r#"[
                {"role":"tool","content":[{"type":"text","text":"a"},{"text":"b","type":"text"}]},
                {"role":"user","content":[{"type":"text","text":"c"}]}]"#,
            told: r#"[{"role":"user","content":"[the tool gave: a\n\nb]\n\nc"}]"#,
        },
        Case {
            name: "a sound in the words of a user",
            messages: r#"[
                {"role":"tool","content":"a"},
                {"role":"user","content":[{"type":"text","text":"b"},
                    {"type":"input_audio", "input_audio":{"data":"QQ=="}}]}]"#,
            told: r#"[{"role":"user","content":[
                {"type":"text","text":"[the tool gave: a]"},
                {"type":"text","text":"b"},
                {"type":"input_audio", "input_audio":{"data":"QQ=="}}]}]"#,
        },
        Case {
            name: "text that is marked",
            messages: r#"[
                {"role":"tool","content":[
                    {"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}]"#,
            told: r#"[{"role":"user","content":[
                {"type":"text","text":"[the tool gave:"},
                {"type":"text","text":"a","cache_control":{"type":"ephemeral"}},
                {"type":"text","text":"]"}]}]"#,
        },
        Case {
            name: "what only looks like text, and what has no shape at all",
            messages: r#"[
                {"role":"tool","content":[{"type":"note","text":"a"},{"type":"text","text":5}, 6]},
                {"role":"user","content":{"type":"text","text":"b"}}]"#,
            told: r#"[
                {"role":"user","content":[
                    {"type":"text","text":"[the tool gave:"},
                    {"type":"note","text":"a"},{"type":"text","text":5},6,
                    {"type":"text","text":"]"}]},
                {"role":"user","content":{"type":"text","text":"b"}}]"#,
        },
        Case {
            name: "a refusal beside a call",
            messages: r#"[
                {"role":"assistant","content":[{"type":"refusal","refusal":"No."}],
                    "tool_calls":[{"function":{"name":"f"}}]}]"#,
            told: r#"[{"role":"assistant","content":[
                {"type":"refusal","refusal":"No."},
                {"type":"text","text":"[called f]"}]}]"#,
        },
    ]);
}

#[test]
fn text_goes_on_as_it_was_written() {
    check(&[Case {
        name: "escapes, half a character, and a name with a quote",
        messages: r#"[
            {"role":"user","content":"\u00e9é\ud83d"},
            {"role":"assistant","content":"\u00e9é\/","function_call":{"name":"a\"b"}},
            {"role":"function","name":"a\"b","content":"\u00e9é\ud83d"}]"#,
        told: r#"[
            {"role":"user","content":"\u00e9é\ud83d"},
            {"role":"assistant","content":"\u00e9é\/\n\n[called a\"b]"},
            {"role":"user","content":"[a\"b gave: \u00e9é\ud83d]"}]"#,
    }]);
}
