//! A target in trouble: tried again, left alone, and used again once it is back.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::error::Error;
use std::time::Duration;

use osier::{ChatRequest, Client, OpenAi, Target, breaker};
use osier_simulate::{Dialect, Preset, Script, Server, Step};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let first = Server::start(Dialect::OpenAi, Script::answer("from the first")).await?;
    let second = Server::start(Dialect::OpenAi, Script::answer("from the second")).await?;
    let quick = breaker::Settings::default().open(Duration::from_millis(300));
    let client = Client::builder()
        .target(Target::http("first", adapter(&first)?).breaker(quick))
        .target(Target::http("second", adapter(&second)?))
        .build()?;

    first.set_script(Script::of(Step::status(Preset::ServerError)).then(Step::answer("once more")));
    ask(&client, "it fails once").await?;
    first.set_script(Step::status(Preset::ServerError));
    for _ in 0..3 {
        ask(&client, "it is down").await?;
    }
    first.set_script(Step::answer("from the first, again"));
    wait(Duration::from_millis(400)).await;
    ask(&client, "it is back").await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "until the circuit lets a request through")]
async fn wait(span: Duration) {
    tokio::time::sleep(span).await;
}

fn adapter(server: &Server) -> Result<OpenAi, osier::InvalidSetting> {
    OpenAi::compatible(format!("{}/v1", server.url()))
}

async fn ask(client: &Client, what: &str) -> Result<(), Box<dyn Error>> {
    let response = client.chat(ChatRequest::new("gpt-4o").user("Hello")).await?;
    let attempts = response.head.attempts.len() + 1;
    let first = client.targets().first().and_then(|target| target.breaker.as_ref());
    let state = first.map_or("without a circuit", |breaker| breaker.snapshot().state.name());
    println!("{what:<14} → {:<22} attempt {attempts}, circuit {state}", response.text().await?);
    Ok(())
}
