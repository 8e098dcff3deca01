//! Where requests go: deployment by deployment, or to one address for all.

use std::fmt::Write;

use osier_core::adapter::BaseUrl;
use osier_core::{Error, InvalidSetting, Request};

/// The addresses of one resource.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    /// The deployment stands in the path, and the version of the API in the query.
    Classic {
        /// `{endpoint}/openai`
        root: String,
        /// `?api-version=…`
        query: String,
    },
    /// The deployment is the request's model; nothing else is needed.
    V1 {
        /// `{endpoint}/openai/v1`
        root: String,
    },
}

impl Address {
    pub(crate) fn classic(endpoint: &str, api_version: &str) -> Result<Self, InvalidSetting> {
        let root = resource(endpoint)?.join("/openai");
        let version = api_version.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        if version.is_empty() || version.len() > 64 || !version.chars().all(plain) {
            let shown: String = version.chars().take(64).collect();
            let allowed = "a version of letters, digits, dots and dashes, such as 2024-10-21";
            return Err(InvalidSetting::new("api_version", shown, allowed));
        }
        let query = format!("?api-version={version}");
        Ok(Self::Classic { root, query })
    }

    pub(crate) fn v1(endpoint: &str) -> Result<Self, InvalidSetting> {
        let root = resource(endpoint)?.join("/openai/v1");
        Ok(Self::V1 { root })
    }

    pub(crate) fn chat(&self, request: &Request) -> Result<String, Error> {
        match self {
            Self::V1 { root } => Ok(format!("{root}/chat/completions")),
            Self::Classic { root, query } => {
                let deployment = deployment(request)?;
                Ok(format!("{root}/deployments/{deployment}/chat/completions{query}"))
            }
        }
    }

    pub(crate) fn models(&self) -> String {
        match self {
            Self::V1 { root } => format!("{root}/models"),
            Self::Classic { root, query } => format!("{root}/models{query}"),
        }
    }
}

/// The resource itself: the portal also shows its address with the path of the API behind it.
fn resource(endpoint: &str) -> Result<BaseUrl, InvalidSetting> {
    BaseUrl::parse("endpoint", endpoint).map(|url| url.without(&["/openai/v1", "/openai"]))
}

/// The deployment as a step of a path. The model may come from a caller, so it must not be able to
/// lead anywhere else.
fn deployment(request: &Request) -> Result<String, Error> {
    let wrong = |note: &str| Error::invalid_request(note).with_param("model");
    match request.model().as_deref() {
        None => Err(wrong("a model is required: it names the deployment")),
        Some("." | "..") => Err(wrong("the model is no name of a deployment")),
        Some(name) => Ok(percent_encoded(name)),
    }
}

fn percent_encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
