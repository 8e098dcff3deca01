//! What a shape cannot say: names that must exist, and be unique.

mod cache;
mod ladder;
mod layers;
mod route;

use std::collections::HashSet;
use std::ops::Range;

use osier::InvalidSetting;
use osier::adapter::BaseUrl;
use osier::anthropic::ApiVersion;

use super::{Config, ProviderKind, TargetConfig};

/// The longest name of a target, in bytes.
const MAX_NAME: usize = 128;
/// What stands between and around names in the headers that list them.
const SEPARATORS: [u8; 3] = *b",;\"";

/// A mistake at some bytes of the file.
pub(super) struct Wrong {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    /// The setting to blame, if the bytes are those of its whole section.
    pub(super) field: Option<&'static str>,
}

impl Wrong {
    fn setting(span: Range<usize>, setting: &InvalidSetting) -> Self {
        Self { span, message: format!("target.{setting}"), field: None }
    }
}

pub(super) fn validate(config: &Config) -> Result<(), Wrong> {
    layers::check_gateway(config)?;
    let mut names = HashSet::new();
    for target in &config.targets {
        check_target(target)?;
        layers::check_target(target)?;
        if !names.insert(target.name.get_ref().as_str()) {
            let message = format!("target `{}` is defined twice", target.name.get_ref());
            return wrong(target.name.span(), message);
        }
    }
    if config.routes.is_empty() {
        return wrong(0..0, "expected at least one [[route]], with a model and its targets");
    }
    let mut models = HashSet::new();
    for route in &config.routes {
        route::check(route, &names)?;
        if !models.insert(route.model.get_ref().as_str()) {
            let message = format!("model `{}` has two routes", route.model.get_ref());
            return wrong(route.model.span(), message);
        }
    }
    cache::check(config)?;
    config.routes.iter().try_for_each(|route| ladder::check(config, route))
}

fn check_target(target: &TargetConfig) -> Result<(), Wrong> {
    check_name(target)?;
    check_needs(target)?;
    check_foreign(target)?;
    if let Some(model) = target.model.as_ref().filter(|model| model.get_ref().as_str().is_empty()) {
        return wrong(model.span(), "target.model: expected the name of a model");
    }
    if let Some(url) = &target.base_url {
        let parsed = BaseUrl::parse("base_url", url.get_ref().as_str());
        parsed.map_err(|setting| Wrong::setting(url.span(), &setting))?;
    }
    match (&target.api_version, target.provider) {
        (Some(version), ProviderKind::Anthropic) => {
            match version.get_ref().as_str().parse::<ApiVersion>() {
                Ok(_) => Ok(()),
                Err(setting) => Err(Wrong::setting(version.span(), &setting)),
            }
        }
        _ => Ok(()),
    }
}

fn check_name(target: &TargetConfig) -> Result<(), Wrong> {
    let name = target.name.get_ref();
    let listed = |byte: u8| byte.is_ascii_graphic() && !SEPARATORS.contains(&byte);
    if !(1..=MAX_NAME).contains(&name.len()) || !name.bytes().all(listed) {
        let message = "target.name: expected 1 to 128 visible ASCII characters without spaces, and \
                       none of `,`, `;` and `\"`";
        return wrong(target.name.span(), message);
    }
    Ok(())
}

fn check_needs(target: &TargetConfig) -> Result<(), Wrong> {
    let name = target.name.get_ref();
    let needs = |field: &str| {
        let provider = target.provider.name();
        wrong(target.name.span(), format!("target `{name}`: provider `{provider}` needs `{field}`"))
    };
    match target.provider {
        ProviderKind::Azure if target.base_url.is_none() => needs("base_url"),
        ProviderKind::Azure | ProviderKind::Anthropic if target.api_key.is_none() => {
            needs("api_key")
        }
        ProviderKind::OpenAi if target.api_key.is_none() && target.base_url.is_none() => {
            needs("api_key` or `base_url")
        }
        ProviderKind::Simulated if target.simulate.is_none() => needs("simulate"),
        _ => Ok(()),
    }
}

/// A setting of another provider would be ignored in silence.
fn check_foreign(target: &TargetConfig) -> Result<(), Wrong> {
    use ProviderKind::{Anthropic, Azure, OpenAi, Simulated};
    let table: [(&str, bool, &[ProviderKind]); 5] = [
        ("organization", target.organization.is_some(), &[OpenAi]),
        ("project", target.project.is_some(), &[OpenAi]),
        ("api_version", target.api_version.is_some(), &[Azure, Anthropic]),
        ("max_tokens", target.max_tokens.is_some(), &[Anthropic]),
        ("simulate", target.simulate.is_some(), &[Simulated]),
    ];
    let foreign = table.iter().find(|(_, set, known)| *set && !known.contains(&target.provider));
    match foreign {
        None => Ok(()),
        Some((field, ..)) => {
            let (name, provider) = (target.name.get_ref(), target.provider.name());
            let message =
                format!("target `{name}`: `{field}` means nothing to provider `{provider}`");
            wrong(target.name.span(), message)
        }
    }
}

fn wrong(span: Range<usize>, message: impl Into<String>) -> Result<(), Wrong> {
    Err(Wrong { span, message: message.into(), field: None })
}
