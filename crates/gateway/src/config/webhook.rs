//! Where alerts go.

use osier::health::Webhook;
use osier::{InvalidSetting, Secret};
use serde::Deserialize;
use toml::Spanned;

use super::environment::Interpolated;

/// An HTTP endpoint that gets every alert, a section `[[webhook]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// Where it is.
    pub url: Spanned<Interpolated>,
    /// What alerts are signed with; `${NAME}` takes it from the environment.
    pub secret: Interpolated,
}

impl WebhookConfig {
    /// The webhook it means.
    ///
    /// # Errors
    ///
    /// If the URL is none, or the secret is empty.
    pub fn webhook(&self) -> Result<Webhook, InvalidSetting> {
        Webhook::new(self.url.get_ref().as_str(), Secret::from(self.secret.as_str()))
    }
}
