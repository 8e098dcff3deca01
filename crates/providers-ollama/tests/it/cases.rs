//! Reading golden files: a case with a field too many or too few fails.

use std::fs;
use std::path::{Path, PathBuf};

use osier_core::adapter::Call;
use osier_core::{Error, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What an error must be. A field left out must be absent from the error.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Failed {
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) param: Option<String>,
    #[serde(default)]
    pub(crate) code: Option<String>,
}

impl Failed {
    pub(crate) fn of(error: &Error) -> Self {
        Self {
            kind: error.kind().name().to_owned(),
            param: error.param().map(str::to_owned),
            code: error.code().map(str::to_owned),
        }
    }
}

/// The cases of every file in a golden folder, each with a name for messages.
pub(crate) fn all<T: DeserializeOwned>(folder: &str) -> Vec<(String, T)> {
    let cases: Vec<_> = files(folder, "json").iter().flat_map(|file| in_file(file)).collect();
    assert!(!cases.is_empty(), "no cases in {folder}");
    cases
}

/// The files of a golden folder with this ending, in order.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder of golden files")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    files
}

/// One golden file.
pub(crate) fn one<T: DeserializeOwned>(file: &Path) -> T {
    let text = fs::read_to_string(file).expect("a readable file");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

pub(crate) fn request(json: &Value) -> Request {
    Request::parse(json.to_string()).expect("a request")
}

pub(crate) fn call(request: &Request) -> Call<'_> {
    Call { request, id: "r1", unix_time: 1_795_000_000 }
}

fn in_file<T: DeserializeOwned>(file: &Path) -> Vec<(String, T)> {
    let cases: Vec<T> = one(file);
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let named = |(i, case)| (format!("{stem} #{}", i + 1), case);
    cases.into_iter().enumerate().map(named).collect()
}
