//! What an answer cost that another request began.

use osier_core::ChunkWriter;
use serde_json::{Value, json};

use super::usage::of_whole_answer;
use super::*;

fn told(usage: &str, said: u64) -> Option<Value> {
    let usage = serde_json::value::RawValue::from_string(usage.to_owned()).expect("JSON");
    of_whole_answer(&usage, said).map(|told| serde_json::from_str(told.get()).expect("JSON"))
}

#[test]
fn what_was_said_moves_from_the_prompt_to_the_answer() {
    let table = [
        (
            json!({"prompt_tokens":20,"completion_tokens":2,"total_tokens":22}),
            json!({"prompt_tokens":14,"completion_tokens":8,"total_tokens":22}),
        ),
        (
            json!({"prompt_tokens":20,"completion_tokens":2,"new":{"x":[1]}}),
            json!({"prompt_tokens":14,"completion_tokens":8,"new":{"x":[1]}}),
        ),
        // A server that does not count what it was shown.
        (
            json!({"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}),
            json!({"prompt_tokens":0,"completion_tokens":8,"total_tokens":8}),
        ),
        // What came from a cache is a part of the prompt.
        (
            json!({"prompt_tokens":20,"completion_tokens":2,"total_tokens":22,
                "prompt_tokens_details":{"cached_tokens":12,"audio_tokens":1,"cache_write_tokens":8},
                "completion_tokens_details":{"reasoning_tokens":1}}),
            json!({"prompt_tokens":14,"completion_tokens":8,"total_tokens":22,
                "prompt_tokens_details":{"cached_tokens":12,"audio_tokens":1,"cache_write_tokens":2},
                "completion_tokens_details":{"reasoning_tokens":1}}),
        ),
        (
            json!({"prompt_tokens":20,"completion_tokens":2,"prompt_tokens_details":null}),
            json!({"prompt_tokens":14,"completion_tokens":8,"prompt_tokens_details":null}),
        ),
        (
            json!({"prompt_tokens":20,"completion_tokens":u64::MAX,"total_tokens":u64::MAX}),
            json!({"prompt_tokens":14,"completion_tokens":u64::MAX,"total_tokens":u64::MAX}),
        ),
    ];
    for (usage, expected) in table {
        assert_eq!(told(&usage.to_string(), 6), Some(expected), "{usage}");
    }
}

#[test]
fn usage_that_cannot_be_read_stays_as_it_is() {
    for usage in ["null", "[]", "7", "{}", r#"{"prompt_tokens":20}"#] {
        assert_eq!(told(usage, 6), None, "{usage}");
    }
    for usage in [r#"{"prompt_tokens":-1,"completion_tokens":2}"#, r#"{"completion_tokens":2}"#] {
        assert_eq!(told(usage, 6), None, "{usage}");
    }
}

#[test]
fn only_an_answer_that_was_gone_on_with_is_told_so() {
    let (first, second) = (ChunkWriter::new("a", 1, "m"), ChunkWriter::new("b", 2, "m"));
    let mut said = said(1, &[first.text("one two "), first.text("three")]);
    let usage = osier_core::Usage { prompt: 9, completion: 5, ..Default::default() };
    let told = |mut joint: Joint, text: &str| {
        let (passed, _) = pass(&mut joint, &[second.text(text), second.usage(&usage)]);
        let usage = passed.last().and_then(Event::usage).expect("what it cost");
        (usage.prompt, usage.completion)
    };
    let (_, joint) = following(&mut said).expect("it can go on");
    assert_eq!(told(joint, " four"), (6, 8));
    let joint = repeating(&mut said).expect("it can be asked again");
    assert_eq!(told(joint, "one two three four"), (9, 5));
}
