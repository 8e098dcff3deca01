//! What is stored on disk outlasts the process, and no disk at all is no reason not to start.

use std::path::{Path, PathBuf};
use std::time::Duration;

use osier_simulate::{Dialect, Server, Step};
use serde_json::{Value, json};

use super::{pause, status};
use crate::binary::{Running, empty_folder, osier};
use crate::reply::Reply;
use crate::stage::body;

/// Whatever came before is written out by then: that is done twice a second.
const WRITTEN: Duration = Duration::from_millis(1500);

/// A gateway without any configuration but a provider in its environment.
struct Gateway {
    running: Running,
    url: String,
    log: String,
    client: reqwest::Client,
}

impl Gateway {
    fn start(folder: &Path, provider: &Server, arguments: &[&str]) -> Self {
        let arguments: Vec<_> =
            ["--listen", "127.0.0.1:0"].iter().chain(arguments).copied().collect();
        let mut command = osier(&arguments);
        command.current_dir(folder).env("OPENAI_API_KEY", "sk-env");
        command.env("OPENAI_BASE_URL", provider.url() + "/v1");
        let mut running = Running::start(command);
        let (url, log) = running.listening();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { running, url, log, client }
    }

    async fn send(&self, path: &str, body: String, headers: &[(&str, &str)]) -> Reply {
        let request = self.client.post(format!("{}{path}", self.url)).body(body);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Reply::read(request.send().await.expect("a response")).await
    }

    async fn chat(&self, headers: &[(&str, &str)]) -> Reply {
        self.send("/chat/completions", body(false).to_string(), headers).await
    }

    async fn stores(&self) -> Value {
        let told = self.client.get(format!("{}/cache", self.url)).send().await.expect("a response");
        Reply::read(told).await.json()["stores"].clone()
    }

    /// Killed, once everything that was answered is on disk.
    async fn killed(self) {
        pause(WRITTEN).await;
        self.killed_at_once();
    }

    fn killed_at_once(self) {
        self.running.tell("-KILL");
    }

    async fn stopped(self) -> String {
        self.running.tell("-TERM");
        let running = self.running;
        let ended = tokio::task::spawn_blocking(|| running.ended());
        tokio::time::timeout(crate::stage::BOUND, ended).await.expect("in time").expect("no panic")
    }
}

async fn provider() -> Server {
    Server::start(Dialect::OpenAi, Step::answer("Hello")).await.expect("a free port")
}

#[tokio::test]
async fn answers_outlast_the_process_however_it_ends_without_any_configuration() {
    for is_killed in [false, true] {
        let (folder, provider) = (empty_folder(), provider().await);
        let first = Gateway::start(&folder, &provider, &[]);
        assert_eq!(first.stores().await, json!(["memory", "sled"]));
        assert!(first.log.contains("osier-data"), "{}", first.log);
        assert!(folder.join("osier-data").is_dir());
        assert_eq!(status(&first.chat(&[]).await), "miss");
        if is_killed {
            first.killed().await;
        } else {
            drop(first.stopped().await);
        }

        provider.stop().await;
        let second = Gateway::start(&folder, &provider, &[]);
        let stale = second.chat(&[]).await;
        assert_eq!((status(&stale), &*stale.text()), ("stale", "Hello"), "{is_killed}");
        assert_eq!(stale.header("x-osier-level"), Some("cached"));
        let only = second.chat(&[("x-osier-cache", "only")]).await;
        assert_eq!(status(&only), "hit", "{}", only.body);
    }
}

const TENANTS: [&str; 3] = ["acme", "globex", "initech"];

impl Gateway {
    /// Whose answers are stored.
    async fn have(&self) -> Vec<&'static str> {
        let mut have = Vec::new();
        for tenant in TENANTS {
            let only = [("x-osier-tenant", tenant), ("x-osier-cache", "only")];
            if self.chat(&only).await.status == 200 {
                have.push(tenant);
            }
        }
        have
    }

    async fn erase(&self, order: &Value) {
        let reply = self.send("/cache/erase", order.to_string(), &[]).await;
        assert_eq!(reply.json(), json!({ "erased": true }), "{order}");
    }
}

