//! Requests and answers of typical shape and of any size.

use serde_json::json;

/// The first word of every answer, which stands nowhere else: its sight is the first content.
pub const FIRST_WORD: &str = "willow";
/// The last word of every answer: without it the answer was cut.
pub const LAST_WORD: &str = "unbroken";
/// Tokens of an answer.
pub const TOKENS: usize = 20;

/// What people write: mostly plain letters, some escapes, some letters beyond ASCII.
const TEXT: &str =
    "The reed said: \"I bend, I do not break\".\n\tÅnd the oak — said nothing at all. ";
/// A message of a long conversation, in bytes.
const MESSAGE: usize = 2000;

/// A chat request of about this many bytes.
#[must_use]
pub fn request(bytes: usize, stream: bool) -> String {
    let request = |texts: &[String]| {
        let message = |(i, text): (usize, &String)| {
            let role = if i % 2 == 0 { "user" } else { "assistant" };
            json!({ "role": role, "content": text })
        };
        let messages: Vec<_> = texts.iter().enumerate().map(message).collect();
        let rest = json!({ "model": "gpt-4o", "messages": messages, "stream": stream,
            "temperature": 0.7, "max_tokens": 500, "top_p": 1, "user": "user-1234" });
        rest.to_string()
    };
    let long = TEXT.repeat(MESSAGE / TEXT.len());
    let mut texts = Vec::new();
    let empty = request(&[String::new()]).len();
    let of_one = request(std::slice::from_ref(&long)).len() - empty;
    let left = bytes.saturating_sub(empty);
    texts.resize(left / (of_one + MESSAGE / 50), long);
    let missing = bytes.saturating_sub(request(&texts).len());
    texts.push("a".repeat(missing.saturating_sub(30)));
    request(&texts)
}

/// The text of the answer, one token a word.
#[must_use]
pub fn text() -> String {
    let middle = " bends".repeat(TOKENS - 2);
    format!("{FIRST_WORD}{middle} {LAST_WORD}")
}

/// One event of a streamed answer, as OpenAI writes it.
#[must_use]
pub fn chunk(content: &str) -> String {
    json!({
        "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "object": "chat.completion.chunk",
        "created": 1_741_569_952, "model": "gpt-4o-2024-08-06", "service_tier": "default",
        "system_fingerprint": "fp_44709d6fcb",
        "choices": [{ "index": 0, "delta": { "content": content }, "logprobs": null,
            "finish_reason": null }],
    })
    .to_string()
}

/// A whole streamed answer of this many events as server-sent events, finish and end included.
#[must_use]
pub fn stream(events: usize) -> String {
    let finish = json!({ "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
        "object": "chat.completion.chunk", "created": 1_741_569_952, "model": "gpt-4o-2024-08-06",
        "choices": [{ "index": 0, "delta": {}, "logprobs": null, "finish_reason": "stop" }] });
    let mut out = format!("data: {}\n\n", chunk(" osier")).repeat(events.saturating_sub(1));
    out.push_str(&format!("data: {finish}\n\ndata: [DONE]\n\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_size_that_was_asked_for() {
        for size in [1_000, 100_000, 1_000_000] {
            let request = request(size, true);
            let off = request.len().abs_diff(size);
            assert!(off <= size / 50 + 50, "{} bytes in place of {size}", request.len());
            let request = osier_core::Request::parse(request).expect("a request");
            request.check().expect("a chat request");
            assert!(request.wants_stream());
        }
    }

    #[test]
    fn an_answer_has_its_words_at_its_ends() {
        let text = text();
        assert_eq!(text.split(' ').count(), TOKENS);
        assert!(text.starts_with(FIRST_WORD) && text.ends_with(LAST_WORD));
    }

    #[test]
    fn a_stream_is_made_of_events() {
        let stream = stream(3);
        let records: Vec<_> = stream.split_terminator("\n\n").collect();
        assert_eq!(records.len(), 4);
        for record in &records[..3] {
            let json = record.strip_prefix("data: ").expect("data");
            let event = osier_core::Event::parse(json.to_owned()).expect("a chunk");
            assert!(event.is_canonical());
        }
    }
}
