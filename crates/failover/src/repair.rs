//! A request without what one target rejects.

use osier_core::{Error, ErrorKind, Request};

/// What gives a request its meaning: it is asked elsewhere with these rather than here without them.
const ESSENTIAL: [&str; 17] = [
    "model",
    "messages",
    "stream",
    "stream_options",
    "tools",
    "tool_choice",
    "functions",
    "function_call",
    "response_format",
    "modalities",
    "audio",
    "n",
    "stop",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "web_search_options",
];

/// The request without the parameter that the error names, if it has it and means the same without. A
/// ceiling on tokens keeps its value under its other name.
pub(crate) fn repaired(request: &Request, error: &Error) -> Option<(Request, String)> {
    if error.kind() != ErrorKind::UnsupportedParameter {
        return None;
    }
    let param = error.param()?;
    if ESSENTIAL.contains(&param) || !request.has(param) {
        return None;
    }
    let mut repaired = request.clone();
    match other_name(param).filter(|other| !request.has(other)) {
        Some(other) => repaired.rename(param, other),
        None => repaired.remove(param),
    };
    Some((repaired, param.to_owned()))
}

fn other_name(param: &str) -> Option<&'static str> {
    match param {
        "max_tokens" => Some("max_completion_tokens"),
        "max_completion_tokens" => Some("max_tokens"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejecting(param: &str) -> Error {
        Error::new(ErrorKind::UnsupportedParameter).with_param(param)
    }

    #[test]
    fn a_request_is_repaired_without_changing_what_it_means() {
        let table = [
            (r#"{"model":"m","temperature":0.2}"#, "temperature", Some(r#"{"model":"m"}"#)),
            (r#"{"max_tokens":5}"#, "max_tokens", Some(r#"{"max_completion_tokens":5}"#)),
            (
                r#"{"max_completion_tokens":5}"#,
                "max_completion_tokens",
                Some(r#"{"max_tokens":5}"#),
            ),
            (
                r#"{"max_tokens":9,"max_completion_tokens":5}"#,
                "max_tokens",
                Some(r#"{"max_completion_tokens":5}"#),
            ),
            (r#"{"model":"m"}"#, "temperature", None),
            (r#"{"tools":[1]}"#, "tools", None),
            (r#"{"stop":["END"]}"#, "stop", None),
            (r#"{"response_format":{}}"#, "response_format", None),
            (r#"{"messages":[]}"#, "messages[0].role", None),
        ];
        for (request, param, expected) in table {
            let request = Request::parse(request).expect("a request");
            let repaired = repaired(&request, &rejecting(param));
            let told = repaired.map(|(request, _)| request.to_bytes());
            assert_eq!(told.as_deref(), expected.map(str::as_bytes), "{param}");
        }
    }

    #[test]
    fn only_a_parameter_that_a_provider_names_is_repaired() {
        let request = Request::parse(r#"{"temperature":1}"#).expect("a request");
        for kind in [ErrorKind::Unsupported, ErrorKind::InvalidRequest, ErrorKind::Server] {
            assert!(repaired(&request, &Error::new(kind).with_param("temperature")).is_none());
        }
        assert!(repaired(&request, &Error::new(ErrorKind::UnsupportedParameter)).is_none());
    }
}
