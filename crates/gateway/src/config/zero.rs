//! The configuration nobody wrote: what the environment offers.

use toml::Spanned;

use std::iter;

use super::target::{ProviderKind, TargetConfig};
use super::{Config, Interpolated, RouteConfig, spanned};

/// What each provider is asked for when the caller names a model of another one.
const CLAUDE: &str = "claude-sonnet-4-5";
const GPT: &str = "gpt-4o";
const LLAMA: &str = "llama3.2";
/// The same provider twice: with a model of its own, and with the one that is named.
const ANTHROPIC: &str = "anthropic";
const CLAUDE_AS_NAMED: &str = "anthropic-as-named";

/// What the environment offers.
#[derive(Debug)]
pub enum Found {
    /// Providers with their keys, in the order OpenAI, Anthropic, Azure, Ollama.
    Providers(Config),
    /// Nothing at all.
    Nothing,
}

/// Builds a configuration from environment variables; `ollama` is the address of a local Ollama
/// that was seen alive.
///
/// Every name is answered. OpenAI is asked for the very model the caller named, and Anthropic for a
/// model of Claude that is named; otherwise each provider is asked for a model of its own, which
/// `OPENAI_MODEL`, `ANTHROPIC_MODEL`, `AZURE_OPENAI_DEPLOYMENT` and `OLLAMA_MODEL` choose.
pub fn from_environment(
    variable: impl Fn(&str) -> Option<String>,
    ollama: Option<String>,
) -> Found {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let mut targets = Vec::new();
    targets.extend(openai(&set));
    targets.extend(anthropic(&set));
    targets.extend(azure(&set));
    targets.extend(ollama_target(&set, ollama));
    if targets.is_empty() {
        return Found::Nothing;
    }
    Found::Providers(with_routes(targets))
}

fn openai(set: &impl Fn(&str) -> Option<String>) -> Option<TargetConfig> {
    let mut target = TargetConfig::new("openai", ProviderKind::OpenAi);
    target.api_key = Some(Interpolated::plain(set("OPENAI_API_KEY")?));
    target.base_url = set("OPENAI_BASE_URL").map(url);
    target.organization = set("OPENAI_ORG_ID");
    target.project = set("OPENAI_PROJECT_ID");
    target.model = set("OPENAI_MODEL");
    Some(target)
}

fn anthropic(set: &impl Fn(&str) -> Option<String>) -> Option<TargetConfig> {
    let mut target = TargetConfig::new(ANTHROPIC, ProviderKind::Anthropic);
    target.api_key = Some(Interpolated::plain(set("ANTHROPIC_API_KEY")?));
    target.base_url = set("ANTHROPIC_BASE_URL").map(url);
    target.model = Some(set("ANTHROPIC_MODEL").unwrap_or_else(|| CLAUDE.to_owned()));
    Some(target)
}

fn azure(set: &impl Fn(&str) -> Option<String>) -> Option<TargetConfig> {
    let mut target = TargetConfig::new("azure", ProviderKind::Azure);
    target.api_key = Some(Interpolated::plain(set("AZURE_OPENAI_API_KEY")?));
    target.base_url = Some(url(set("AZURE_OPENAI_ENDPOINT")?));
    target.api_version =
        set("AZURE_OPENAI_API_VERSION").or_else(|| set("OPENAI_API_VERSION")).map(spanned);
    target.model = Some(set("AZURE_OPENAI_DEPLOYMENT").unwrap_or_else(|| GPT.to_owned()));
    Some(target)
}

fn ollama_target(
    set: &impl Fn(&str) -> Option<String>,
    seen: Option<String>,
) -> Option<TargetConfig> {
    let mut target = TargetConfig::new("ollama", ProviderKind::Ollama);
    target.base_url = Some(url(set("OLLAMA_HOST").map(|host| ollama_url(&host)).or(seen)?));
    target.model = Some(set("OLLAMA_MODEL").unwrap_or_else(|| LLAMA.to_owned()));
    Some(target)
}

/// `OLLAMA_HOST` may be a bare host, and without a port it means Ollama's own.
#[must_use]
pub(super) fn ollama_url(host: &str) -> String {
    let with_scheme = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let authority = with_scheme.rsplit("://").next().unwrap_or_default();
    if authority.trim_end_matches('/').contains(':') || with_scheme.starts_with("https") {
        with_scheme
    } else {
        format!("{}:11434", with_scheme.trim_end_matches('/'))
    }
}

/// One route for any name, and one for names of Claude models: these go to Anthropic first, as they
/// are.
fn with_routes(targets: Vec<TargetConfig>) -> Config {
    let mut config = Config::any_model(targets);
    if let Some(anthropic) = config.targets.iter().find(|t| t.name.get_ref() == ANTHROPIC) {
        let mut as_named = anthropic.clone();
        as_named.name = spanned(CLAUDE_AS_NAMED.to_owned());
        as_named.model = None;
        let others = config.target_names().into_iter().filter(|name| name != ANTHROPIC);
        let names = iter::once(CLAUDE_AS_NAMED.to_owned()).chain(others).collect();
        config.routes.push(RouteConfig::new("claude-*", names));
        config.targets.push(as_named);
    }
    config
}

fn url(value: String) -> Spanned<Interpolated> {
    spanned(Interpolated::plain(value))
}
