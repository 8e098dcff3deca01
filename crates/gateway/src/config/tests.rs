mod environment;
mod example;
mod ladders;
mod routes;

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::config::environment::expand;

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
            ["osier.toml:3:12", "provider: expected one of", "`openai`"],
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
        (
            format!("{TARGET}max_tokens = 5\n{ROUTE}"),
            ["osier.toml:2:8", "`max_tokens` means nothing", "provider `openai`"],
        ),
        (format!("{TARGET}model = \"\"\n"), ["osier.toml:5:9", "target.model", "name of a model"]),
        (
            "[server]\nhead_timeout = \"300000000000y\"\n".to_owned(),
            ["osier.toml:2:16", "head_timeout: ", "up to a year"],
        ),
        ("[[target]\n".to_owned(), ["osier.toml:1", "", ""]),
    ];
    assert_told(&table);
}

#[test]
fn a_setting_that_a_layer_refuses_is_found_where_it_is_set() {
    let table = [
        (
            format!("{TARGET}[target.breaker]\nprobes = 1\nfailure_ratio = 1.5\n{ROUTE}"),
            ["osier.toml:7:1", "target.breaker.failure_ratio is `1.5`", "at most 1"],
        ),
        (
            format!("{TARGET}retry = {{ cap = \"1s\", base = \"2s\" }}\n{ROUTE}"),
            ["osier.toml:5:23", "target.retry.base is `2s`", "allowed is"],
        ),
        (
            format!("{TARGET}limit.min = 0\n{ROUTE}"),
            ["osier.toml:5:7", "target.limit.min is `0`", "allowed is 1 to"],
        ),
        (
            format!("{TARGET}[target.retry.budget]\nburst = 0\n{ROUTE}"),
            ["osier.toml:6:1", "target.retry.budget.burst is `0`", "1 to 10000"],
        ),
        (
            "[admission]\ncap = 0\n".to_owned(),
            ["osier.toml:2:1", "admission.cap is `0`", "allowed is 1 to"],
        ),
        (
            "[rates]\nrequests_per_minute = 0\n".to_owned(),
            ["osier.toml:2:1", "rates.requests_per_minute is `0`", "allowed is 1 to"],
        ),
        (
            "[admission]\nshare = { low = 80 }\n".to_owned(),
            ["osier.toml:2:1", "admission.share is `80, 75, 90, 100`", "allowed is 1 to 100"],
        ),
        (
            format!(
                "{TARGET}[target.breaker]\n# failure_ratio = 0.5\nfailure_ratio = 9.0\n{ROUTE}"
            ),
            ["osier.toml:7:1", "target.breaker.failure_ratio is `9.0`", "at most 1"],
        ),
        (
            format!("{TARGET}[target.limit]\nenabled = false\nmin = 0\n{ROUTE}"),
            ["osier.toml:7:1", "target.limit.min is `0`", "allowed is 1 to"],
        ),
        (
            "[rates]\ntoken_burst = 5\n".to_owned(),
            ["osier.toml:2:1", "rates.token_burst says nothing", "`tokens_per_minute`"],
        ),
        (
            format!("{TARGET}[target.breaker]\nfailure_ratio = \"of\"\n{ROUTE}"),
            ["osier.toml:6:17", "expected a number, or \"off\"", ""],
        ),
    ];
    assert_told(&table);
}

#[test]
fn a_value_of_a_wrong_type_is_told_with_its_field_and_what_it_should_be() {
    let table = [
        (
            format!("{TARGET}[[route]]\nmodel = \"m\"\ntargets = 3\n"),
            ["osier.toml:7:11", "targets: expected a list", ""],
        ),
        (
            format!("{TARGET}max_tokens = 0\n{ROUTE}"),
            ["osier.toml:5:14", "max_tokens: expected a whole number, 1 or more", ""],
        ),
        (
            "[server]\nmax_attempts = 0\n".to_owned(),
            ["osier.toml:2:16: max_attempts: ", "expected a whole number, 1 or more", ""],
        ),
        (
            format!("{TARGET}breaker = {{ probes = 1, lease = 60 }}\n{ROUTE}"),
            ["osier.toml:5:33: lease: ", "expected a duration", "\"30s\""],
        ),
        (
            format!("{TARGET}breaker.consecutive_failures = -1\n{ROUTE}"),
            ["osier.toml:5:32: breaker.consecutive_failures: ", "a whole number from 0", ""],
        ),
        (
            format!("{TARGET}[target.retry]\njitter = \"half\"\n{ROUTE}"),
            ["osier.toml:6:10: jitter: ", "`full`", "`equal`"],
        ),
    ];
    assert_told(&table);
}

