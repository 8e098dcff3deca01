//! Where a server lives: its port and its directory.

use std::net::TcpListener;
use std::path::Path;

use crate::folder::{Folder, any_number};

/// Below the ports that systems give to outgoing connections, so that nobody takes a port by chance while
/// its server is being restarted.
const FIRST: u16 = 10_000;
const COUNT: u16 = 12_000;
/// The nodes of a cluster talk to each other so far above the port for clients.
pub(crate) const BUS: u16 = 10_000;

/// A free port, and a directory that is removed at the end.
#[derive(Debug)]
pub(crate) struct Place {
    port: u16,
    folder: Folder,
}

impl Place {
    pub(crate) fn find() -> Self {
        let port = (0..1000).find_map(|_| free_port()).expect("one of many ports should be free");
        Self { port, folder: Folder::new() }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn directory(&self) -> &Path {
        self.folder.path()
    }
}

/// An even one; the odd one above is nobody's, for servers that listen twice.
fn free_port() -> Option<u16> {
    let port = FIRST + 2 * u16::try_from(any_number() % u64::from(COUNT / 2)).ok()?;
    let free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
    (free(port) && free(port + 1) && free(port + BUS)).then_some(port)
}
