//! Keys hidden in what the provider said.

#[cfg(test)]
mod tests;

/// How the keys of the field begin (`sk-…`, `sk-ant-…`).
const PREFIX: &str = "sk-";

/// The message with everything that looks like a key replaced.
pub(super) fn mask(message: &str) -> String {
    let mut masked = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(PREFIX) {
        masked.push_str(before);
        masked.push_str(PREFIX);
        let inside_a_word = before.ends_with(|c: char| c.is_alphanumeric());
        rest = if inside_a_word { after } else { after.trim_start_matches(is_key) };
        if rest.len() < after.len() {
            masked.push_str("***");
        }
    }
    masked.push_str(rest);
    masked
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*')
}
