//! Where Redis is, and how long it may take.

mod address;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use osier_core::{InvalidSetting, Secret};
use redis::ConnectionInfo;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

pub(crate) use address::at_once;

const MINUTE: Duration = Duration::from_secs(60);
const LONGEST_PREFIX: usize = 64;
const MOST_IN_FLIGHT: usize = 65_536;

/// Where Redis or Valkey is, and how it is used.
///
/// ```
/// use osier_cache_redis::RedisSettings;
/// use std::time::Duration;
///
/// let settings = RedisSettings::new("rediss://cache.internal:6380")
///     .password("s3cret")
///     .response_timeout(Duration::from_millis(200));
/// assert!(settings.check().is_ok());
/// assert!(!format!("{settings:?}").contains("s3cret"));
///
/// let error = settings.prefix("every*").check().unwrap_err();
/// assert_eq!(error.field(), "prefix");
/// ```
#[derive(Clone)]
pub struct RedisSettings {
    urls: Vec<Secret>,
    pub(crate) cluster: bool,
    username: Option<String>,
    password: Option<Secret>,
    pub(crate) prefix: String,
    pub(crate) connect_timeout: Duration,
    pub(crate) response_timeout: Duration,
    pub(crate) in_flight: usize,
    ca_file: Option<PathBuf>,
}

impl RedisSettings {
    /// The server at this URL: `redis://host:6379`, or `rediss://` for TLS; `valkey://` and `valkeys://`
    /// are the same. It may hold a user and a password, percent-encoded, and a database:
    /// `redis://user:password@host:6379/0`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            urls: vec![Secret::new(url.into())],
            cluster: false,
            username: None,
            password: None,
            prefix: "osier".to_owned(),
            connect_timeout: Duration::from_secs(1),
            response_timeout: Duration::from_millis(500),
            in_flight: 1024,
            ca_file: None,
        }
    }

    /// One more node of a cluster that can be asked for the others. Two or three of them are enough: they
    /// are needed when a link is made, and all say the same.
    #[must_use]
    pub fn node(mut self, url: impl Into<String>) -> Self {
        self.urls.push(Secret::new(url.into()));
        self.cluster(true)
    }

    /// Whether it is a cluster. Default **false**, unless there are several [nodes](Self::node).
    #[must_use]
    pub fn cluster(self, cluster: bool) -> Self {
        Self { cluster, ..self }
    }

    /// The user of an access list; in place of the one in the URL.
    #[must_use]
    pub fn username(self, username: impl Into<String>) -> Self {
        Self { username: Some(username.into()), ..self }
    }

    /// The password; in place of the one in the URL.
    #[must_use]
    pub fn password(self, password: impl Into<Secret>) -> Self {
        Self { password: Some(password.into()), ..self }
    }

    /// What every key begins with, before a colon: 1 to 64 letters, digits, `-`, `_`, `.` or `:`. Default
    /// **`osier`**. Stores with different prefixes share a server and know nothing of each other.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// Name lookup, TCP, TLS and greeting: more than zero, at most a minute. The link to a cluster, which is
    /// made in steps, may take three times as long. Default **1 s**.
    #[must_use]
    pub fn connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// Everything that one operation does, waiting for a link included: more than zero, at most a minute.
    /// Erasing more than one key is many operations. Default **500 ms**: what takes longer is no cache.
    #[must_use]
    pub fn response_timeout(self, response_timeout: Duration) -> Self {
        Self { response_timeout, ..self }
    }

    /// How many operations may be under way at once, 1 to 65,536; the next one is refused as
    /// [busy](osier_core::StoreErrorKind::Busy). Default **1024**. All share one link, and each holds its
    /// entry in memory until it ends.
    #[must_use]
    pub fn in_flight(self, operations: usize) -> Self {
        Self { in_flight: operations, ..self }
    }

    /// The certificates, as PEM, that alone may sign the server's; for servers with a private authority.
    /// Default: those the system trusts.
    #[must_use]
    pub fn ca_file(self, path: impl Into<PathBuf>) -> Self {
        Self { ca_file: Some(path.into()), ..self }
    }

    /// Whether these can work. It reads no file and speaks to nobody.
    ///
    /// # Errors
    ///
    /// The first setting that cannot, with its value and what is allowed; a password in a URL is masked.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        self.addresses()?;
        self.check_prefix()?;
        check_span("connect_timeout", self.connect_timeout)?;
        check_span("response_timeout", self.response_timeout)?;
        if !(1..=MOST_IN_FLIGHT).contains(&self.in_flight) {
            let value = self.in_flight.to_string();
            return Err(InvalidSetting::new("in_flight", value, "1 to 65536"));
        }
        Ok(())
    }

    fn check_prefix(&self) -> Result<(), InvalidSetting> {
        // Neither what a pattern means nor what picks a node of a cluster.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        let length = 1..=LONGEST_PREFIX;
        if length.contains(&self.prefix.len()) && self.prefix.chars().all(plain) {
            return Ok(());
        }
        let value: String = self.prefix.chars().take(LONGEST_PREFIX).collect();
        Err(InvalidSetting::new("prefix", value, "1 to 64 letters, digits, `-`, `_`, `.` or `:`"))
    }

    /// The nodes as the client wants them.
    pub(crate) fn addresses(&self) -> Result<Vec<ConnectionInfo>, InvalidSetting> {
        let parsed = self.urls.iter().map(|url| address::parse(url.reveal(), self.cluster));
        let parsed = parsed.collect::<Result<Vec<_>, _>>()?;
        address::check_all(&parsed, self.urls.len() > 1 && !self.cluster)?;
        if let (Some(path), false) = (&self.ca_file, parsed.iter().any(address::is_tls)) {
            let value = path.display().to_string();
            return Err(InvalidSetting::new("ca_file", value, "a file only with a rediss:// URL"));
        }
        let (username, password) = (self.username.as_deref(), self.password.as_ref());
        let signed = parsed.into_iter().map(|info| address::signed(info, username, password));
        let signed: Vec<_> = signed.collect();
        address::check_signatures(&signed)?;
        Ok(signed)
    }

    /// The certificates of [`ca_file`](Self::ca_file).
    pub(crate) fn authorities(&self) -> Result<Option<Vec<u8>>, InvalidSetting> {
        let Some(path) = &self.ca_file else { return Ok(None) };
        let pem = std::fs::read(path).unwrap_or_default();
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        if certificates.is_ok_and(|certificates| !certificates.is_empty()) {
            return Ok(Some(pem));
        }
        Err(self.invalid_authorities())
    }

    pub(crate) fn invalid_authorities(&self) -> InvalidSetting {
        let value = self.ca_file.as_deref().unwrap_or(Path::new("")).display().to_string();
        InvalidSetting::new("ca_file", value, "a readable file of certificates in PEM")
    }
}

impl fmt::Debug for RedisSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let urls: Vec<_> = self.urls.iter().map(|url| address::shown(url.reveal())).collect();
        f.debug_struct("RedisSettings")
            .field("urls", &urls)
            .field("cluster", &self.cluster)
            .field("username", &self.username)
            .field("password", &self.password)
            .field("prefix", &self.prefix)
            .field("connect_timeout", &self.connect_timeout)
            .field("response_timeout", &self.response_timeout)
            .field("in_flight", &self.in_flight)
            .field("ca_file", &self.ca_file)
            .finish()
    }
}

fn check_span(field: &'static str, span: Duration) -> Result<(), InvalidSetting> {
    if span.is_zero() || span > MINUTE {
        let value = format!("{span:?}");
        return Err(InvalidSetting::new(field, value, "more than zero, at most a minute"));
    }
    Ok(())
}
