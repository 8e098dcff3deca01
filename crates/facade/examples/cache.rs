//! A provider that dies, and a cache: many ask the same and share one call, what was said before is given again, and
//! stands in where nobody answers.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::error::Error;
use std::time::Duration;

use osier::cache_memory::MemoryStore;
use osier::{CacheStatus, CacheUse, Caching, ChatRequest, Client, Erase, OpenAi, Target};
use osier_simulate::{Dialect, Preset, Script, Server, Step};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let reeds = Step::answer("Reeds.").first_token_after(Duration::from_millis(200));
    let server = Server::start(Dialect::OpenAi, Script::of(reeds)).await?;
    let openai = OpenAi::compatible(format!("{}/v1", server.url()))?;
    let client = Client::builder()
        .target(Target::http("openai", openai).model("a-model"))
        .cache(Caching::default().inner(MemoryStore::default()))
        .build()?;

    let (one, other) = tokio::join!(ask(&client, CacheUse::Usual), ask(&client, CacheUse::Usual));
    println!("two ask the same at once → {} and {}", one?, other?);
    println!("asked again              → {}", ask(&client, CacheUse::Usual).await?);
    println!("a stored one will do     → {}", ask(&client, CacheUse::Use).await?);

    server.set_script(Step::status(Preset::Overloaded));
    println!("the provider is down     → {}", ask(&client, CacheUse::Usual).await?);

    let cache = client.cache().ok_or("it was given one")?;
    cache.erase(Erase::Everything).await?;
    let error = ask(&client, CacheUse::Only).await.err().ok_or("everything was erased")?;
    println!("everything is erased     → {error}");
    println!("{:?}", cache.stats());
    Ok(())
}

/// What was answered, and what the cache had to do with it.
async fn ask(client: &Client, choice: CacheUse) -> Result<String, Box<dyn Error>> {
    let context = client.context().cache(choice).build();
    let request = ChatRequest::new("gpt-4o").user("What does an osier grow beside?");
    let response = client.call(&context, request.into()).await?;
    let status = response.head.cache.map_or(CacheStatus::Bypass, |used| used.status);
    Ok(format!("{} ({status})", response.text().await?))
}
