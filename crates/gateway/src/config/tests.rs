use std::path::Path;

use super::*;
use crate::config::environment::expand;
use crate::config::zero::ollama_url;

const TARGET: &str = "[[target]]\nname = \"a\"\nprovider = \"openai\"\napi_key = \"sk-secret\"\n";
const ROUTE: &str = "[[route]]\nmodel = \"m\"\ntargets = [\"a\"]\n";

fn parse(text: &str) -> Result<Config, Problem> {
    file::parse(Path::new("osier.toml"), text)
}

fn problem(text: &str) -> String {
    parse(text).expect_err("a problem").to_string()
}

#[test]
fn a_target_and_a_route_are_enough() {
    let config = parse(&format!("{TARGET}{ROUTE}")).expect("valid");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.max_attempts.get(), 8);
    assert!(!format!("{config:?}").contains("sk-secret"));
}

#[test]
fn a_problem_names_file_line_field_and_what_was_expected() {
    let table = [
        ("listn = \"x\"".to_owned(), ["osier.toml:1:1", "unknown field `listn`", "`listen`"]),
        (
            format!("{TARGET}modle = \"x\"\n"),
            ["osier.toml:5:1", "unknown field `modle`", "`model`"],
        ),
        (
            "[[target]]\nname = \"a\"\nprovider = \"opnai\"\n".to_owned(),
            ["osier.toml:3:12", "unknown variant `opnai`", "`openai`"],
        ),
        (
            format!("{TARGET}[target.timeout]\nattempt = \"soon\"\n"),
            ["osier.toml:6:11", "expected a duration", "30s"],
        ),
        (format!("{TARGET}{TARGET}{ROUTE}"), ["osier.toml:6:8", "target `a`", "defined twice"]),
        (TARGET.to_owned(), ["osier.toml:1:1", "expected at least one", "[[route]]"]),
        (
            format!("{TARGET}[[route]]\nmodel = \"m\"\ntargets = [\"b\"]\n"),
            ["osier.toml:7:12", "no target `b`", "expected one of `a`"],
        ),
        (
            format!("{TARGET}[[route]]\nmodel = \"m\"\ntargets = [\"a\", \"a\"]\n"),
            ["osier.toml:7:17", "`a` stands twice", "failing over to itself"],
        ),
        (format!("{TARGET}{ROUTE}{ROUTE}"), ["osier.toml:9:9", "model `m`", "two routes"]),
        (
            "[[target]]\nname = \"a\"\nprovider = \"azure\"\napi_key = \"k\"\n".to_owned(),
            ["osier.toml:2:8", "provider `azure`", "needs `base_url`"],
        ),
        (
            format!("{TARGET}base_url = \"localhost:80\"\n{ROUTE}"),
            ["osier.toml:5:12", "target.base_url is `localhost:80`", "http:// or https://"],
        ),
        (
            "[[target]]\nname = \"a\"\nprovider = \"anthropic\"\napi_key = \"k\"\napi_version = \"x\"\n".to_owned(),
            ["osier.toml:5:15", "target.api_version is `x`", "`2023-06-01`"],
        ),
        (
            format!("{TARGET}[[route]]\nmodel = \"a*b\"\ntargets = [\"a\"]\n"),
            ["osier.toml:6:9", "expected a model name", "`prefix*`"],
        ),
        ("[server]\nmax_attempts = 0\n".to_owned(), ["osier.toml:2:16", "integer `0`", "nonzero"]),
        ("[[target]\n".to_owned(), ["osier.toml:1", "", ""]),
    ];
    for (text, expected) in table {
        let problem = problem(&text);
        for part in expected {
            assert!(problem.contains(part), "{part:?} is not in {problem:?}");
        }
    }
}

#[test]
fn a_problem_never_quotes_a_key() {
    let table = [
        "[[target]]\nname = \"a\"\nprovider = \"openai\"\napi_kye = \"sk-secret\"\n",
        "[[target]]\nname = \"a\"\nprovider = \"openai\"\napi_key = \"sk-secret\n",
        "[[target]]\nname = \"a\"\nprovider = \"openai\"\ncontext = \"sk-secret\"\n",
        "[server]\nmax_body = \"sk-\\\"secret\"\n",
    ];
    for text in table {
        let problem = problem(text);
        assert!(!problem.contains("secret"), "{problem}");
    }
}

#[test]
fn the_environment_stands_for_itself_in_values() {
    let variable = |name: &str| (name == "KEY").then(|| "v".to_owned());
    assert_eq!(expand("a${KEY}b${KEY}", variable), Ok("avbv".to_owned()));
    assert_eq!(expand("plain $KEY", variable), Ok("plain $KEY".to_owned()));
    assert!(expand("${OTHER}", variable).is_err_and(|e| e.contains("`OTHER` is not set")));
    assert!(expand("${KEY", variable).is_err());
}

#[test]
fn keys_in_the_environment_become_targets_in_a_fixed_order() {
    let variable = |name: &str| {
        let set = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY", "OLLAMA_HOST"];
        match name {
            "AZURE_OPENAI_ENDPOINT" => Some("https://r.openai.azure.com".to_owned()),
            _ => set.contains(&name).then(|| "value".to_owned()),
        }
    };
    let Found::Providers(config) = from_environment(variable, None) else { panic!("providers") };
    assert_eq!(
        config.target_names(),
        ["openai", "anthropic", "azure", "ollama", "anthropic-as-named"]
    );
    let first = |route: &RouteConfig| route.targets.get_ref()[0].get_ref().clone();
    let routes: Vec<_> =
        config.routes.iter().map(|route| (route.model.get_ref().clone(), first(route))).collect();
    let expected = [("*", "openai"), ("claude-*", "anthropic-as-named")];
    assert_eq!(routes, expected.map(|(model, target)| (model.to_owned(), target.to_owned())));
}

#[test]
fn an_empty_environment_offers_nothing() {
    assert!(matches!(from_environment(|_| Some(String::new()), None), Found::Nothing));
    let seen = Some("http://127.0.0.1:11434".to_owned());
    assert!(matches!(from_environment(|_| None, seen), Found::Providers(_)));
}

#[test]
fn an_ollama_host_may_be_written_short() {
    let table = [
        ("0.0.0.0", "http://0.0.0.0:11434"),
        ("box:8000", "http://box:8000"),
        ("http://box", "http://box:11434"),
        ("https://ollama.com", "https://ollama.com"),
    ];
    for (host, url) in table {
        assert_eq!(ollama_url(host), url);
    }
}
