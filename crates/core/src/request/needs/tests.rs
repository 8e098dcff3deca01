use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn request(body: &Value) -> Request {
    Request::parse(body.to_string()).expect("a valid request")
}

fn saying(content: &Value) -> Request {
    request(&json!({ "model": "m", "messages": [{ "role": "user", "content": content }] }))
}

/// A picture of so many bytes, as it is written into a message.
fn picture(bytes: usize) -> String {
    format!("data:image/png;base64,{}", "iVBORw0KGgo/+A==".repeat(bytes / 16))
}

#[test]
fn an_image_is_a_part_of_that_type_and_not_a_text_that_names_one() {
    let url = json!({ "url": "https://example.com/a.png" });
    let table = [
        (json!([{ "type": "text", "text": "?" }, { "type": "image_url", "image_url": url }]), true),
        (json!([{ "type": "input_image", "image_url": "https://example.com/a.png" }]), true),
        (json!([{ "type": "image_url", "image_url": url, "text": null }]), true),
        (json!("image_url"), false),
        (json!([{ "type": "text", "text": "image_url" }]), false),
        (json!([{ "type": "text", "text": "?", "note": { "image_url": 1 } }]), false),
        (json!("{\"type\":\"image_url\"}"), false),
        (json!(null), false),
        // Whoever is asked will say what is wrong with these.
        (json!([{ "type": 1, "image_url": url }]), false),
        (json!([["image_url"]]), false),
    ];
    for (content, expected) in table {
        assert_eq!(saying(&content).has_images(), expected, "{content}");
    }
    assert!(!Request::empty().has_images());
}

#[test]
fn an_image_in_any_message_counts_however_the_json_is_written() {
    let spread = "{\"messages\": [ {\"role\": \"user\", \"content\": \"Hi\"},\n {\"content\": [\n {\"image_url\": {},
        \"type\" : \"image\\u005furl\"} ] , \"role\": \"user\"} ]}";
    assert!(Request::parse(spread).expect("valid").has_images());
}

#[test]
fn a_schema_is_wanted_where_the_format_says_so() {
    let table = [
        (json!({ "type": "json_schema", "json_schema": { "name": "a" } }), true),
        (json!({ "json_schema": {}, "type": "json_schema" }), true),
        (json!({ "type": "json_object" }), false),
        (json!({ "type": "text" }), false),
        (json!({ "json_schema": {} }), false),
        (json!("json_schema"), false),
        (json!(null), false),
    ];
    for (format, expected) in table {
        let request = request(&json!({ "response_format": format }));
        assert_eq!(request.wants_json_schema(), expected, "{format}");
    }
}

