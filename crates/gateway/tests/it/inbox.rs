//! An endpoint for webhooks.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier::Secret;
use osier::health::verify_signature;
use osier_gateway::config::{Interpolated, WebhookConfig};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::stage::BOUND;

const SECRET: &str = "whsec-test";

/// Takes everything, and keeps it.
pub(crate) struct Inbox {
    address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
    task: JoinHandle<()>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Letter {
    signature: String,
    pub(crate) id: String,
    body: String,
}

impl Inbox {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let letters = Arc::<Mutex<Vec<Letter>>>::default();
        let kept = Arc::clone(&letters);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    while let Some(letter) = take_one(&mut stream).await {
                        kept.lock().expect("not poisoned").push(letter);
                        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
                        stream.get_mut().write_all(answer).await.expect("a listener");
                    }
                });
            }
        });
        Self { address, letters, task }
    }

    pub(crate) fn webhook(&self) -> WebhookConfig {
        let url = Interpolated::plain(format!("http://{}/alerts", self.address));
        let url = toml::Spanned::new(0..0, url);
        WebhookConfig { url, secret: Interpolated::plain(SECRET) }
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().expect("not poisoned").clone()
    }

    /// Waits until so many have come.
    pub(crate) async fn has(&self, count: usize) -> Vec<Letter> {
        let coming = async {
            while self.letters().len() < count {
                pause(Duration::from_millis(10)).await;
            }
        };
        let came = tokio::time::timeout(BOUND, coming).await;
        assert!(came.is_ok(), "{count} of {:?}", self.letters());
        self.letters()
    }
}

impl Letter {
    /// What it says, once it is believed.
    pub(crate) fn alert(&self, now: Duration) -> Value {
        let (secret, tolerance) = (Secret::from(SECRET), Duration::from_secs(60));
        let verdict =
            verify_signature(&secret, &self.signature, self.body.as_bytes(), now, tolerance);
        assert_eq!(verdict, Ok(()), "{self:?}");
        serde_json::from_str(&self.body).expect("JSON")
    }
}

async fn take_one(stream: &mut BufReader<TcpStream>) -> Option<Letter> {
    let (mut letter, mut length, mut line) = (Letter::default(), 0, String::new());
    stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    assert_eq!(line.trim_end(), "POST /alerts HTTP/1.1");
    loop {
        line.clear();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match &*name.to_lowercase() {
            "x-osier-signature" => letter.signature = value.to_owned(),
            "x-osier-alert-id" => letter.id = value.to_owned(),
            "content-length" => length = value.parse().expect("a number"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    letter.body = String::from_utf8(body).expect("UTF-8");
    Some(letter)
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}
