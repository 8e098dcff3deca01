//! The configuration nobody wrote.

use super::*;

fn found(variable: impl Fn(&str) -> Option<String>, ollama: Option<FoundOllama>) -> Config {
    from_environment(variable, ollama).expect("providers")
}

fn an_ollama(models: &[&str]) -> Option<FoundOllama> {
    let models = models.iter().map(|&name| name.to_owned()).collect();
    Some(FoundOllama { url: "http://127.0.0.1:11434".to_owned(), models })
}

/// Each route's pattern, with the targets it tries.
fn routes(config: &Config) -> Vec<(String, Vec<String>)> {
    config.routes.iter().map(|r| (r.model.get_ref().clone(), r.target_names())).collect()
}

#[test]
fn keys_in_the_environment_become_targets_in_a_fixed_order() {
    let variable = |name: &str| {
        let set = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY"];
        match name {
            "AZURE_OPENAI_ENDPOINT" => Some("https://r.openai.azure.com".to_owned()),
            _ => set.contains(&name).then(|| "value".to_owned()),
        }
    };
    let config = found(variable, an_ollama(&["qwen3:8b"]));
    let expected = [
        ("*", vec!["openai", "anthropic", "azure", "ollama"]),
        ("claude-*", vec!["anthropic-as-named", "openai", "azure", "ollama"]),
        ("qwen3:8b", vec!["ollama-as-named", "openai", "anthropic", "azure"]),
    ];
    let expected = expected.map(|(model, targets)| {
        (model.to_owned(), targets.into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    assert_eq!(routes(&config), expected);
    let models: Vec<_> = config.targets.iter().map(TargetConfig::model_name).collect();
    let own = [None, Some("claude-sonnet-4-5"), Some("gpt-4o"), Some("qwen3:8b"), None, None];
    assert_eq!(models, own);
}

#[test]
fn an_empty_environment_offers_nothing() {
    assert!(from_environment(|_| Some(String::new()), None).is_none());
    let config = found(|_| None, an_ollama(&[]));
    assert_eq!(config.targets[0].model_name(), Some("llama3.2"));
}

#[test]
fn half_of_what_azure_needs_is_pointed_out() {
    let only = |set: &'static str| move |name: &str| (name == set).then(|| "x".to_owned());
    assert!(without_effect(only("AZURE_OPENAI_API_KEY")).is_some());
    assert!(without_effect(only("AZURE_OPENAI_ENDPOINT")).is_some());
    assert!(without_effect(only("OPENAI_API_KEY")).is_none());
}

#[test]
fn an_ollama_host_may_be_written_short() {
    let table = [
        ("0.0.0.0", "http://0.0.0.0:11434"),
        ("box:8000", "http://box:8000"),
        ("http://box/", "http://box:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:80", "http://[::1]:80"),
        ("https://ollama.com", "https://ollama.com"),
    ];
    for (host, url) in table {
        assert_eq!(ollama_url(host), url);
    }
}
