//! A client that hides nothing.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than anything here takes, shorter than patience.
pub(crate) const SOON: Duration = Duration::from_secs(5);
/// Long enough to see that nothing comes.
pub(crate) const A_MOMENT: Duration = Duration::from_millis(300);

pub(crate) struct Client(TcpStream);

/// How a connection looked when the client stopped reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Closed,
    Reset,
    Silent,
}

impl Client {
    pub(crate) async fn to(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("connected"))
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.expect("sent");
    }

    pub(crate) async fn post(&mut self, path: &str, headers: &str, body: &str) {
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {length}");
        self.send(format!("{head}\r\n\r\n{body}")).await;
    }

    pub(crate) async fn get(&mut self, path: &str, headers: &str) {
        let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        self.send(head).await;
    }

    /// Everything up to `end`.
    pub(crate) async fn until(&mut self, end: &str) -> String {
        let mut read = Vec::new();
        let all = async {
            while !read.ends_with(end.as_bytes()) {
                let mut byte = [0];
                assert_eq!(self.0.read(&mut byte).await.expect("a byte"), 1, "closed early");
                read.push(byte[0]);
            }
        };
        timeout(SOON, all).await.expect("in time");
        String::from_utf8(read).expect("text")
    }

    /// A head and a body of the length the head gives.
    pub(crate) async fn whole(&mut self) -> (String, String) {
        let head = self.until("\r\n\r\n").await;
        let length = header(&head, "content-length").expect("a length");
        let mut body = vec![0; length.parse().expect("a number")];
        let read = timeout(SOON, self.0.read_exact(&mut body)).await;
        read.expect("in time").expect("a whole body");
        (head, String::from_utf8(body).expect("text"))
    }

    /// A head and the chunks of a body, to its proper end.
    pub(crate) async fn chunked(&mut self) -> (String, Vec<String>) {
        let (head, chunks) = self.chunked_bytes().await;
        let text = |chunk| String::from_utf8(chunk).expect("text");
        (head, chunks.into_iter().map(text).collect())
    }

    /// The same, with chunks that may end inside a character.
    pub(crate) async fn chunked_bytes(&mut self) -> (String, Vec<Vec<u8>>) {
        let head = self.until("\r\n\r\n").await;
        assert_eq!(header(&head, "transfer-encoding").as_deref(), Some("chunked"), "{head}");
        let mut chunks = Vec::new();
        loop {
            let size = self.until("\r\n").await;
            let size = usize::from_str_radix(size.trim_end(), 16).expect("a size");
            let mut chunk = vec![0; size + 2];
            let read = timeout(SOON, self.0.read_exact(&mut chunk)).await;
            read.expect("in time").expect("a whole chunk");
            assert_eq!(&chunk[size..], b"\r\n");
            if size == 0 {
                return (head, chunks);
            }
            chunk.truncate(size);
            chunks.push(chunk);
        }
    }

    /// All there is, until the connection ends or nothing more comes for a moment.
    pub(crate) async fn rest(&mut self) -> (String, Ending) {
        let mut all = Vec::new();
        let mut part = [0; 4096];
        let ending = loop {
            match timeout(A_MOMENT, self.0.read(&mut part)).await {
                Err(_) => break Ending::Silent,
                Ok(Ok(0)) => break Ending::Closed,
                Ok(Ok(n)) => all.extend_from_slice(&part[..n]),
                Ok(Err(error)) if error.kind() == ErrorKind::ConnectionReset => {
                    break Ending::Reset;
                }
                Ok(Err(error)) => panic!("{error}"),
            }
        };
        (String::from_utf8_lossy(&all).into_owned(), ending)
    }
}

/// The value of a header in a head.
pub(crate) fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(": ")?;
        (known == name).then(|| value.to_owned())
    })
}

pub(crate) const OPENAI: &str = "/v1/chat/completions";
pub(crate) const STREAM: &str =
    r#"{"model":"gpt-4.1","messages":[{"role":"user","content":"Hi you"}],"stream":true}"#;
pub(crate) const WHOLE: &str =
    r#"{"model":"gpt-4.1","messages":[{"role":"user","content":"Hi you"}]}"#;
