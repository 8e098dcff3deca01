//! A server as a process of the system.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::place::Place;
use crate::program;

/// How long anything may take that takes a moment.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a process is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// Killed when dropped.
#[derive(Debug)]
pub(crate) struct Process(Child);

impl Process {
    /// Starts a server there; nothing if it ends instead of listening.
    pub(crate) fn start(place: &Place, arguments: &[String]) -> Option<Self> {
        let program = program::find().unwrap_or_else(|remedy| panic!("{remedy}"));
        let port = place.port().to_string();
        let child = Command::new(&program)
            .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .arg("--dir")
            .arg(place.directory())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut process = Self(child.unwrap_or_else(|e| panic!("{}: {e}", program.display())));
        process.listens(place.port()).then_some(process)
    }

    /// Whether it is there before it ends. One that speaks TLS hangs up on us, and so does one that ends
    /// because a second port is taken: that shows a moment later.
    fn listens(&mut self, port: u16) -> bool {
        let began = glances().any(|()| self.has_ended() || is_there(port));
        assert!(began, "the Redis server was not there within {PATIENCE:?}");
        glances().take(3).for_each(drop);
        !self.has_ended()
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    pub(crate) fn wait(&mut self) {
        let ended = glances().any(|()| self.has_ended());
        assert!(ended, "the Redis server did not end within {PATIENCE:?}");
    }

    pub(crate) fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    /// By the program `kill`: the standard library knows no signal but the last one.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "signal {name} should be sent");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends one command and gives what comes first.
pub(crate) fn ask(port: u16, command: &str) -> io::Result<String> {
    let mut stream = connect(port)?;
    stream.set_read_timeout(Some(PATIENCE / 2))?;
    stream.write_all(format!("{command}\r\n").as_bytes())?;
    let mut answer = vec![0; 64 * 1024];
    let length = stream.read(&mut answer)?;
    answer.truncate(length);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Whether somebody answers, or hangs up.
fn is_there(port: u16) -> bool {
    match ask(port, "PING") {
        Ok(_) => true,
        Err(error) => matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
    }
}

fn connect(port: u16) -> io::Result<TcpStream> {
    TcpStream::connect_timeout(&([127, 0, 0, 1], port).into(), PATIENCE / 10)
}

/// Moments to look again, until patience ends.
pub(crate) fn glances() -> impl Iterator<Item = ()> {
    let count = PATIENCE.as_millis() / GLANCE.as_millis();
    (0..count).map(|_| pause())
}

#[expect(clippy::disallowed_methods, reason = "no runtime here, and a process can only be polled")]
fn pause() {
    std::thread::sleep(GLANCE);
}
