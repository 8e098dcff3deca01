//! The suite for adapters.

use std::fmt::Debug;

use osier_core::Adapter;
use serde_json::Map;

use crate::anything::Vocabulary;
use crate::settings::Settings;
use crate::{anything, golden, secrets};

/// What is tested: an adapter, by its golden files and by properties of all adapters.
#[derive(Clone, Copy, Debug)]
pub struct AdapterSuite<A> {
    /// The folder of golden files, within the package: a path fixed when the test was built would let two
    /// checkouts that share a target folder read each other's files.
    pub golden: &'static str,
    /// Builds the adapter that a case wants.
    pub adapter: fn(&mut Settings) -> A,
    /// What its provider's records are made of.
    pub vocabulary: Vocabulary,
}

impl<A: Adapter<Decoder: Debug> + Debug> AdapterSuite<A> {
    /// Checks every case of every golden file.
    ///
    /// A folder has four others in it, `requests`, `answers`, `errors` and `streams`, and those have
    /// files (`*.json`) that are lists of cases. Nothing else may be there, and none of it may be
    /// empty. Every case has a `name`, unlike that of any other in its file. Fields that are unknown
    /// or missing fail.
    ///
    /// In all of them *bytes* are written as JSON: a string stands for its content, anything else
    /// for itself, to the last space. A JSON value that is expected is compared by what it says, not
    /// by how it is written; in its place `"as sent"` stands for the very bytes that went in,
    /// without a copy.
    ///
    /// An *error* is `{"kind": …}`, and `code`, `param`, `retry_after_ms` and `status` where it has
    /// them; one that is left out must be absent. The status is left out in `errors`.
    ///
    /// | kind | given | expected |
    /// |---|---|---|
    /// | `requests` | `request`; `settings`, for the adapter | `wire`, the body; or `error` |
    /// | `answers` | `body`, bytes | `completion`; or `error` |
    /// | `errors` | `status`; `headers`; `body`, bytes | `error` |
    /// | `streams` | `records`, each `data`, bytes, and `event`, its name; `usage`, whether the caller asked for it, and `n`, how many choices | `events`, each a chunk, or the number of the record it was; `end`; `collected`, the answer that the events add up to |
    ///
    /// `settings`, `headers`, `event`, `usage`, `n` and `collected` may be left out. `headers` may have
    /// `retry_after_ms`, `reset_after_ms`, `should_retry` and `html`. An `error` is its `kind`, and what
    /// it has of `code`, `param`, `retry_after_ms` and `refuses_retry`; the rest must be absent.
    ///
    /// The `end` of a stream is `"done"` after the provider's terminator, `"complete"` after a
    /// finish reason without one, `"open"` after neither, or `{"error": …}`. An event that would
    /// break clients fails in any case, and so does a decoder that calls a failed answer complete.
    ///
    /// # Panics
    ///
    /// With everything that is wrong.
    pub fn golden_files(&self) {
        let problems = self.problems();
        assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    }

    /// What is wrong with the golden files, or with the adapter by them.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        golden::problems(self)
    }

    /// Checks that the key goes to the provider and nowhere else: not into what is printed of the
    /// adapter, its decoder and its requests, and not into errors, even where the provider quotes it.
    /// Nor may the content of a request be in an error.
    ///
    /// # Panics
    ///
    /// With the first that is wrong.
    pub fn secrets(&self) {
        secrets::check(self);
    }

    /// Checks with some thousand inputs that nobody chose that nothing panics; that an event is
    /// always one that clients can read; that a failed stream is never complete, and one with its
    /// terminator always; and that a failure keeps its status.
    ///
    /// # Panics
    ///
    /// With the smallest input found that breaks one of these.
    pub fn anything(&self) {
        anything::check(self);
    }

    /// The adapter as it is unless a case wants another.
    #[must_use]
    pub fn plain(&self) -> A {
        self.with_key("sk-own-key")
    }

    pub(crate) fn with_key(&self, key: &'static str) -> A {
        (self.adapter)(&mut Settings::new(key, Map::new()))
    }
}
