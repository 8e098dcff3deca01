//! Who is doing the measuring: the same work is timed by one program and its allocations counted by
//! another.

/// Measures work of the parties, row by row.
///
/// A row is one kind of work; a party is a crate and, after a colon, what of it is called.
pub trait Meter {
    /// Work of one thread.
    fn alone<O>(&mut self, row: &str, party: &str, work: impl FnMut() -> O);

    /// Work of several threads on one thing that they share; each makes its own access to it.
    fn shared<O, W: FnMut() -> O>(&mut self, row: &str, party: &str, access: impl Fn() -> W + Sync);
}