#[test]
fn a_tenants_rate_is_wrong_in_its_own_section() {
    let table = [
        (
            "[rates]\nrequests_per_minute = 9\n[rates.tenant.acme]\nrequests_per_minute = 0\n"
                .to_owned(),
            ["osier.toml:4:1", "rates.tenant.acme.requests_per_minute is `0`", "allowed is 1 to"],
        ),
        (
            "[rates]\nrequests_per_minute = 9\n[rates.tenant.acme]\nrequest_burst = 4\n".to_owned(),
            ["osier.toml:4:1", "rates.tenant.acme.request_burst says nothing", ""],
        ),
        (
            "[rates]\nmax_tenants = 0\n".to_owned(),
            ["osier.toml:2:1", "rates.max_tenants is `0`", "allowed is 1 to"],
        ),
    ];
    assert_told(&table);
}

#[test]
fn a_name_that_cannot_stand_in_a_list_of_names_is_refused() {
    let long = "n".repeat(129);
    for name in ["", "a b", "a,b", "a;b", "a\\\"b", "\u{e9}", &long] {
        let told = problem(&TARGET.replace("\"a\"", &format!("\"{name}\"")));
        assert!(told.starts_with("osier.toml:2:8: target.name: expected 1 to 128"), "{told}");
    }
    let text = format!("{TARGET}{ROUTE}").replace("\"a\"", "\"eu/gpt-4o:1\"");
    assert!(parse(&text).is_ok());
}

fn assert_told(table: &[(String, [&str; 3])]) {
    for (text, expected) in table {
        let problem = problem(text);
        for part in expected {
            assert!(problem.contains(part), "{part:?} is not in {problem:?}");
        }
    }
}

#[test]
fn a_circuit_told_only_how_long_to_open_opens_so_long() {
    let of = |open: &str| parse(&format!("{TARGET}[target.breaker]\nopen = {open}\n{ROUTE}"));
    let settings = of("\"2m\"").expect("valid").targets[0].breaker.settings();
    let minutes = Duration::from_secs(120);
    let expected = osier::breaker::Settings::default().open(minutes).open_max(minutes);
    assert_eq!(settings, Some(expected));
    assert!(of("\"2m\"\nopen_max = \"1m\"").is_err(), "what is said is not overruled");
}

#[test]
fn what_health_and_webhooks_refuse_is_found_where_it_is_set_and_no_token_is_shown() {
    let table = [
        (
            "[health]\nramp = \"10s\"\ndegraded_at = 0.0\n".to_owned(),
            ["osier.toml:3:1", "health.degraded_at is `0.0`", "more than 0, at most 1"],
        ),
        (
            "[health.probe]\nenabled = false\ninterval_open = \"10ms\"\n".to_owned(),
            ["osier.toml:3:1", "health.probe.interval_open is `10ms`", "a second to a day"],
        ),
        (
            "[[webhook]]\nurl = \"ops.example.com/T0K3N\"\nsecret = \"whsec\"\n".to_owned(),
            ["osier.toml:2:7", "webhook.url is `***`", "http:// or https://"],
        ),
        (
            "[[webhook]]\nurl = \"https://h:99999/T0K3N\"\nsecret = \"whsec\"\n".to_owned(),
            ["osier.toml:2:7", "webhook.url is `***`", "without user, password"],
        ),
        (
            "[health]\ntrial_after = \"10ms\"\n".to_owned(),
            ["osier.toml:2:1", "health.trial_after is `10ms`", "a second to a day"],
        ),
        (
            "[[webhook]]\nurl = \"https://ops.example.com\"\n".to_owned(),
            ["osier.toml:1:1", "missing field `secret`", ""],
        ),
    ];
    assert_told(&table);
    assert!(!problem(&table[2].0).contains("T0K3N"));
}

#[test]
fn a_problem_never_quotes_a_key() {
    let table = [
        "[[target]]\nname = \"a\"\nprovider = \"openai\"\napi_kye = \"sk-secret\"\n",
        "[[target]]\nname = \"a\"\nprovider = \"openai\"\napi_key = \"sk-secret\n",
        "[[target]]\nname = \"a\"\nprovider = \"openai\"\ncontext = \"sk-secret\"\n",
        "[[target]]\nname = \"a\"\nprovider = \"sk-secret\"\n",
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

/// A good file with some of its lines replaced by others, good and bad.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        proptest::sample::select(
            format!("{TARGET}{ROUTE}").lines().map(str::to_owned).collect::<Vec<_>>()
        ),
        proptest::sample::select(vec![
            "[server]".to_owned(),
            "max_body = 0".to_owned(),
            "deadline = \"1y\"".to_owned(),
            "model = \"${X\"".to_owned(),
            "[target.timeout]".to_owned(),
        ]),
        "[a-z_]{1,9} = .{0,12}",
        ".{0,20}",
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn any_text_is_a_configuration_or_a_problem_on_one_line(text in lines()) {
        if let Err(problem) = parse(&text) {
            let shown = problem.to_string();
            let one_line = shown.starts_with("osier.toml") && !shown.contains('\n');
            prop_assert!(one_line && !shown.contains("sk-secret"), "{shown}");
        }
    }
}
