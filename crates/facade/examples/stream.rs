//! A streamed answer, piece by piece, and what happens when it breaks off.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use osier::{ChatRequest, Client, OpenAi, Target};
use osier_simulate::{Dialect, Script, Server, Step};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let pace = Duration::from_millis(30);
    let well = Step::answer("Slowly, word by word, it comes.").between_tokens(pace);
    let cut = Step::answer("This one will never be finished.").cut_after(4);
    let server = Server::start(Dialect::OpenAi, Script::of(well).then(cut)).await?;

    let adapter = OpenAi::compatible(format!("{}/v1", server.url()))?;
    let client = Client::builder().target(Target::http("simulated", adapter)).build()?;

    for _ in 0..2 {
        let request = ChatRequest::new("gpt-4o").user("Tell me something.").stream();
        let mut text = client.chat(request).await?.into_text();
        while let Some(piece) = text.next().await {
            match piece {
                Ok(piece) => print!("{piece}"),
                Err(error) => print!(" … [{error}]"),
            }
            std::io::stdout().flush()?;
        }
        println!();
    }
    Ok(())
}
