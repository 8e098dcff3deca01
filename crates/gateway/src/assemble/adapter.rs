//! The adapter each target speaks through.

use osier::InvalidSetting;
use osier::azure::Azure;
use osier::{Anthropic, Ollama, OpenAi, Secret, Target};
use osier_simulate::Dialect;

use super::place::OLLAMA;
use crate::config::{ProviderKind, TargetConfig};

/// The target over the right adapter; `simulator` is where its simulated provider listens.
pub(super) fn target(
    config: &TargetConfig,
    simulator: Option<&str>,
) -> Result<Target, InvalidSetting> {
    let name = config.name.get_ref().as_str();
    match (config.provider, &config.simulate, simulator) {
        (ProviderKind::Simulated, Some(simulate), Some(url)) => {
            simulated(name, simulate.dialect, url)
        }
        (ProviderKind::Azure, ..) => azure(config).map(|adapter| Target::http(name, adapter)),
        (ProviderKind::Anthropic, ..) => claude(config).map(|adapter| Target::http(name, adapter)),
        (ProviderKind::Ollama, ..) => ollama(config).map(|adapter| Target::http(name, adapter)),
        _ => openai(config).map(|adapter| Target::http(name, adapter)),
    }
}

fn openai(config: &TargetConfig) -> Result<OpenAi, InvalidSetting> {
    let mut adapter = match (base_url(config), key(config)) {
        (Some(url), None) => OpenAi::compatible(url)?,
        (Some(url), Some(key)) => OpenAi::compatible(url)?.api_key(key),
        (None, key) => OpenAi::new(key.unwrap_or_else(|| Secret::from(""))),
    };
    if let Some(organization) = &config.organization {
        adapter = adapter.organization(organization.as_str());
    }
    if let Some(project) = &config.project {
        adapter = adapter.project(project.as_str());
    }
    Ok(adapter)
}

fn azure(config: &TargetConfig) -> Result<Azure, InvalidSetting> {
    let url = base_url(config).unwrap_or_default();
    let key = key(config).unwrap_or_else(|| Secret::from(""));
    Ok(match &config.api_version {
        Some(version) => Azure::classic(url, version.get_ref().as_str(), key)?,
        None => Azure::v1(url, key)?,
    })
}

fn claude(config: &TargetConfig) -> Result<Anthropic, InvalidSetting> {
    let mut adapter = Anthropic::new(key(config).unwrap_or_else(|| Secret::from("")));
    if let Some(url) = base_url(config) {
        adapter = adapter.base_url(url)?;
    }
    if let Some(version) = &config.api_version {
        adapter = adapter.version(version.get_ref().as_str().parse()?);
    }
    if let Some(tokens) = config.max_tokens {
        adapter = adapter.default_max_tokens(tokens.get().into());
    }
    Ok(adapter)
}

fn ollama(config: &TargetConfig) -> Result<Ollama, InvalidSetting> {
    let mut adapter = Ollama::new(base_url(config).unwrap_or(OLLAMA))?;
    if let Some(key) = key(config) {
        adapter = adapter.api_key(key);
    }
    if let Some(tokens) = config.context {
        adapter = adapter.context(tokens.get());
    }
    Ok(adapter)
}

fn simulated(name: &str, dialect: Dialect, url: &str) -> Result<Target, InvalidSetting> {
    Ok(match dialect {
        Dialect::Azure => Target::http(name, Azure::v1(url, "simulated")?),
        Dialect::Anthropic => Target::http(name, Anthropic::new("simulated").base_url(url)?),
        Dialect::Ollama => Target::http(name, Ollama::new(url)?),
        _ => Target::http(name, OpenAi::compatible(format!("{url}/v1"))?),
    })
}

fn base_url(config: &TargetConfig) -> Option<&str> {
    config.base_url.as_ref().map(|url| url.get_ref().as_str())
}

fn key(config: &TargetConfig) -> Option<Secret> {
    config.api_key.as_ref().map(|key| Secret::from(key.as_str()))
}
