//! Settings that are checked when an adapter is built.

use std::fmt;

/// A setting that cannot work: its field, its value, and what is allowed.
///
/// ```
/// use osier_providers_openai::OpenAi;
///
/// let error = OpenAi::compatible("localhost:8000").unwrap_err();
/// assert_eq!((error.field(), error.value()), ("base_url", "localhost:8000"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSetting {
    field: &'static str,
    value: String,
    allowed: &'static str,
}

impl InvalidSetting {
    /// The setting `field` has this `value` in place of what is `allowed`. A value that holds
    /// credentials must be masked by the caller.
    #[must_use]
    pub fn new(field: &'static str, value: impl Into<String>, allowed: &'static str) -> Self {
        Self { field, value: value.into(), allowed }
    }

    /// The name of the setting.
    #[must_use]
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The value it has; credentials in a URL are masked.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What it may be.
    #[must_use]
    pub fn allowed(&self) -> &'static str {
        self.allowed
    }
}

impl fmt::Display for InvalidSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, value, allowed } = self;
        write!(f, "{field} is `{value}`; allowed is {allowed}")
    }
}

impl std::error::Error for InvalidSetting {}

const ALLOWED: &str =
    "an http:// or https:// URL with a host, without credentials, query, fragment or spaces";

/// The URL that every path of a provider is appended to, without a slash at its end.
///
/// ```
/// use osier_providers_openai::BaseUrl;
///
/// let url = BaseUrl::parse("base_url", "http://localhost:8000/v1//")?;
/// assert_eq!(url.join("/models"), "http://localhost:8000/v1/models");
/// # Ok::<(), osier_providers_openai::InvalidSetting>(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_spaces_around_a_url_do_not_matter() {
        for value in ["http://h/v1", " http://h/v1/ ", "http://h/v1///\n"] {
            let url = BaseUrl::parse("base_url", value).expect("a good URL");
            assert_eq!(url.join("/models"), "http://h/v1/models", "{value:?}");
        }
    }

    #[test]
    fn ports_addresses_and_any_spelling_of_the_scheme_are_fine() {
        for value in ["http://[::1]:8080/v1", "HTTPS://h", "http://127.0.0.1:11434/a/b"] {
            let url = BaseUrl::parse("base_url", value).expect("a good URL");
            assert_eq!(url.as_str(), value);
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused_by_name_and_credentials_stay_hidden() {
        let table = [
            ("", ""),
            ("api.openai.com/v1", "api.openai.com/v1"),
            ("ftp://h/v1", "ftp://h/v1"),
            ("https://", "https://"),
            ("https:///v1", "https:///v1"),
            ("https://:80/v1", "https://:80/v1"),
            ("https://h/v 1", "https://h/v 1"),
            ("https://h/v1?key=secret", "https://h/v1"),
            ("https://user:secret@h/v1", "https://***@h/v1"),
            ("user:secret@h", "***@h"),
        ];
        for (value, shown) in table {
            let error = BaseUrl::parse("base_url", value).expect_err(value);
            assert_eq!((error.field(), error.value()), ("base_url", shown));
            assert!(error.to_string().contains("http://"), "{error}");
        }
    }
}
