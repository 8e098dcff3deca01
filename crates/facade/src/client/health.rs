//! How the targets of a client are, and who hears of it.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use osier_health::{AlertSink, HealthSettings, Roster, SharedAlertSink, Standing, Watch};

use super::{Client, ClientBuilder, SharedObserverDebug};

/// Who hears of alerts.
#[derive(Clone, Default)]
pub(super) struct Sinks(Vec<SharedAlertSink>);

impl fmt::Debug for Sinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sinks", self.0.len())
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
        self.sinks.0.iter().cloned().fold(watch, Watch::alerts).run()
    }
}

impl ClientBuilder {
    /// What the health of the targets is judged by; the defaults are those of [`HealthSettings`].
    pub fn health(self, settings: HealthSettings) -> Self {
        Self { health: Some(settings), ..self }
    }

    /// Tells this sink of alerts, beside those that already are told; see [`Client::watch`].
    pub fn alerts(mut self, sink: impl AlertSink) -> Self {
        self.sinks.0.push(Arc::new(sink));
        self
    }
}
