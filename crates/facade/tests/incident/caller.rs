//! Those who ask.

use std::time::{Duration, Instant};

use osier::chat::Tool;
use osier::http::TokioClock;
use osier::{Body, ChatRequest, Client, Clock, Error, Level, Request, Response};

use crate::journal::{Asked, Ending};
use crate::memory::Memory;
use crate::random::number;
use crate::schedule::TARGETS;
use crate::speech;
use crate::traffic::Wish;

/// What is said when nobody answers.
pub(crate) const OFFLINE: &str = "We are back soon. If you ask for help, name {request_id}.";

const LUCK: u64 = 30;

/// What all callers have in common.
#[derive(Clone)]
pub(crate) struct Callers {
    pub(crate) seed: u64,
    pub(crate) start: Instant,
    pub(crate) client: Client,
    pub(crate) memory: Memory,
}

impl Callers {
    /// Asks, and reads to the end.
    pub(crate) async fn ask(&self, wish: Wish) -> Asked {
        let seed = number(self.seed, &[LUCK, wish.number]);
        let context = self.client.context().id(id(wish)).seed(seed).build();
        let request = request(wish);
        let answer = match self.client.call(&context, request.clone()).await {
            Ok(response) => self.read(response, &request, wish).await,
            Err(error) => Err((error, false)),
        };
        let (took, end) = answer.unwrap_or_else(|(error, after_content)| {
            let kind = error.kind();
            (self.now() - wish.at, Ending::Failed { kind, after_content })
        });
        Asked { wish, took, end }
    }

    async fn read(
        &self,
        response: Response,
        request: &Request,
        wish: Wish,
    ) -> Result<(Duration, Ending), (Error, bool)> {
        let level = response.head.level.expect("a level").level;
        let target = response.head.target.clone();
        let (mut text, mut begun) = (String::new(), None);
        if wish.streamed {
            let mut pieces = response.into_text();
            while let Some(piece) = pieces.next().await {
                begun.get_or_insert_with(|| self.now());
                text += &piece.map_err(|error| (error, true))?;
            }
        } else if let Body::Complete(answer) = &response.body {
            text = answer.text().unwrap_or_default();
        }
        let author = speech::author(self.seed, wish.question, &text);
        let by = author.filter(|_| level.is_live());
        match level {
            Level::Offline => assert_eq!(text, OFFLINE.replace("{request_id}", &id(wish))),
            Level::Cached => assert!(author.is_some(), "{wish:?} was not answered: {text}"),
            _ => assert_eq!(by.map(|by| TARGETS[by]), target.as_deref(), "{wish:?}: {text}"),
        }
        if by.is_some() {
            self.memory.keep(request, &text);
        }
        Ok((begun.unwrap_or_else(|| self.now()) - wish.at, Ending::Answered { level, by }))
    }

    fn now(&self) -> Duration {
        TokioClock.now() - self.start
    }
}

fn id(wish: Wish) -> String {
    format!("incident-{:06}", wish.number)
}

fn request(wish: Wish) -> Request {
    let question = format!("What about {}?", wish.question);
    let request = ChatRequest::new("incident").user(question);
    let tool = || Tool::function("look_up", "Looks it up", &serde_json::json!({"type": "object"}));
    let request = if wish.with_tools { request.tool(tool()).max_tokens(8000) } else { request };
    if wish.streamed { request.stream().into() } else { request.into() }
}
