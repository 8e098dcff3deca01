//! A response as a client sees it.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.text().await.expect("a whole body");
        Self { status, headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("ASCII"))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().expect("a code").to_owned()
    }

    /// The records of a stream, `[DONE]` included.
    pub(crate) fn records(&self) -> Vec<&str> {
        self.body
            .split("\n\n")
            .filter(|record| !record.is_empty() && !record.starts_with(':'))
            .map(|record| record.strip_prefix("data: ").expect("only data fields"))
            .collect()
    }

    pub(crate) fn events(&self) -> Vec<Value> {
        let records = self.records();
        assert_eq!(records.last(), Some(&"[DONE]"), "{}", self.body);
        let events = &records[..records.len() - 1];
        events.iter().map(|record| serde_json::from_str(record).expect("JSON")).collect()
    }

    /// The text, whole or streamed.
    pub(crate) fn text(&self) -> String {
        self.said("content")
    }

    /// The refusal, whole or streamed.
    pub(crate) fn refusal(&self) -> String {
        self.said("refusal")
    }

    fn said(&self, member: &str) -> String {
        if self.header("content-type").is_some_and(|kind| kind.starts_with("text/event-stream")) {
            let events = self.events();
            let deltas = events.iter().map(|e| e["choices"][0]["delta"][member].as_str());
            return deltas.flatten().collect();
        }
        self.json()["choices"][0]["message"][member].as_str().unwrap_or_default().to_owned()
    }

    /// What was tried, as the headers tell it, in order: `a server`, `b ok`.
    pub(crate) fn tried(&self) -> Vec<String> {
        without_times(self.header("x-osier-attempts").expect("the attempts"))
    }

    /// The comment right before the end of a stream.
    pub(crate) fn last_word(&self) -> &str {
        let before = self.body.strip_suffix("\n\ndata: [DONE]\n\n").expect("an end that is said");
        let (_, last) = before.rsplit_once("\n\n").expect("some records");
        last.strip_prefix(": osier ").expect("a last word")
    }

    /// What was tried, as the comment before the end of a stream tells it.
    pub(crate) fn tried_in_all(&self) -> Vec<String> {
        let (_, attempts) = self.last_word().split_once(" attempts=\"").expect("the attempts");
        without_times(attempts.strip_suffix('"').expect("the last of the line"))
    }

    /// The finish reason of a stream, if one was sent.
    pub(crate) fn finish(&self) -> Option<String> {
        let events = self.events();
        let mut reasons = events.iter().filter_map(|e| e["choices"][0]["finish_reason"].as_str());
        reasons.next_back().map(str::to_owned)
    }

    /// The error at the end of a stream.
    pub(crate) fn stream_error(&self) -> Option<Value> {
        self.events().last().and_then(|event| event.get("error").cloned())
    }
}

fn without_times(attempts: &str) -> Vec<String> {
    let without_time = |entry: &str| {
        let (tried, time) = entry.rsplit_once(' ').expect("a time");
        assert!(time.parse::<u64>().is_ok(), "{entry}");
        tried.to_owned()
    };
    attempts.split(", ").map(without_time).collect()
}