#[test]
fn an_answer_can_be_expected_again_at_temperature_0_or_with_a_seed() {
    let table = [
        (r#"{"temperature":0}"#, true),
        (r#"{"temperature":0.0}"#, true),
        (r#"{"temperature":-0.0}"#, true),
        (r#"{"temperature":0.1,"seed":7}"#, true),
        (r#"{"seed":0}"#, true),
        (r#"{"temperature":0.01}"#, false),
        (r#"{"temperature":null,"seed":null}"#, false),
        (r#"{"temperature":"0"}"#, false),
        ("{}", false),
    ];
    for (body, expected) in table {
        let request = Request::parse(body).expect("valid");
        assert_eq!(request.is_deterministic(), expected, "{body}");
    }
}

#[test]
fn more_than_one_answer_is_wanted_only_above_one() {
    let table = [
        ("2", true),
        ("2.0", true),
        ("1", false),
        ("1.0", false),
        ("0", false),
        ("-1", false),
        ("null", false),
        ("\"2\"", false),
    ];
    for (n, expected) in table {
        let request = Request::parse(format!("{{\"n\":{n}}}")).expect("valid");
        assert_eq!(request.wants_many(), expected, "{n}");
    }
    assert!(!Request::empty().wants_many());
}

#[test]
fn the_estimate_is_a_quarter_of_the_bytes_and_the_ceiling_of_the_answer() {
    let text = "word ".repeat(800);
    let messages = json!([{ "role": "user", "content": text }]);
    let tools = json!([{ "type": "function", "function": { "name": "look" } }]);
    let bytes = messages.to_string().len() as u64;
    let with_tools = bytes + tools.to_string().len() as u64;
    let table = [
        (json!({ "messages": messages }), bytes / 4 + 256),
        (json!({ "messages": messages, "max_tokens": 50 }), bytes / 4 + 50),
        (json!({ "messages": messages, "max_completion_tokens": 9 }), bytes / 4 + 9),
        (json!({ "messages": messages, "tools": tools }), with_tools / 4 + 256),
        (json!({ "messages": messages, "max_tokens": u64::MAX }), u64::MAX),
        (json!({}), 256),
    ];
    for (body, expected) in table {
        assert_eq!(request(&body).estimated_tokens(), expected);
    }
}

#[test]
fn what_is_written_into_the_messages_as_base64_is_no_text() {
    let text = "word ".repeat(800);
    let plain = saying(&json!(text)).estimated_prompt_tokens();
    let image = json!({ "type": "image_url", "image_url": { "url": picture(400_000) } });
    let sound = json!({ "type": "input_audio", "input_audio": { "data": "UklG".repeat(100_000), "format": "wav" } });
    let file = json!({ "type": "file", "file": { "file_data": picture(90_000) } });
    for (parts, blobs) in [(vec![image.clone()], 1), (vec![sound], 1), (vec![image, file], 2)] {
        let mut parts = parts;
        parts.push(json!({ "type": "text", "text": text }));
        let estimate = saying(&json!(parts)).estimated_prompt_tokens();
        let expected = plain + 1000 * blobs;
        assert!((expected..expected + 100).contains(&estimate), "{estimate} for {expected}");
    }
}

#[test]
fn base64_whose_slashes_are_escaped_is_no_text_either() {
    let body = saying(&json!([{ "type": "image_url", "image_url": { "url": picture(400_000) } }]));
    let escaped = String::from_utf8(body.to_bytes().to_vec()).expect("text").replace('/', "\\/");
    let estimate = Request::parse(escaped).expect("valid").estimated_prompt_tokens();
    assert!((1000..1100).contains(&estimate), "{estimate}");
}

#[test]
fn a_text_about_data_is_text() {
    for text in ["data: one two ".repeat(500), "\"data:\" is \\ \"quoted\" ".repeat(500)] {
        let request = saying(&json!(text));
        let bytes = request.get("messages").expect("there").len() as u64;
        assert_eq!(request.estimated_prompt_tokens(), bytes / 4);
    }
}

#[test]
fn no_prompt_is_counted_for_more_tokens_than_it_can_have() {
    let table = [
        // Prose: a token for each word at the least.
        (json!("What bends and does not break?"), 6),
        (
            json!([{ "type": "text", "text": "What bends?" }, { "type": "text", "text": "Willow." }]),
            3,
        ),
        // One token for each run, however long.
        (json!(" ".repeat(10_000)), 0),
        (json!("\n\t".repeat(10_000)), 0),
        (json!("-".repeat(10_000)), 1),
        (json!("─".repeat(10_000)), 1),
        (json!("ー".repeat(10_000)), 1),
        // Words that an escape sets apart.
        (json!("a\nb\u{a0}c\u{3000}d"), 4),
        // No white space: sixteen ideographs are no single token.
        (json!("给主人留下些什么吧".repeat(16)), 9),
        (json!("给主人留下些什么吧"), 1),
        // Form, images and what cannot be read.
        (json!([{ "type": "image_url", "image_url": { "url": picture(100_000) } }]), 0),
        (json!([1, 2, 3]), 0),
        (json!(null), 0),
    ];
    for (content, expected) in table {
        assert_eq!(saying(&content).least_prompt_tokens(), expected);
    }
    assert_eq!(Request::empty().least_prompt_tokens(), 0);
}

#[test]
fn words_that_the_sender_escaped_count_as_they_are_read() {
    let cyrillic = r#"{"messages":[{"role":"user","content":"\u0433\u043d\u0443\u0442\u044c\u0441\u044f\u0020\u043d\u0435"}]}"#;
    assert_eq!(Request::parse(cyrillic).expect("valid").least_prompt_tokens(), 2);
}

proptest! {
    #[test]
    fn the_least_is_never_more_than_half_the_bytes(texts in prop::collection::vec(".{0,200}", 0..5)) {
        let messages: Vec<_> = texts.iter().map(|text| json!({ "role": "user", "content": text })).collect();
        let request = request(&json!({ "messages": messages }));
        let bytes = request.get("messages").expect("there").len() as u64;
        prop_assert!(request.least_prompt_tokens() <= bytes / 2);
        prop_assert!(request.least_prompt_tokens() <= texts.iter().map(|text| text.len() as u64).sum());
    }

    #[test]
    fn a_longer_prompt_is_never_the_lighter_one(text in ".{0,300}", more in ".{0,300}") {
        let (short, long) = (saying(&json!(text)), saying(&json!(format!("{text} {more}"))));
        prop_assert!(short.least_prompt_tokens() <= long.least_prompt_tokens());
        prop_assert!(short.estimated_tokens() <= long.estimated_tokens());
    }

    #[test]
    fn no_messages_make_a_view_panic(text in r#"[\[\]{}":,\\a-z0-9 ]{0,60}"#, quoted in ".{0,300}") {
        let body = format!(r#"{{"messages":{},"tools":"data:{}","n":{}}}"#, json!([text]), "\\\\".repeat(text.len()), text.len());
        for body in [body, format!(r#"{{"messages":{text}}}"#), json!({ "messages": quoted }).to_string()] {
            let Ok(request) = Request::parse(body) else { continue };
            let _ = (request.has_images(), request.wants_json_schema(), request.wants_many());
            let _ = (request.is_deterministic(), request.estimated_tokens(), request.least_prompt_tokens());
        }
    }
}
