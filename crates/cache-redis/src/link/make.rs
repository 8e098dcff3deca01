//! How a link is made.

use std::time::Duration;

use osier_core::{InvalidSetting, StoreError};
use redis::cluster::ClusterClient;
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, RedisResult, TlsCertificates};
use tokio::time::timeout;

use super::{Link, Way};
use crate::RedisSettings;
use crate::refusal::{not_made, too_slow};
use crate::settings::at_once;

/// The link to a cluster is made in steps, and one silent node makes each of them take its whole time:
/// greet the nodes that are set, ask one for the map, greet those on it.
const STEPS_OF_CLUSTER: u32 = 3;
/// How often the client of a cluster follows a redirection before it gives up.
const REDIRECTIONS: u32 = 4;

/// Makes links, always to the same place. It has spoken to nobody yet.
pub(crate) struct Maker {
    target: Target,
    limit: Duration,
}

enum Target {
    Single(Client, AsyncConnectionConfig),
    Cluster(ClusterClient),
}

impl Maker {
    pub(crate) fn new(settings: &RedisSettings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        let nodes = settings.addresses()?;
        let authorities = settings.authorities()?;
        let certificates = authorities
            .map(|root_cert| TlsCertificates { client_tls: None, root_cert: Some(root_cert) });
        choose_cryptography();
        let (target, steps) = if settings.cluster {
            (cluster(settings, nodes, certificates), STEPS_OF_CLUSTER)
        } else {
            (single(settings, nodes, certificates), 1)
        };
        // All else was checked before.
        let target = target.map_err(|_| settings.invalid_authorities())?;
        Ok(Self { target, limit: settings.connect_timeout.saturating_mul(steps) })
    }

    pub(crate) fn is_cluster(&self) -> bool {
        matches!(self.target, Target::Cluster(_))
    }

    /// Makes one, in the time that it may take.
    pub(crate) async fn make(&self) -> Result<Link, StoreError> {
        match timeout(self.limit, self.target.reach()).await {
            Ok(made) => made.map(Link::new).map_err(|error| not_made(&error)),
            Err(_) => Err(too_slow()),
        }
    }
}

impl Target {
    async fn reach(&self) -> RedisResult<Way> {
        Ok(match self {
            Self::Single(client, config) => {
                Way::Single(client.get_multiplexed_async_connection_with_config(config).await?)
            }
            Self::Cluster(client) => Way::Cluster(client.get_async_connection().await?),
        })
    }
}

fn single(
    settings: &RedisSettings,
    nodes: Vec<ConnectionInfo>,
    certificates: Option<TlsCertificates>,
) -> RedisResult<Target> {
    let node = nodes.into_iter().next().ok_or((redis::ErrorKind::InvalidClientConfig, "no URL"))?;
    let client = match certificates {
        Some(certificates) => Client::build_with_tls(node, certificates)?,
        None => Client::open(node)?,
    };
    // Each operation has its time from us, so that a timeout is seen by whoever keeps the link.
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(settings.connect_timeout))
        .set_response_timeout(None);
    Ok(Target::Single(client, config))
}

fn cluster(
    settings: &RedisSettings,
    nodes: Vec<ConnectionInfo>,
    certificates: Option<TlsCertificates>,
) -> RedisResult<Target> {
    let mut client = ClusterClient::builder(nodes)
        .connection_timeout(settings.connect_timeout)
        .response_timeout(settings.response_timeout)
        .overall_response_timeout(None)
        .retries(REDIRECTIONS)
        .tcp_settings(at_once());
    if let Some(certificates) = certificates {
        client = client.certs(certificates);
    }
    Ok(Target::Cluster(client.build()?))
}

/// The TLS library panics where several implementations are built in and nobody has chosen. A program
/// that has chosen is left alone.
fn choose_cryptography() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    }
}
