//! A large model that dies: lesser answers meanwhile, and words written beforehand where nobody is left.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::error::Error;

use osier::degrade::Ladder;
use osier::{ChatRequest, Client, Level, OpenAi, Route, Target};
use osier_simulate::{Dialect, Preset, Script, Server, Step};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let large =
        Server::start(Dialect::OpenAi, Script::answer("a long and thoughtful answer")).await?;
    let small = Server::start(Dialect::OpenAi, Script::answer("a short answer")).await?;
    let client = Client::builder()
        .target(Target::http("large", adapter(&large)?).model("large-model"))
        .target(Target::http("small", adapter(&small)?).model("small-model"))
        .route(Route::first(["large"]))
        .level(Level::Reduced, Route::first(["small"]))
        .degrade(Ladder::full().offline("We are back soon."))
        .build()?;

    ask(&client, "all is well").await?;
    large.set_script(Step::status(Preset::Overloaded));
    ask(&client, "the large one is down").await?;
    small.set_script(Step::status(Preset::Overloaded));
    ask(&client, "both are").await?;
    large.set_script(Step::answer("a long and thoughtful answer, again"));
    ask(&client, "the large one is back").await?;
    Ok(())
}

fn adapter(server: &Server) -> Result<OpenAi, osier::InvalidSetting> {
    OpenAi::compatible(format!("{}/v1", server.url()))
}

async fn ask(client: &Client, what: &str) -> Result<(), Box<dyn Error>> {
    let response = client.chat(ChatRequest::new("gpt-4o").user("Hello")).await?;
    let level = response.head.level.map(|served| format!("{}, {}", served.level, served.reason));
    println!("{what:<22} → {} ({})", response.text().await?, level.unwrap_or_default());
    Ok(())
}
