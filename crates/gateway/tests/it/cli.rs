//! The binary, as a person meets it.

use tokio::net::TcpListener;

use crate::binary::{Running, file, osier, run, said};

#[test]
fn the_example_file_is_valid_and_check_says_what_it_means() {
    let keys = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY"];
    let example = std::path::absolute("osier.example.toml").expect("tests run in their package");
    let mut command = osier(&["check", "--config", &example.display().to_string()]);
    let output = command.envs(keys.map(|key| (key, "sk-secret"))).output().expect("runs");
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(output.status.success(), "{err}");
    for part in [
        "listen 127.0.0.1:8080",
        "gpt-4o -> openai (gpt-4o) or azure (gpt-4o) by power_of_two, then claude (claude-sonnet-4-5)",
        "at worst 8 attempts in 10m",
        "hedge after 10s; resume by prefill (local) or restart if deterministic",
        "cache: deterministic requests from store; fresh 5m, stale 5m, kept 1day; memory 64 MiB, disk 1 GiB in osier-data",
        "reduced: gpt-4o-mini -> openai-mini (gpt-4o-mini), then local (llama3.2); up to 2048 tokens; streaming",
        "minimal: gpt-4o-mini -> openai-mini (gpt-4o-mini), then local (llama3.2); up to 512 tokens; plain text",
    ] {
        assert!(out.contains(part), "{part:?} is not in {out}");
    }
    assert!(!out.contains("sk-secret") && !out.contains("warning"), "{out}");
}

#[test]
fn nothing_is_pointed_out_in_the_readme() {
    let readme = std::fs::read_to_string("../../README.md").expect("tests run in their package");
    let blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let blocks: Vec<String> = blocks.map(|block| block.replace("${", "of-")).collect();
    let [whole, route] = blocks.as_slice() else {
        panic!("a configuration, and a route: {blocks:?}")
    };
    let (targets, _) = whole.split_once("[[route]]").expect("targets before routes");
    let target = |name: &str, model: &str| {
        format!(
            "[[target]]\nname = \"{name}\"\nprovider = \"openai\"\napi_key = \"k\"\nmodel = \"{model}\"\n"
        )
    };
    let others = target("azure", "gpt-4o") + &target("mini", "gpt-4o-mini");
    let small = "\n[[route]]\nmodel = \"gpt-4o-mini\"\ntargets = [\"mini\"]\n";
    for text in [whole.clone(), format!("{targets}{others}{route}{small}")] {
        let output = run(&["check", "--config", &file("readme.toml", &text)]);
        let out = said(&output.stdout);
        assert!(output.status.success(), "{}", said(&output.stderr));
        assert!(!out.contains("warning"), "{out}");
    }
}

#[test]
fn what_can_hardly_be_meant_is_pointed_out_and_is_no_mistake() {
    let text = "[[target]]\nname = \"a\"\nprovider = \"openai\"\napi_key = \"sk-secret\"\nprefill = true\n\
                [[route]]\nmodel = \"*\"\ntargets = [\"a\"]\n";
    let output = run(&["check", "--config", &file("doubtful.toml", text)]);
    let out = said(&output.stdout);
    assert!(output.status.success(), "{}", said(&output.stderr));
    assert!(out.contains("\nwarning: target a: "), "{out}");
}

#[test]
fn more_attempts_than_can_be_counted_are_bounded_by_the_request() {
    let target = |name: &str| {
        format!(
            "[[target]]\nname = \"{name}\"\nprovider = \"ollama\"\nretry.max_attempts = 4294967295\n"
        )
    };
    let route = "[[route]]\nmodel = \"*\"\ntargets = [\"a\", \"b\"]\nmax_attempts = 5\n";
    let many = file("many.toml", &format!("{}{}{route}", target("a"), target("b")));
    let output = run(&["check", "--config", &many]);
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(out.contains("at worst 5 attempts in 10m"), "{out}{err}");
}

#[test]
fn a_mistake_is_explained_in_one_line_and_fails() {
    let typo = file("typo.toml", "[[target]]\nname = \"a\"\nprovdier = \"openai\"\n");
    let unset = file("unset.toml", "[[target]]\nname = \"a\"\napi_key = \"${OSIER_TEST_UNSET}\"\n");
    let table = [
        (vec!["check", "--config", &typo], "typo.toml:3:1: unknown field `provdier`"),
        (vec!["check", "--config", &unset], "unset.toml:3:11: api_key: the environment variable"),
        (vec!["serve", "--config", "nowhere.toml"], "nowhere.toml: cannot be read"),
    ];
    for (arguments, expected) in table {
        let output = run(&arguments);
        let err = said(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(err.contains(expected), "{expected:?} is not in {err}");
    }
    let output = run(&["sevre"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output.stderr).contains("sevre"));
}

#[tokio::test]
async fn a_taken_port_is_named_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = run(&["--listen", &address]);
    let err = said(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains(&address) && err.contains("--listen"), "{err}");
}

