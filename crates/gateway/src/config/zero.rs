//! The configuration nobody wrote: what the environment offers.

use toml::Spanned;

use super::target::{ProviderKind, TargetConfig};
use super::{Config, Interpolated, RouteConfig, spanned};

/// The model an OpenAI-only name is answered by elsewhere.
const CLAUDE: &str = "claude-sonnet-4-5";
const GPT: &str = "gpt-4o";

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
/// Every name is answered: the first provider is asked for the model the caller named, the others
/// for one of their own.
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
    target.model = Some(set("OPENAI_MODEL").unwrap_or_else(|| GPT.to_owned()));
    Some(target)
}

fn anthropic(set: &impl Fn(&str) -> Option<String>) -> Option<TargetConfig> {
    let mut target = TargetConfig::new("anthropic", ProviderKind::Anthropic);
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
    target.model = Some(set("OLLAMA_MODEL").unwrap_or_else(|| "llama3.2".to_owned()));
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

/// One route for any name. Names of Claude models go to Anthropic first.
fn with_routes(targets: Vec<TargetConfig>) -> Config {
    let mut config = Config::any_model(targets);
    let mut claude = config.target_names();
    if claude.len() > 1 && claude.iter().any(|name| name == "anthropic") {
        claude.sort_by_key(|name| name != "anthropic");
        config.routes.push(RouteConfig::new("claude-*", claude));
    }
    config
}

fn url(value: String) -> Spanned<Interpolated> {
    spanned(Interpolated::plain(value))
}
