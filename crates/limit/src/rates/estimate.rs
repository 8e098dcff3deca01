//! What a request will cost, before anybody has counted.

use osier_core::Request;

/// English text has about four bytes in a token.
const BYTES_PER_TOKEN: u64 = 4;
/// About what a picture costs, however many bytes it has.
const TOKENS_PER_FILE: u64 = 1000;
const FILE: &str = ";base64,";

/// The tokens of a prompt: a quarter of its bytes. Files that are written out in base64 count a
/// thousand each.
pub(super) fn prompt(request: &Request) -> u64 {
    let values = request.fields().map(|(_, value)| std::str::from_utf8(value).unwrap_or_default());
    values.map(tokens_of).fold(0, u64::saturating_add)
}

fn tokens_of(json: &str) -> u64 {
    let (mut text, mut files) = (0, 0);
    let mut rest = json;
    while let Some((before, file)) = rest.split_once(FILE) {
        text += before.len() as u64;
        files += 1;
        rest = file.find('"').and_then(|end| file.get(end..)).unwrap_or_default();
    }
    text += rest.len() as u64;
    text.div_ceil(BYTES_PER_TOKEN) + files * TOKENS_PER_FILE
}

/// The tokens of an answer that does not say what it cost.
pub(super) fn answer(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(BYTES_PER_TOKEN)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use osier_core::ChatRequest;

    use super::*;

    #[test]
    fn a_prompt_counts_a_quarter_of_its_bytes() {
        let request = |words: usize| ChatRequest::new("m").user("word".repeat(words)).into();
        let [none, thousand] = [0, 1000].map(|words| prompt(&request(words)));
        assert_eq!(thousand - none, 1000);
        assert!(none < 20, "{none}");
    }

    #[test]
    fn a_file_counts_a_thousand_whatever_its_size() {
        let picture = |bytes: usize| {
            format!(r#"[{{"url":"data:image/png;base64,{}"}},{{"url":"b"}}]"#, "A".repeat(bytes))
        };
        assert_eq!(tokens_of(&picture(40)), tokens_of(&picture(4_000_000)));
        assert_eq!(tokens_of(&picture(40)) / 1000, 1);
        assert_eq!(tokens_of("\";base64,AAAA"), 1001, "even one that does not end");
    }
}
