//! Looking for a local model server.

use std::time::Duration;

use bytes::Bytes;
use osier::http::{HttpClient, TokioClock};
use osier::{Context, Error};
use serde::Deserialize;

use crate::config::{FoundOllama, ollama_url};

/// Where Ollama listens unless it is told otherwise.
const ADDRESS: &str = "127.0.0.1";
/// A server on this machine answers at once, if it is there.
const PATIENCE: Duration = Duration::from_millis(250);
/// Models that are made known by name.
const MAX_MODELS: usize = 64;

/// The Ollama at `OLLAMA_HOST`, alive or not; without that, the one on this machine, if it is alive.
pub(crate) async fn ollama(host: Option<&str>) -> Option<FoundOllama> {
    let url = ollama_url(host.unwrap_or(ADDRESS));
    match tags(&url).await {
        Ok(document) => Some(FoundOllama { url, models: installed(&document) }),
        Err(_) => host.map(|_| FoundOllama { url, models: Vec::new() }),
    }
}

async fn tags(url: &str) -> Result<Bytes, Error> {
    let context = Context::builder(TokioClock::shared()).timeout(PATIENCE).build();
    HttpClient::new()?.fetch(&context, &format!("{url}/api/tags")).await
}

/// The names in the list; a list that cannot be read has none.
fn installed(document: &[u8]) -> Vec<String> {
    #[derive(Default, Deserialize)]
    struct Tags {
        #[serde(default)]
        models: Vec<Model>,
    }
    #[derive(Deserialize)]
    struct Model {
        name: String,
    }
    let tags: Tags = serde_json::from_slice(document).unwrap_or_default();
    tags.models.into_iter().map(|model| model.name).take(MAX_MODELS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installed_models_are_read_and_anything_else_is_none() {
        let document = br#"{"models":[{"name":"qwen3:8b","size":1},{"name":"llama3.2:latest"}]}"#;
        assert_eq!(installed(document), ["qwen3:8b", "llama3.2:latest"]);
        for document in [&b""[..], b"{}", b"<html>", br#"{"models":[1]}"#] {
            assert!(installed(document).is_empty());
        }
    }
}
