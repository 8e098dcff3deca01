//! Answers that were given before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use osier::degrade::StaleSource;
use osier::{Completion, Context, Request, Response};

/// Remembers what was answered to whom asked the same. Clones are the same memory.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<HashMap<Vec<u8>, String>>>);

impl Memory {
    pub(crate) fn keep(&self, request: &Request, answer: &str) {
        self.0.lock().expect("not poisoned").insert(question(request), answer.to_owned());
    }
}

#[async_trait]
impl StaleSource for Memory {
    async fn stale(&self, _: &Context, request: &Request) -> Option<Response> {
        let answer = self.0.lock().expect("not poisoned").get(&question(request)).cloned()?;
        Some(Response::complete(Completion::of_text("remembered", &answer)))
    }
}

fn question(request: &Request) -> Vec<u8> {
    request.get("messages").map(|messages| messages.to_vec()).unwrap_or_default()
}
