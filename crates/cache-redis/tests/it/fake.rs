//! Servers that greet like Redis, and then do not answer like it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const GREETING: &[u8] = b"%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n";

/// What it does once it has greeted.
#[derive(Clone, Copy)]
pub(crate) enum Manner {
    /// Answers every command with this.
    Answers(&'static [u8]),
    /// Answers the first command with this, and closes.
    AnswersAndCloses(&'static [u8]),
    /// Greets with this.
    Greets(&'static [u8]),
}

pub(crate) struct Fake {
    url: String,
    accepted: Arc<AtomicUsize>,
}

impl Fake {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&accepted);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(client, manner));
            }
        });
        Self { url, accepted }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

async fn serve(mut client: TcpStream, manner: Manner) -> Option<()> {
    let greeting = if let Manner::Greets(words) = manner { words } else { GREETING };
    let mut piece = vec![0; 64 * 1024];
    let mut answer = greeting;
    loop {
        if client.read(&mut piece).await.ok()? == 0 {
            return None;
        }
        client.write_all(answer).await.ok()?;
        answer = match manner {
            Manner::Answers(words) | Manner::Greets(words) => words,
            Manner::AnswersAndCloses(words) if answer == GREETING => words,
            Manner::AnswersAndCloses(_) => return None,
        };
    }
}
