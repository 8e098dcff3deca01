//! The Redis that tests start servers of: found, or installed where that is allowed.

#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::Outcome;
use crate::process::Process;

/// How the tests are told of it.
pub(crate) const VARIABLE: &str = "OSIER_REDIS_SERVER";
const PROGRAMS: [&str; 2] = ["redis-server", "valkey-server"];

/// A package manager, how it installs without asking, and what it calls Redis or Valkey.
struct Manager {
    program: &'static str,
    refresh: Option<&'static str>,
    install: &'static str,
    packages: &'static [&'static str],
    /// Whether it must be root who asks.
    privileged: bool,
}

const MANAGERS: [Manager; 6] = [
    Manager {
        program: "apt-get",
        refresh: Some("update -q"),
        install: "install -q -y --no-install-recommends",
        packages: &["redis-server", "valkey-server"],
        privileged: true,
    },
    manager("dnf", "install -q -y", &["valkey", "redis"]),
    manager("apk", "add --no-cache", &["redis", "valkey"]),
    manager("pacman", "-Sy --noconfirm", &["valkey", "redis"]),
    manager("zypper", "--non-interactive install", &["redis", "valkey"]),
    Manager { privileged: false, ..manager("brew", "install", &["redis", "valkey"]) },
];

const fn manager(
    program: &'static str,
    install: &'static str,
    packages: &'static [&'static str],
) -> Manager {
    Manager { program, refresh: None, install, packages, privileged: true }
}

/// The program: the one told of, else one on the `PATH`, else one that is installed now. The error says
/// what to do: a test that needs it is never skipped in silence.
pub(crate) fn server() -> Outcome<PathBuf> {
    if let Some(told) = std::env::var_os(VARIABLE).filter(|told| !told.is_empty()) {
        return Ok(told.into());
    }
    if let Some(server) = any_on_path(&PROGRAMS) {
        return Ok(server);
    }
    println!("neither redis-server nor valkey-server is on the PATH");
    if let Some(manager) = MANAGERS.iter().find(|manager| any_on_path(&[manager.program]).is_some())
    {
        manager.install();
    }
    any_on_path(&PROGRAMS).ok_or_else(|| remedy().into())
}

fn remedy() -> String {
    format!(
        "the tests need a real Redis: install redis-server or valkey-server, or set {VARIABLE} to the \
         program"
    )
}

impl Manager {
    /// Tries its packages in turn. Whether that worked is seen on the `PATH`.
    fn install(&self) {
        let Some(prefix) = self.prefix() else {
            println!("{} needs root, or sudo without a password", self.program);
            return;
        };
        if let Some(refresh) = self.refresh {
            let _ = self.command(prefix, refresh).run().inspect_err(|error| println!("{error}"));
        }
        for package in self.packages {
            let asked = self.command(prefix, self.install).args([package]).run();
            match asked {
                Ok(()) => return,
                Err(error) => println!("{error}"),
            }
        }
    }

    /// What stands before its command; nothing if it may not be asked.
    fn prefix(&self) -> Option<&'static [&'static str]> {
        if !self.privileged || is_root() {
            return Some(&[]);
        }
        let sudo: &[&str] = &["sudo", "-n"];
        Process::new("sudo").args(["-n", "true"]).succeeds().then_some(sudo)
    }

    fn command(&self, prefix: &[&'static str], arguments: &'static str) -> Process {
        let mut words = prefix.iter().copied().chain([self.program]).chain(arguments.split(' '));
        let program = words.next().unwrap_or(self.program);
        Process::new(program).args(words).env("DEBIAN_FRONTEND", "noninteractive")
    }
}

fn is_root() -> bool {
    Process::new("sh").args(["-c", "test \"$(id -u)\" = 0"]).succeeds()
}

fn any_on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    any_in(names, &path)
}

fn any_in(names: &[&str], path: &OsStr) -> Option<PathBuf> {
    let mut programs = names
        .iter()
        .flat_map(|name| std::env::split_paths(path).map(move |folder| folder.join(name)));
    programs.find(|program| program.is_file())
}
