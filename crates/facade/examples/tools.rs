//! A model that calls two tools at once, and answers with their results.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::error::Error;

use osier::chat::{Message, Tool};
use osier::{ChatRequest, Client, OpenAi, Target};
use osier_simulate::{Answer, Dialect, Script, Server, Step};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let calls = Answer::default()
        .tool_call("weather", r#"{"city":"Oslo"}"#)
        .tool_call("weather", r#"{"city":"Lima"}"#);
    let script = Script::of(Step::of(calls)).then(Step::answer("Oslo is colder than Lima."));
    let server = Server::start(Dialect::OpenAi, script).await?;
    let adapter = OpenAi::compatible(format!("{}/v1", server.url()))?;
    let client = Client::builder().target(Target::http("simulated", adapter)).build()?;

    let parameters = json!({ "type": "object", "properties": { "city": { "type": "string" } } });
    let question = ChatRequest::new("gpt-4o")
        .user("Where is it colder, in Oslo or in Lima?")
        .tool(Tool::function("weather", "The weather in a city", &parameters));

    let answer = client.chat(question.clone()).await?.collect().await?;
    let calls = answer.tool_calls();
    let mut next = question.message(Message::tool_calls(calls.clone()));
    for call in calls {
        println!("{} is called with {}", call.function.name, call.function.arguments);
        next = next.message(Message::tool_result(call.id, "-3 °C"));
    }
    println!("{}", client.chat(next).await?.text().await?);
    Ok(())
}
