//! A chat over two targets, the first of which is down.
//!
//! Simulated providers stand in for real ones, so that this runs anywhere. With keys the adapters
//! would be `OpenAi::new(key)` and `Anthropic::new(key)`, and nothing else would change.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::error::Error;

use osier::{Anthropic, ChatRequest, Client, OpenAi, Target};
use osier_simulate::{Dialect, Preset, Script, Server, Step};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let down = Script::of(Step::status(Preset::Overloaded));
    let well = Script::of(Step::answer("A willow bends and does not break."));
    let openai = Server::start(Dialect::OpenAi, down).await?;
    let claude = Server::start(Dialect::Anthropic, well).await?;

    let first = OpenAi::compatible(format!("{}/v1", openai.url()))?;
    let second = Anthropic::new("a-key").base_url(claude.url())?;
    let client = Client::builder()
        .target(Target::http("openai", first).model("gpt-4o"))
        .target(Target::http("claude", second).model("claude-sonnet-4-5"))
        .build()?;

    let request = ChatRequest::new("gpt-4o")
        .system("Answer in one sentence.")
        .user("What is an osier?")
        .max_tokens(100);
    let response = client.chat(request).await?;

    for attempt in &response.head.attempts {
        println!("{} failed: {}", attempt.target, attempt.kind.name());
    }
    println!("{} answers:", response.head.target.as_deref().unwrap_or("nobody"));
    println!("{}", response.text().await?);
    Ok(())
}
