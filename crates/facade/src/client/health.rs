//! How the targets of a client are, and who hears of it.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use osier_health::{AlertSink, HealthSettings, Roster, SharedAlertSink, Standing, Watch, Webhook};

use super::{Client, ClientBuilder, SharedObserverDebug};
use crate::HttpPost;

/// Who hears of alerts.
#[derive(Clone, Default)]
pub(super) struct Sinks {
    own: Vec<SharedAlertSink>,
    webhooks: Vec<Webhook>,
}

impl fmt::Debug for Sinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sinks")
            .field("own", &self.own.len())
            .field("webhooks", &self.webhooks)
            .finish()
    }
}

impl Client {
    /// How each target is now, in their order.
    #[must_use]
    pub fn health(&self) -> Vec<Standing> {
        let now = self.clock.now();
        self.targets.iter().map(|assembled| assembled.health.standing(now)).collect()
    }

    /// Every target and every credential: to reinstate those that were benched, among others.
    #[must_use]
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// Watches over the targets, for as long as it runs: tells the [observer](ClientBuilder::observer)
    /// and the [sinks](ClientBuilder::alerts) of every change, and probes targets that nobody asks.
    /// Spawn it beside the program; without it, nothing of that is done, and all else goes on.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use osier::health::Alert;
    /// use osier::{Client, OpenAi, Target};
    ///
    /// let client = Client::builder()
    ///     .target(Target::http("openai", OpenAi::new(std::env::var("OPENAI_API_KEY")?)))
    ///     .alerts(|alert: &Alert| eprintln!("{} is {}: {}", alert.name, alert.to, alert.reason))
    ///     .build()?;
    /// tokio::spawn(client.watch());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancellation
    ///
    /// Dropping it ends it, and the probes under way.
    pub fn watch(&self) -> impl Future<Output = ()> + Send + 'static {
        let watch = Watch::new(Arc::clone(&self.roster), Arc::clone(&self.clock));
        let watch = match &self.observer {
            Some(SharedObserverDebug(observer)) => watch.observer(Arc::clone(observer)),
            None => watch,
        };
        let watch = self.sinks.own.iter().cloned().fold(watch, Watch::alerts);
        let way_out = || HttpPost::new(self.http.clone());
        let webhooks = self.sinks.webhooks.iter();
        webhooks.fold(watch, |watch, webhook| watch.webhook(webhook, way_out())).run()
    }
}

impl ClientBuilder {
    /// What the health of the targets is judged by; the defaults are those of [`HealthSettings`].
    pub fn health(self, settings: HealthSettings) -> Self {
        Self { health: Some(settings), ..self }
    }

    /// Tells this sink of alerts, beside those that already are told; see [`Client::watch`].
    pub fn alerts(mut self, sink: impl AlertSink) -> Self {
        self.sinks.own.push(Arc::new(sink));
        self
    }

    /// Sends alerts to this webhook, beside those that already are there; see [`Client::watch`].
    ///
    /// ```
    /// use osier::health::Webhook;
    ///
    /// # fn main() -> Result<(), osier::InvalidSetting> {
    /// let webhook = Webhook::new("https://ops.example.com/osier", "a secret of 32 random bytes")?;
    /// let client = osier::Client::builder().webhook(webhook);
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    pub fn webhook(mut self, webhook: Webhook) -> Self {
        self.sinks.webhooks.push(webhook);
        self
    }
}
