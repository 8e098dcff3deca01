//! Simulated providers: real servers on loopback, for those who have no key yet, and for drills.

use osier::{Error, ErrorKind};
use osier_simulate::{Dialect, Script, Server};

use crate::config::{Config, SimulateConfig, TargetConfig};

/// How often the built-in providers fail: often enough that failover is seen within a few requests.
const FAILURE_RATIO: f64 = 0.3;

/// The simulated providers of a configuration. Dropping it stops them.
#[derive(Debug, Default)]
pub struct Simulators {
    servers: Vec<Server>,
}

impl Simulators {
    /// Starts the simulated provider of a target, if that is what it is, and gives its address.
    pub(crate) async fn start(&mut self, target: &TargetConfig) -> Result<Option<String>, Error> {
        let Some(SimulateConfig { dialect, script }) = &target.simulate else { return Ok(None) };
        let server = Server::start(*dialect, script.clone()).await.map_err(|error| {
            Error::new(ErrorKind::Internal)
                .with_note("a simulated provider cannot listen on 127.0.0.1")
                .with_source(error)
        })?;
        let url = server.url();
        self.servers.push(server);
        Ok(Some(url))
    }
}

/// The built-in providers, with the seed each fails by. The first one's is chosen so that its second
/// answer already fails over: nobody should have to wait to see it.
const BUILT_IN: [(&str, Dialect, u64); 4] = [
    ("simulated-openai", Dialect::OpenAi, 24),
    ("simulated-anthropic", Dialect::Anthropic, 3),
    ("simulated-azure", Dialect::Azure, 5),
    ("simulated-ollama", Dialect::Ollama, 4),
];

/// The configuration of a gateway that has nothing but simulations: one provider of each dialect,
/// all of which fail now and then, behind one route for any model.
#[must_use]
pub(crate) fn config() -> Config {
    let targets = BUILT_IN.into_iter().map(|(name, dialect, seed)| {
        TargetConfig::simulated(name, dialect, Script::flaky(seed, FAILURE_RATIO))
    });
    Config::any_model(targets.collect())
}

/// What a newcomer is told.
pub(crate) fn announce() {
    tracing::warn!(
        "no osier.toml and no provider keys found: answers are SIMULATED. Four simulated providers \
         fail now and then, so that you can watch failover happen. Set OPENAI_API_KEY, \
         ANTHROPIC_API_KEY, AZURE_OPENAI_API_KEY with AZURE_OPENAI_ENDPOINT, or OLLAMA_HOST for real ones"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newcomer_sees_failover_at_the_second_request() {
        let config = config();
        let scripts: Vec<_> =
            config.targets.iter().filter_map(|target| target.simulate.as_ref()).collect();
        assert_eq!(scripts[0].script.step(1).fault, None);
        assert!(scripts[0].script.step(2).fault.is_some());
        assert_eq!(scripts[1].script.step(1).fault, None);
    }
}
