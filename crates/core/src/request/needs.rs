//! What a request needs of a target, and how heavy it is.

mod blobs;
mod said;
#[cfg(test)]
mod tests;
mod tokens;

use memchr::memmem;

use self::blobs::Blobs;
pub use self::tokens::least_tokens;
use super::Request;

/// English prose has about four bytes to a token, and the names and quotation marks of the JSON stand for
/// what a template adds to each message.
const BYTES_PER_TOKEN: u64 = 4;
/// An image has from some 85 tokens to some 1,600, by its size and its model, which nobody decodes here.
const TOKENS_PER_BLOB: u64 = 1000;
/// An answer whose length nobody bounds.
const USUAL_ANSWER: u64 = 256;

impl Request {
    /// Whether there is an image among the messages.
    ///
    /// Costs a search of the bytes of the messages. Only where they name an image they are looked at more
    /// closely, because a text may name one too. Messages that cannot be read have none.
    #[must_use]
    pub fn has_images(&self) -> bool {
        const NAMES: [&[u8]; 2] = [b"\"image_url\"", b"\"input_image\""];
        let Some(messages) = self.get("messages") else {
            return false;
        };
        let names_one = NAMES.iter().any(|name| memmem::find(messages, name).is_some());
        names_one && said::has_images(messages)
    }

    /// Whether the answer must follow a JSON schema: `response_format` is of the type `json_schema`.
    #[must_use]
    pub fn wants_json_schema(&self) -> bool {
        #[derive(serde::Deserialize)]
        struct Format {
            r#type: String,
        }
        let format = self.read::<Format>("response_format").ok().flatten();
        format.is_some_and(|format| format.r#type == "json_schema")
    }

    /// Whether the same answer can be expected twice: the temperature is 0, or there is a `seed`.
    #[must_use]
    pub fn is_deterministic(&self) -> bool {
        let temperature = self.read::<f64>("temperature").ok().flatten();
        temperature == Some(0.0) || self.has("seed")
    }

    /// Whether more than one answer is asked for: `n` is above 1.
    #[must_use]
    pub fn wants_many(&self) -> bool {
        self.read::<f64>("n").ok().flatten().is_some_and(|n| n > 1.0)
    }

    /// About how many tokens the prompt and the answer have together: for weighing one request against
    /// another, never for refusing one.
    ///
    /// The sum of [`estimated_prompt_tokens`](Self::estimated_prompt_tokens) and
    /// [`estimated_answer_tokens`](Self::estimated_answer_tokens).
    ///
    /// ```
    /// use osier_core::ChatRequest;
    ///
    /// let light = ChatRequest::new("m").user("What bends?").max_tokens(10);
    /// let heavy = ChatRequest::new("m").user("What bends? ".repeat(1000)).max_tokens(10);
    /// assert!(osier_core::Request::from(heavy).estimated_tokens() > 3000);
    /// assert!(osier_core::Request::from(light).estimated_tokens() < 50);
    /// ```
    #[must_use]
    pub fn estimated_tokens(&self) -> u64 {
        self.estimated_prompt_tokens().saturating_add(self.estimated_answer_tokens())
    }

    /// About how many tokens the prompt has: a quarter of the bytes of its messages and tools, as JSON.
    ///
    /// Images and sounds that are written into the messages count as 1000 tokens each, however long they
    /// are. They are looked for only where the bytes say that there may be one; otherwise nothing is read
    /// but the lengths.
    #[must_use]
    pub fn estimated_prompt_tokens(&self) -> u64 {
        let fields = ["messages", "tools"].into_iter().filter_map(|name| self.get(name));
        let (bytes, blobs) = fields.fold((0, 0), |(bytes, count), json| {
            let blobs = Blobs::of(json);
            (bytes + json.len().saturating_sub(blobs.bytes), count + blobs.count)
        });
        bytes as u64 / BYTES_PER_TOKEN + blobs as u64 * TOKENS_PER_BLOB
    }

    /// About how many tokens the answer has: as many as it may have, or 256 where nothing bounds it.
    #[must_use]
    pub fn estimated_answer_tokens(&self) -> u64 {
        self.max_tokens().unwrap_or(USUAL_ANSWER)
    }

    /// The fewest tokens that the prompt can have, so that whatever is refused for its length is really too
    /// long.
    ///
    /// Only the text of the messages counts, by [`least_tokens`], not their form, nor tools, nor images.
    ///
    /// Reads the messages: some hundred microseconds for 100 kB. Never more than half their bytes, which
    /// often answers the question more cheaply.
    #[must_use]
    pub fn least_prompt_tokens(&self) -> u64 {
        self.get("messages").map_or(0, |messages| said::least_tokens_of(messages))
    }
}
