//! What the targets of one program share.

use std::sync::Arc;

use osier_health::{HealthSettings, Roster};
use osier_http::HttpClient;
use osier_retry::{BudgetSettings, RetryBudget};

use crate::BuildError;

/// What the targets of one program share: connections, a budget over all retries, and the roster in
/// which it is written how they are.
#[derive(Clone, Debug)]
pub struct Surroundings {
    pub(crate) http: HttpClient,
    pub(crate) roster: Arc<Roster>,
    pub(crate) retry_budget: RetryBudget,
}

impl Surroundings {
    /// These connections (each target sets its own limit on how long one may take to be made), and a
    /// budget over the retries of all targets of [default
    /// size](Self::default_budget).
    #[must_use]
    pub fn new(http: HttpClient) -> Self {
        let retry_budget = RetryBudget::try_new(Self::default_budget()).unwrap_or_default();
        Self { http, roster: Arc::default(), retry_budget }
    }

    /// Five times what one target has: a burst of 50, and 5 a second. In an outage of many targets at
    /// once, that is all a process adds to the load.
    #[must_use]
    pub fn default_budget() -> BudgetSettings {
        BudgetSettings::default().burst(50).floor(5.0)
    }

    /// The same with this budget over the retries of all targets.
    ///
    /// # Errors
    ///
    /// If a setting cannot work.
    pub fn retry_budget(self, settings: BudgetSettings) -> Result<Self, BuildError> {
        let retry_budget = RetryBudget::try_new(settings)
            .map_err(|setting| BuildError::Client { section: "retry_budget", setting })?;
        Ok(Self { retry_budget, ..self })
    }

    /// The same with this to judge the health of all targets by.
    ///
    /// # Errors
    ///
    /// If a setting cannot work.
    pub fn health(self, settings: HealthSettings) -> Result<Self, BuildError> {
        let roster = Roster::try_new(settings)
            .map_err(|setting| BuildError::Client { section: "health", setting })?;
        Ok(Self { roster: Arc::new(roster), ..self })
    }

    /// The connections that all targets share.
    #[must_use]
    pub fn http(&self) -> &HttpClient {
        &self.http
    }

    /// How all targets are that were assembled in these surroundings.
    #[must_use]
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }
}
