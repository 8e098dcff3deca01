//! The configuration nobody wrote: what the environment offers.

use std::iter;

use toml::Spanned;

use super::target::{ProviderKind, TargetConfig};
use super::{Config, Interpolated, RouteConfig, spanned};

/// What each provider is asked for when the caller names a model of another one.
const CLAUDE: &str = "claude-sonnet-4-5";
const GPT: &str = "gpt-4o";
const LLAMA: &str = "llama3.2";

/// These two are there twice: with a model of their own, and with the one that is named.
const ANTHROPIC: &str = "anthropic";
const OLLAMA: &str = "ollama";

/// An Ollama that was looked for.
#[derive(Clone, Debug, Default)]
pub struct FoundOllama {
    /// Where it listens.
    pub url: String,
    /// The models it has; none if it did not answer.
    pub models: Vec<String>,
}

/// Builds a configuration from environment variables and the Ollama that was found: providers in the
/// order OpenAI, Anthropic, Azure, Ollama. `None` if there is nothing at all.
///
/// Every name is answered. OpenAI is asked for the very model the caller named; Anthropic for a model
/// of Claude, and Ollama for a model it has, if that is named. Otherwise each is asked for a model of
/// its own: `OPENAI_MODEL`, `ANTHROPIC_MODEL`, `AZURE_OPENAI_DEPLOYMENT` and `OLLAMA_MODEL` choose it.
pub fn from_environment(
    variable: impl Fn(&str) -> Option<String>,
    found: Option<FoundOllama>,
) -> Option<Config> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let installed = found.as_ref().map(|ollama| ollama.models.clone()).unwrap_or_default();
    let mut targets = Vec::new();
    targets.extend(openai(&set));
    targets.extend(anthropic(&set));
    targets.extend(azure(&set));
    targets.extend(found.map(|found| ollama(&set, found)));
    if targets.is_empty() {
        return None;
    }
    let mut config = Config::any_model(targets);
    route_by_name(&mut config, ANTHROPIC, &["claude-*".to_owned()]);
    route_by_name(&mut config, OLLAMA, &installed);
    Some(config)
}

/// What is set without effect, in words for a person.
pub fn without_effect(variable: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    match (set("AZURE_OPENAI_API_KEY"), set("AZURE_OPENAI_ENDPOINT")) {
        (true, false) => Some("AZURE_OPENAI_API_KEY is ignored without AZURE_OPENAI_ENDPOINT"),
        (false, true) => Some("AZURE_OPENAI_ENDPOINT is ignored without AZURE_OPENAI_API_KEY"),
        _ => None,
    }
}

fn openai(set: &impl Fn(&str) -> Option<String>) -> Option<TargetConfig> {
    let mut target = TargetConfig::new("openai", ProviderKind::OpenAi);
    target.api_key = Some(Interpolated::plain(set("OPENAI_API_KEY")?));
    target.base_url = set("OPENAI_BASE_URL").map(value);
    target.organization = set("OPENAI_ORG_ID").map(Interpolated::plain);
    target.project = set("OPENAI_PROJECT_ID").map(Interpolated::plain);
    target.model = set("OPENAI_MODEL").map(value);
    Some(target)
}

fn anthropic(set: &impl Fn(&str) -> Option<String>) -> Option<TargetConfig> {
    let mut target = TargetConfig::new(ANTHROPIC, ProviderKind::Anthropic);
    target.api_key = Some(Interpolated::plain(set("ANTHROPIC_API_KEY")?));
    target.base_url = set("ANTHROPIC_BASE_URL").map(value);
    Some(target.with_model(set("ANTHROPIC_MODEL").unwrap_or_else(|| CLAUDE.to_owned())))
}

fn azure(set: &impl Fn(&str) -> Option<String>) -> Option<TargetConfig> {
    let mut target = TargetConfig::new("azure", ProviderKind::Azure);
    target.api_key = Some(Interpolated::plain(set("AZURE_OPENAI_API_KEY")?));
    target.base_url = Some(value(set("AZURE_OPENAI_ENDPOINT")?));
    target.api_version =
        set("AZURE_OPENAI_API_VERSION").or_else(|| set("OPENAI_API_VERSION")).map(value);
    Some(target.with_model(set("AZURE_OPENAI_DEPLOYMENT").unwrap_or_else(|| GPT.to_owned())))
}

fn ollama(set: &impl Fn(&str) -> Option<String>, found: FoundOllama) -> TargetConfig {
    let mut target = TargetConfig::new(OLLAMA, ProviderKind::Ollama);
    target.base_url = Some(value(found.url));
    let first = found.models.into_iter().next();
    let model = set("OLLAMA_MODEL").or(first).unwrap_or_else(|| LLAMA.to_owned());
    target.with_model(model)
}

/// Sends these names to the target that has them, as they are, before all others.
fn route_by_name(config: &mut Config, name: &str, models: &[String]) {
    let Some(target) = config.targets.iter().find(|target| target.name.get_ref() == name) else {
        return;
    };
    if models.is_empty() {
        return;
    }
    let as_named = format!("{name}-as-named");
    let mut twin = target.clone();
    twin.name = spanned(as_named.clone());
    twin.model = None;
    let standing = config.routes.first().map(RouteConfig::target_names).unwrap_or_default();
    let others = standing.into_iter().filter(|other| other != name);
    let targets: Vec<String> = iter::once(as_named).chain(others).collect();
    let routes = models.iter().map(|model| RouteConfig::new(model, targets.clone()));
    config.routes.extend(routes);
    config.targets.push(twin);
}

/// `OLLAMA_HOST` may be a bare host, and without a port it means Ollama's own.
#[must_use]
pub fn ollama_url(host: &str) -> String {
    let host = host.trim_end_matches('/');
    let url = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let authority = url.rsplit("://").next().unwrap_or_default();
    let after_address = authority.rsplit(']').next().unwrap_or_default();
    if after_address.contains(':') || url.starts_with("https") {
        url
    } else {
        format!("{url}:11434")
    }
}

fn value(text: String) -> Spanned<Interpolated> {
    spanned(Interpolated::plain(text))
}