#[tokio::test]
async fn without_any_configuration_it_says_that_answers_are_simulated_and_gives_them() {
    let mut gateway = Running::start(osier(&["--listen", "127.0.0.1:0"]));
    let (url, before) = gateway.listening();
    assert!(before.contains("SIMULATED"), "{before}");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut attempts = Vec::new();
    for _ in 0..2 {
        let body = crate::stage::body(false).to_string();
        let answer = client.post(format!("{url}/chat/completions")).body(body).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["x-osier-simulated"], "true");
        let tried = answer.headers()["x-osier-attempts"].to_str().expect("ASCII");
        attempts.push(tried.split(", ").count());
    }
    assert_eq!(attempts, [1, 2], "the second answer shows a failover");
    gateway.tell("-TERM");
    assert!(gateway.child.wait().expect("it ends").success());
}

#[tokio::test]
async fn keys_in_the_environment_are_used() {
    let provider = osier_simulate::Server::start(
        osier_simulate::Dialect::OpenAi,
        osier_simulate::Step::answer("from the environment"),
    )
    .await
    .expect("a free port");
    let mut command = osier(&["--listen", "127.0.0.1:0"]);
    command.env("OPENAI_API_KEY", "sk-env").env("OPENAI_BASE_URL", provider.url() + "/v1");
    let mut gateway = Running::start(command);
    let (url, before) = gateway.listening();
    assert!(!before.contains("SIMULATED") && !before.contains("sk-env"), "{before}");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let body = crate::stage::body(false).to_string();
    let request = client.post(format!("{url}/chat/completions")).body(body);
    let answer = request.send().await.expect("an answer").text().await.expect("a body");
    assert!(answer.contains("from the environment"), "{answer}");
    let seen = provider.seen();
    assert_eq!(seen[0].header("authorization"), Some("Bearer sk-env"));
    assert_eq!(seen[0].json().expect("JSON")["model"], "any");
}

#[test]
fn the_version_is_the_package_version() {
    let output = run(&["--version"]);
    assert_eq!(said(&output.stdout), format!("osier {}\n", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn on_sigterm_readiness_goes_first_and_a_second_signal_ends_it_at_once() {
    let config = file(
        "drain.toml",
        "[server]\ndrain_delay = \"30s\"\n[[target]]\nname = \"a\"\nprovider = \"openai\"\n\
         base_url = \"http://127.0.0.1:9/v1\"\n[[route]]\nmodel = \"*\"\ntargets = [\"a\"]\n",
    );
    let mut gateway = Running::start(osier(&["--config", &config, "--listen", "127.0.0.1:0"]));
    let (url, _) = gateway.listening();
    let ready = url.replace("/v1", "/readyz");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    assert_eq!(client.get(&ready).send().await.expect("an answer").status(), 200);
    gateway.tell("-TERM");
    let mut status = 200;
    for _ in 0..100 {
        status = client.get(&ready).send().await.expect("still listening").status().as_u16();
        if status != 200 {
            break;
        }
    }
    assert_eq!(status, 503);
    gateway.tell("-TERM");
    let ended = tokio::task::spawn_blocking(move || gateway.child.wait());
    let ended = tokio::time::timeout(crate::stage::BOUND, ended).await.expect("at once");
    assert!(ended.expect("no panic").is_ok());
}

#[tokio::test]
async fn a_sighup_that_comes_as_soon_as_it_listens_does_not_end_it() {
    let mut gateway = Running::start(osier(&["--listen", "127.0.0.1:0"]));
    let (url, _) = gateway.listening();
    gateway.tell("-HUP");
    let told =
        tokio::task::spawn_blocking(move || gateway.says("told to use benched credentials again"));
    let told = tokio::time::timeout(crate::stage::BOUND, told).await.expect("in time");
    let gateway = told.expect("it goes on");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let ready = client.get(url.replace("/v1", "/readyz")).send().await.expect("an answer");
    assert_eq!(ready.status(), 200);
    drop(gateway);
}

#[tokio::test]
async fn sighup_uses_a_mended_key_again_and_stops_nothing() {
    use osier_simulate::{Dialect, Preset, Script, Server, Step};
    let revoked = Script::of(Step::status(Preset::Auth)).then(Step::answer("mended"));
    let provider = Server::start(Dialect::OpenAi, revoked).await.expect("a free port");
    let mut command = osier(&["--listen", "127.0.0.1:0"]);
    command.env("OPENAI_API_KEY", "sk-env").env("OPENAI_BASE_URL", provider.url() + "/v1");
    let mut gateway = Running::start(command);
    let (url, _) = gateway.listening();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let ask = async || {
        let body = crate::stage::body(false).to_string();
        let answer = client.post(format!("{url}/chat/completions")).body(body).send().await;
        answer.expect("an answer").status().as_u16()
    };
    assert_eq!([ask().await, ask().await], [502, 502]);
    assert_eq!(provider.chat_count(), 1, "benched");
    gateway.tell("-HUP");
    let mended = async { while ask().await != 200 {} };
    tokio::time::timeout(crate::stage::BOUND, mended).await.expect("mended");
    assert_eq!(provider.chat_count(), 2);
}
