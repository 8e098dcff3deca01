//! Where the configuration comes from.

use std::path::{Path, PathBuf};

use crate::config::{self, Config, Problem};
use crate::discover;

/// The file that is used if none is named.
const DEFAULT_FILE: &str = "osier.toml";

/// A configuration, and where it was found.
pub(super) enum Source {
    /// This file.
    File(PathBuf, Config),
    /// Keys and addresses in the environment.
    Environment(Config),
    /// Nowhere: simulated providers must do.
    Nothing,
}

/// Looks for a configuration: the named file, else `./osier.toml`, else the environment.
pub(super) async fn find(named: Option<&Path>) -> Result<Source, Problem> {
    let file = named.or_else(|| Some(Path::new(DEFAULT_FILE)).filter(|file| file.exists()));
    if let Some(file) = file {
        return Ok(Source::File(file.to_owned(), config::load(file)?));
    }
    let variable = |name: &str| std::env::var(name).ok();
    if let Some(ignored) = config::without_effect(variable) {
        tracing::warn!("{ignored}");
    }
    let host = variable("OLLAMA_HOST").filter(|host| !host.is_empty());
    let ollama = discover::ollama(host.as_deref()).await;
    let config = config::from_environment(variable, ollama);
    Ok(config.map_or(Source::Nothing, Source::Environment))
}
