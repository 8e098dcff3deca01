//! Where a provider is.

#[cfg(test)]
mod tests;

use crate::InvalidSetting;

const ALLOWED: &str =
    "an http:// or https:// URL with a host, without credentials, query, fragment or spaces";

/// The URL that every path of a provider is appended to, without a slash at its end.
///
/// ```
/// use osier_core::adapter::BaseUrl;
///
/// let url = BaseUrl::parse("base_url", "http://localhost:8000/v1//")?;
/// assert_eq!(url.join("/models"), "http://localhost:8000/v1/models");
/// # Ok::<(), osier_core::InvalidSetting>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Checks `value`, the setting named `field`. Slashes and white space around it are trimmed.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] unless it is an `http` or `https` URL with a host and without
    /// credentials (they belong in the key), query or fragment.
    pub fn parse(field: &'static str, value: &str) -> Result<Self, InvalidSetting> {
        let url = value.trim().trim_end_matches('/');
        let host = rest_of_url(url).and_then(|rest| rest.split('/').next());
        let strange = |c: char| c.is_whitespace() || c.is_control() || "?#@\\".contains(c);
        match host {
            Some(host) if !host.is_empty() && !host.starts_with(':') && !url.contains(strange) => {
                Ok(Self(url.to_owned()))
            }
            _ => Err(InvalidSetting::new(field, shown(value), ALLOWED)),
        }
    }

    /// The URL itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This URL without any of these at its end, or a slash: people copy addresses with more of the
    /// path than an adapter wants.
    ///
    /// ```
    /// use osier_core::adapter::BaseUrl;
    ///
    /// let url = BaseUrl::parse("base_url", "http://localhost:11434/v1/")?;
    /// assert_eq!(url.without(&["/api", "/v1"]).as_str(), "http://localhost:11434");
    /// # Ok::<(), osier_core::InvalidSetting>(())
    /// ```
    #[must_use]
    pub fn without(self, endings: &[&str]) -> Self {
        let shorter = endings.iter().find_map(|ending| self.0.strip_suffix(ending));
        Self(shorter.unwrap_or(&self.0).trim_end_matches('/').to_owned())
    }

    /// This URL with `path` at its end; `path` begins with a slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// What follows `http://` or `https://`, in any spelling.
fn rest_of_url(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    http.then_some(rest)
}

/// A refused URL as it may be shown: no credentials, no query, and not without end.
fn shown(value: &str) -> String {
    let value = value.split(['?', '#']).next().unwrap_or_default();
    let shown = match (value.split_once("://"), value.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        (None, Some((_, host))) => format!("***@{host}"),
        _ => value.to_owned(),
    };
    shown.chars().take(200).collect()
}
