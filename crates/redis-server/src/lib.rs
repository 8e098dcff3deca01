//! A real Redis or Valkey for every test that needs one: started on a free port in a directory of its
//! own, and gone with its handle, also when the test panics.
//!
//! ```no_run
//! use osier_redis_server::RedisServer;
//!
//! let mut server = RedisServer::start();
//! assert!(server.url().starts_with("redis://127.0.0.1:"));
//! server.freeze(); // it keeps its connections, and is silent
//! server.thaw();
//! server.kill(); // its connections break
//! server.restart(); // on the same port, with nothing in it
//!
//! let _full = RedisServer::with(["--maxmemory", "4mb", "--maxmemory-policy", "noeviction"]);
//! ```
//!
//! The program is the one that `OSIER_REDIS_SERVER` names, else `redis-server` or `valkey-server` on the
//! `PATH`; 7.0 is the oldest that will do. Where there is none, the test **fails**, and says what to do: a
//! test that is skipped in silence protects nothing. `cargo xtask ci` installs one where it may.
#![expect(clippy::panic, clippy::expect_used, reason = "tests fail by panicking")]

mod cluster;
mod folder;
mod place;
mod process;
mod program;

pub use cluster::RedisCluster;
pub use folder::Folder;
use place::Place;
use process::Process;

/// A running server. Dropping it kills it and removes its directory.
#[derive(Debug)]
pub struct RedisServer {
    process: Process,
    place: Place,
    arguments: Vec<String>,
}

impl RedisServer {
    /// Starts one as it comes, but that it keeps nothing on disk.
    ///
    /// # Panics
    ///
    /// If there is no program, or if it does not start within ten seconds.
    #[must_use]
    pub fn start() -> Self {
        Self::with([""; 0])
    }

    /// Starts one with these arguments, as on its command line: `["--requirepass", "secret"]`.
    ///
    /// # Panics
    ///
    /// Like [`start`](Self::start).
    #[must_use]
    pub fn with<A: Into<String>>(arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments: Vec<_> = arguments.into_iter().map(Into::into).collect();
        Self::on_port(|_| arguments.clone())
    }

    /// Starts one with arguments that depend on its port.
    ///
    /// `--port` is set already, but what comes later wins: a server that speaks TLS alone has `--port 0`
    /// and `--tls-port` with the port given.
    ///
    /// # Panics
    ///
    /// Like [`start`](Self::start).
    #[must_use]
    pub fn on_port(arguments: impl Fn(u16) -> Vec<String>) -> Self {
        // Between finding a port free and using it, another test may have taken it.
        for _ in 0..5 {
            let place = Place::find();
            let arguments = arguments(place.port());
            if let Some(process) = Process::start(&place, &arguments) {
                return Self { process, place, arguments };
            }
        }
        panic!("the Redis server ended at once, five times over; are its arguments right?")
    }

    /// The port it listens on. The next one is free as well, and the one 10,000 above, where the nodes of a
    /// cluster talk.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.place.port()
    }

    /// `127.0.0.1:port`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port())
    }

    /// `redis://127.0.0.1:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    /// Asks it to end (`SIGTERM`), and waits until it has.
    ///
    /// # Panics
    ///
    /// If it does not end within ten seconds.
    pub fn stop(&mut self) {
        self.process.signal("TERM");
        self.process.wait();
    }

    /// Ends it without asking (`SIGKILL`).
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Holds it (`SIGSTOP`): its connections stay, new ones are accepted by the system, and nothing is
    /// answered.
    ///
    /// # Panics
    ///
    /// If there is no process any more.
    pub fn freeze(&self) {
        self.process.signal("STOP");
    }

    /// Lets it go on (`SIGCONT`).
    ///
    /// # Panics
    ///
    /// If there is no process any more.
    pub fn thaw(&self) {
        self.process.signal("CONT");
    }

    /// Kills it if it still runs, and starts it anew on the same port with the same arguments, and with
    /// nothing in it.
    ///
    /// # Panics
    ///
    /// If it does not start within ten seconds, or if somebody else has taken its port.
    pub fn restart(&mut self) {
        self.process.kill();
        let process = Process::start(&self.place, &self.arguments);
        self.process = process.expect("a server that ran before should start again on its port");
    }

    /// What it answers to one command without spaces in its words, in the form of RESP2, up to 64 KiB:
    /// `ask("DBSIZE")` is `":0\r\n"`.
    ///
    /// # Panics
    ///
    /// If it does not answer within five seconds.
    #[must_use]
    pub fn ask(&self, command: &str) -> String {
        process::ask(self.port(), command).expect("a running server should answer")
    }
}