#[tokio::test]
async fn what_was_erased_stays_erased_also_if_the_process_is_killed_right_after() {
    let (folder, provider) = (empty_folder(), provider().await);
    let start = || Gateway::start(&folder, &provider, &["--data-dir", "elsewhere"]);
    let first = start();
    let mut keys = Vec::new();
    for tenant in TENANTS {
        let reply = first.chat(&[("x-osier-tenant", tenant)]).await;
        keys.push(reply.header("x-osier-cache-key").expect("a key").to_owned());
    }
    first.killed().await;

    let second = start();
    second.erase(&json!({ "key": keys[0] })).await;
    second.erase(&json!({ "tenant": TENANTS[1] })).await;
    second.killed_at_once();
    let third = start();
    assert_eq!(third.have().await, TENANTS[2..]);
    third.erase(&json!({ "everything": true })).await;
    third.killed_at_once();
    assert_eq!(start().have().await, [""; 0]);
    assert!(!folder.join("osier-data").exists(), "only where it was told to");
}

#[tokio::test]
async fn a_second_process_says_that_the_folder_is_taken_and_stores_in_memory() {
    let (folder, provider) = (empty_folder(), provider().await);
    let first = Gateway::start(&folder, &provider, &[]);
    let second = Gateway::start(&folder, &provider, &[]);
    for told in ["WARN", "another process", "in memory alone", "--data-dir", "osier-data"] {
        assert!(second.log.contains(told), "{told:?} is not in {}", second.log);
    }
    assert!(!first.log.contains("WARN"), "{}", first.log);
    assert_eq!(first.stores().await, json!(["memory", "sled"]));
    assert_eq!(second.stores().await, json!(["memory"]));
    for gateway in [&first, &second] {
        assert_eq!(status(&gateway.chat(&[]).await), "miss");
        let only =
            async { while gateway.chat(&[("x-osier-cache", "only")]).await.status != 200 {} };
        tokio::time::timeout(crate::stage::BOUND, only).await.expect("it is stored");
    }
    first.stopped().await;
    second.stopped().await;
    let third = Gateway::start(&folder, &provider, &[]);
    assert_eq!(third.stores().await, json!(["memory", "sled"]), "whoever comes later has it");
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_a_warning() {
    let (folder, provider) = (empty_folder(), provider().await);
    std::fs::write(folder.join("osier-data"), "not a folder").expect("a writable folder");
    let gateway = Gateway::start(&folder, &provider, &[]);
    assert!(
        gateway.log.contains("WARN") && gateway.log.contains("in memory alone"),
        "{}",
        gateway.log
    );
    assert_eq!(gateway.stores().await, json!(["memory"]));
    assert_eq!(status(&gateway.chat(&[("x-osier-cache", "use")]).await), "miss");
    gateway.stopped().await;
}

/// All files in a folder, and in those within it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn a_damaged_folder_is_a_warning_and_is_used_from_then_on() {
    let (folder, provider) = (empty_folder(), provider().await);
    let first = Gateway::start(&folder, &provider, &[]);
    first.chat(&[]).await;
    first.stopped().await;
    for file in files(&folder.join("osier-data")) {
        let length = std::fs::metadata(&file).expect("a file").len();
        std::fs::write(&file, vec![0x5a; length as usize]).expect("a writable file");
    }
    let second = Gateway::start(&folder, &provider, &[]);
    assert!(second.log.contains("WARN") && second.log.contains("damaged"), "{}", second.log);
    assert_eq!(second.stores().await, json!(["memory", "sled"]));
    let only = [("x-osier-cache", "only")];
    assert_eq!(second.chat(&only).await.code(), "not_stored");
    assert_eq!(status(&second.chat(&[]).await), "miss");
    second.stopped().await;
    let third = Gateway::start(&folder, &provider, &[]);
    assert_eq!(status(&third.chat(&only).await), "hit");
    assert!(!third.log.contains("WARN"), "{}", third.log);
}
