//! How a case wants its adapter.

use serde_json::{Map, Value};

/// What a case says of the adapter it is about. A setting that nobody takes fails the case.
#[derive(Debug)]
pub struct Settings {
    key: &'static str,
    left: Map<String, Value>,
}

impl Settings {
    pub(crate) fn new(key: &'static str, named: Map<String, Value>) -> Self {
        Self { key, left: named }
    }

    /// The key the adapter must use.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Takes a setting by its name.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name)
    }

    /// The names nobody took.
    pub(crate) fn left(&self) -> Vec<&str> {
        self.left.keys().map(String::as_str).collect()
    }
}
