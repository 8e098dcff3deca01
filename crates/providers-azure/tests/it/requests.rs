//! What is sent, and where to.

use osier_core::adapter::WireRequest;
use osier_core::{Adapter, Request};
use osier_providers_azure::Azure;

const ENDPOINT: &str = "https://r.openai.azure.com";

fn request(model: &str) -> Request {
    let model = serde_json::Value::from(model);
    Request::parse(format!(r#"{{"model":{model},"messages":[],"x":1.50}}"#)).expect("valid")
}

fn headers(wire: &WireRequest) -> Vec<(&'static str, &str)> {
    wire.headers.iter().map(|(name, value)| (*name, value.reveal())).collect()
}

fn classic() -> Azure {
    Azure::classic(ENDPOINT, "2024-10-21", "k").expect("good settings")
}

#[test]
fn a_deployment_is_one_step_of_the_path_whatever_its_name() {
    let table = [
        ("gpt-4.1_a", "gpt-4.1_a"),
        ("my deployment", "my%20deployment"),
        ("a/../b?c#d", "a%2F..%2Fb%3Fc%23d"),
        ("é%41", "%C3%A9%2541"),
    ];
    for (model, step) in table {
        let wire = classic().encode(&request(model)).expect("encoded");
        let path = format!("openai/deployments/{step}/chat/completions");
        assert_eq!(wire.url, format!("{ENDPOINT}/{path}?api-version=2024-10-21"));
    }
}

#[test]
fn the_newer_address_needs_no_version_and_no_deployment() {
    let endpoints =
        [ENDPOINT.to_owned(), format!("{ENDPOINT}/openai/v1/"), format!("{ENDPOINT}/openai")];
    for endpoint in endpoints {
        let azure = Azure::v1(endpoint, "k").expect("a good endpoint");
        let wire = azure.encode(&request("m")).expect("encoded");
        assert_eq!(wire.url, format!("{ENDPOINT}/openai/v1/chat/completions"));
        assert_eq!(azure.probe().url, format!("{ENDPOINT}/openai/v1/models"));
    }
}

#[test]
fn a_key_or_a_token_is_sent_with_requests_and_probes_alike() {
    let table = [
        (classic(), vec![("api-key", "k")]),
        (Azure::v1(ENDPOINT, " k\n").expect("good"), vec![("api-key", "k")]),
        (classic().entra_token("t\n"), vec![("authorization", "Bearer t")]),
        (Azure::v1(ENDPOINT, "").expect("good"), vec![]),
    ];
    for (azure, expected) in table {
        assert_eq!(headers(&azure.encode(&request("m")).expect("encoded")), expected);
        assert_eq!(headers(&azure.probe()), expected);
    }
    assert_eq!(classic().probe().url, format!("{ENDPOINT}/openai/models?api-version=2024-10-21"));
}

#[test]
fn a_wrong_setting_is_named_with_what_is_allowed() {
    let table = [
        (Azure::classic("r.openai.azure.com", "2024-10-21", "k"), "endpoint", "r.openai.azure.com"),
        (Azure::classic(ENDPOINT, "", "k"), "api_version", ""),
        (Azure::classic(ENDPOINT, "1&x=2", "k"), "api_version", "1&x=2"),
        (Azure::v1("https://u:secret@h", "k"), "endpoint", "https://***@h"),
    ];
    for (azure, field, value) in table {
        let error = azure.expect_err(field);
        assert_eq!((error.field(), error.value()), (field, value));
        assert!(!error.allowed().is_empty());
    }
}

#[test]
fn a_key_is_in_no_debug_output() {
    let azure = Azure::v1(ENDPOINT, "KEY-1").expect("good").entra_token("KEY-2").named("eu");
    assert_eq!(azure.id(), "eu");
    let wire = azure.encode(&request("m")).expect("encoded");
    let shown = format!("{azure:?} {wire:?} {:?}", azure.probe());
    assert!(!shown.contains("KEY"), "{shown}");
}
