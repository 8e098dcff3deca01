//! URLs of servers.

use osier_core::{InvalidSetting, Secret};
use redis::io::tcp::TcpSettings;
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo, ProtocolVersion};

const FIELD: &str = "url";
const ALLOWED: &str = "a redis:// or rediss:// URL with a host, user and password percent-encoded, and \
                       without query or fragment";
const SCHEMES: [&str; 4] = ["redis", "rediss", "valkey", "valkeys"];

pub(super) fn parse(url: &str, cluster: bool) -> Result<ConnectionInfo, InvalidSetting> {
    let invalid = |allowed| InvalidSetting::new(FIELD, shown(url), allowed);
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    let known = scheme.is_some_and(|scheme| SCHEMES.contains(&scheme));
    if !known || url.contains(['?', '#']) {
        return Err(invalid(ALLOWED));
    }
    // What the parser says may hold the URL.
    let info = url.into_connection_info().map_err(|_| invalid(ALLOWED))?;
    if cluster && info.redis_settings().db() != 0 {
        return Err(invalid("a URL without a database: a cluster has one only"));
    }
    Ok(info)
}

/// What none of them can be wrong in alone.
pub(super) fn check_all(nodes: &[ConnectionInfo], too_many: bool) -> Result<(), InvalidSetting> {
    if too_many {
        let allowed = "true, as there are several nodes";
        return Err(InvalidSetting::new("cluster", "false", allowed));
    }
    let with_tls = nodes.iter().filter(|node| is_tls(node)).count();
    if with_tls != 0 && with_tls != nodes.len() {
        let value = format!("{with_tls} of {} with TLS", nodes.len());
        return Err(InvalidSetting::new(FIELD, value, "all nodes with TLS, or none"));
    }
    Ok(())
}

/// One user is let in by all nodes.
pub(super) fn check_signatures(nodes: &[ConnectionInfo]) -> Result<(), InvalidSetting> {
    let signature = |node: &ConnectionInfo| {
        let settings = node.redis_settings();
        (settings.username().map(str::to_owned), settings.password().map(str::to_owned))
    };
    let first = nodes.first().map(signature);
    if nodes.iter().map(signature).any(|other| Some(other) != first) {
        let allowed = "URLs with the same user and password, or without, and those set apart";
        return Err(InvalidSetting::new(FIELD, "different users or passwords", allowed));
    }
    Ok(())
}

pub(super) fn is_tls(node: &ConnectionInfo) -> bool {
    matches!(node.addr(), ConnectionAddr::TcpTls { .. })
}

/// The node, with whatever else the client must know to greet it.
pub(super) fn signed(
    node: ConnectionInfo,
    username: Option<&str>,
    password: Option<&Secret>,
) -> ConnectionInfo {
    let mut settings = node.redis_settings().clone();
    settings = settings.set_protocol(ProtocolVersion::RESP3).set_skip_set_lib_name();
    if let Some(username) = username {
        settings = settings.set_username(username);
    }
    if let Some(password) = password {
        settings = settings.set_password(password.reveal());
    }
    node.set_redis_settings(settings).set_tcp_settings(at_once())
}

/// The client's default waits for more to send: on a link that all share, that is 40 ms for nothing.
pub(crate) fn at_once() -> TcpSettings {
    TcpSettings::default().set_nodelay(true)
}

/// A URL without what may be secret. An unencoded password may hold anything, so everything before the
/// last `@` goes.
pub(super) fn shown(url: &str) -> String {
    let host = url.rsplit_once('@').map(|(_, host)| format!("***@{host}"));
    let shown = match (url.split_once("://"), host) {
        (Some((scheme, _)), Some(host)) if SCHEMES.contains(&scheme) => {
            format!("{scheme}://{host}")
        }
        (_, Some(host)) => host,
        (_, None) => url.to_owned(),
    };
    shown.split(['?', '#']).next().unwrap_or_default().chars().take(200).collect()
}
