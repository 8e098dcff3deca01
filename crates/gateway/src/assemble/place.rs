//! Where a target is, however it was written.

use osier::adapter::BaseUrl;

use crate::config::{ProviderKind, TargetConfig};

const OPENAI: &str = "https://api.openai.com/v1";
const ANTHROPIC: &str = "https://api.anthropic.com";
/// Where a local Ollama listens.
pub(super) const OLLAMA: &str = "http://127.0.0.1:11434";

/// Where a target is, as its adapter reads it; where there is no default, `None` without a URL.
pub(super) fn place(target: &TargetConfig) -> Option<BaseUrl> {
    let (usual, endings): (_, &[&str]) = match target.provider {
        ProviderKind::OpenAi => (Some(OPENAI), &[]),
        ProviderKind::Anthropic => (Some(ANTHROPIC), &["/v1"]),
        ProviderKind::Ollama => (Some(OLLAMA), &["/api", "/v1"]),
        ProviderKind::Azure => (None, &["/openai/v1", "/openai"]),
        ProviderKind::Simulated => (None, &[]),
    };
    let url = target.base_url.as_ref().map(|url| url.get_ref().as_str()).or(usual)?;
    BaseUrl::parse("base_url", url).ok().map(|url| url.without(endings))
}

#[cfg(test)]
mod tests {
    use osier::{Anthropic, OpenAi};

    use super::*;

    #[test]
    fn the_usual_places_are_those_of_the_adapters() {
        assert!(format!("{:?}", OpenAi::new("key")).contains(&format!("{OPENAI}/chat")));
        assert!(format!("{:?}", Anthropic::new("key")).contains(ANTHROPIC));
    }
}
