//! Reading golden files, and collecting what is wrong.

mod answer;
mod error;
mod request;
mod stream;
mod value;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use osier_core::Adapter;
use serde::de::DeserializeOwned;

use self::answer::AnswerCase;
use self::error::ErrorCase;
use self::request::RequestCase;
use self::stream::StreamCase;
use crate::AdapterSuite;

/// A kind of case, by the folder it is in.
trait Case: DeserializeOwned {
    const FOLDER: &'static str;

    fn name(&self) -> &str;

    /// What is wrong, if something is.
    fn check<A: Adapter<Decoder: Debug> + Debug>(
        &self,
        suite: &AdapterSuite<A>,
    ) -> Result<(), String>;
}

pub(crate) fn problems<A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) -> Vec<String> {
    let mut problems = strangers(suite.golden.as_ref());
    problems.extend(run::<RequestCase, A>(suite));
    problems.extend(run::<AnswerCase, A>(suite));
    problems.extend(run::<ErrorCase, A>(suite));
    problems.extend(run::<StreamCase, A>(suite));
    problems
}

/// What is in the folder and is no folder of cases.
fn strangers(folder: &Path) -> Vec<String> {
    const KNOWN: [&str; 4] =
        [RequestCase::FOLDER, AnswerCase::FOLDER, ErrorCase::FOLDER, StreamCase::FOLDER];
    let strange = |path: &PathBuf| !KNOWN.iter().any(|known| path.ends_with(known));
    let strangers = entries(folder).into_iter().flatten().filter(strange);
    strangers.map(|path| format!("{}: used by nobody", path.display())).collect()
}

fn run<C: Case, A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) -> Vec<String> {
    let folder = Path::new(suite.golden).join(C::FOLDER);
    let files = match entries(&folder) {
        Ok(files) if !files.is_empty() => files,
        Ok(_) => return vec![format!("{}: no files", folder.display())],
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    for file in files {
        let mut names = BTreeSet::new();
        let mut complain = |what: String| problems.push(format!("{}: {what}", file.display()));
        let cases = match cases::<C>(&file) {
            Ok(cases) => cases,
            Err(problem) => {
                complain(problem);
                continue;
            }
        };
        for case in cases {
            let name = case.name();
            if !names.insert(name.to_owned()) {
                complain(format!("{name}: a second case of this name"));
            }
            if let Err(problem) = case.check(suite) {
                complain(format!("{name}: {problem}"));
            }
        }
    }
    problems
}

fn cases<C: Case>(file: &Path) -> Result<Vec<C>, String> {
    if file.extension().is_none_or(|ending| ending != "json") {
        return Err("used by nobody".to_owned());
    }
    let json = fs::read_to_string(file).map_err(|error| error.to_string())?;
    match serde_json::from_str::<Vec<C>>(&json) {
        Ok(cases) if cases.is_empty() => Err("no cases".to_owned()),
        Ok(cases) => Ok(cases),
        Err(error) => Err(error.to_string()),
    }
}

/// What is in a folder, in order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let complain = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(complain)?;
    let mut paths: Vec<_> =
        entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>().map_err(complain)?;
    paths.sort();
    Ok(paths)
}
