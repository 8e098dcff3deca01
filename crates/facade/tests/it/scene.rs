//! A client over scripted targets.

use osier::{Attempt, ChatRequest, Client, ErrorKind, Target};
use osier_simulate::{Script, Scripted, Step};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A client whose targets are named a, b, c, …, and play these steps; the last one of each stays.
pub(crate) struct Scene {
    pub(crate) client: Client,
    targets: Vec<Scripted>,
}

impl Scene {
    pub(crate) fn of<S: AsRef<[Step]>>(scripts: impl IntoIterator<Item = S>) -> Self {
        let script =
            |steps: S| steps.as_ref().iter().cloned().fold(Script::default(), Script::then);
        let targets: Vec<_> = NAMES
            .into_iter()
            .zip(scripts)
            .map(|(name, steps)| Scripted::new(name, script(steps)))
            .collect();
        let named = NAMES.into_iter().zip(targets.iter().cloned());
        let named = named.map(|(name, provider)| Target::provider(name, provider));
        let client = named.fold(Client::builder(), osier::ClientBuilder::target);
        Self { client: client.build().expect("a client"), targets }
    }

    /// How often each target was called.
    pub(crate) fn counts(&self) -> Vec<u64> {
        self.targets.iter().map(Scripted::count).collect()
    }
}

pub(crate) fn request(stream: bool) -> ChatRequest {
    let request = ChatRequest::new("m").user("Hi");
    if stream { request.stream() } else { request }
}

pub(crate) fn told(attempts: &[Attempt]) -> Vec<(&str, ErrorKind)> {
    attempts.iter().map(|line| (&*line.target, line.kind)).collect()
}
