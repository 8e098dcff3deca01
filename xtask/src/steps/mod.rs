//! The checks, in the order that fails soonest and builds least.
//!
//! First what needs no compiler, then everything built with one set of features (all of them, tests
//! included), so that one build serves many steps, and last what needs other sets.

mod cargo;
mod deny;
mod edges;
mod examples;
mod features;
mod loom;
mod package;
pub(crate) mod redis;
mod sdk;
mod testing;
mod tidy;

use crate::Outcome;
use crate::process::Process;
use crate::workspace::Workspace;

pub(crate) use testing::has_nextest;

/// One check.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// What it proves, in one line.
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Workspace) -> Outcome,
}

/// Every check there is.
pub(crate) const STEPS: &[Step] = &[
    Step { name: "fmt", about: "every file is formatted", run: cargo::fmt },
    Step { name: "tidy", about: "the rules of the house that no other tool knows", run: tidy::run },
    Step { name: "edges", about: "no crate depends on what it must not know", run: edges::run },
    Step {
        name: "deny",
        about: "licences, sources and duplicates of foreign crates, by deny.toml",
        run: deny::run,
    },
    Step { name: "clippy", about: "no warning anywhere", run: cargo::clippy },
    Step { name: "tests", about: "unit and integration tests", run: testing::tests },
    Step {
        name: "doctests",
        about: "every example in the documentation runs",
        run: testing::doctests,
    },
    Step {
        name: "peers",
        about: "the comparison with other crates builds, and our side asks for no memory",
        run: crate::bench::verify_peers,
    },
    Step { name: "examples", about: "every example program runs to its end", run: examples::run },
    Step { name: "sdk", about: "the official Python client against the gateway", run: sdk::run },
    Step {
        name: "docs",
        about: "the documentation builds, and every link leads somewhere",
        run: cargo::docs,
    },
    Step {
        name: "features",
        about: "every published crate builds alone, with each of its features",
        run: features::run,
    },
    Step {
        name: "loom",
        about: "what threads do to each other, under every interleaving",
        run: loom::run,
    },
    Step {
        name: "package",
        about: "every published crate packs, with its licences and readme",
        run: package::run,
    },
];

/// Builds every program and example. `--examples` brings the features of the tests along, so this
/// shares what the tests were built from instead of building it all again with a few less.
fn build_programs() -> Outcome {
    Process::cargo("build --workspace --all-features --bins --examples").run()
}

/// Prints what is wrong, and fails if anything is.
pub(crate) fn settle(complaints: &[String]) -> Outcome {
    for complaint in complaints {
        println!("  {complaint}");
    }
    match complaints.len() {
        0 => Ok(()),
        1 => Err("1 thing is wrong".into()),
        many => Err(format!("{many} things are wrong").into()),
    }
}
