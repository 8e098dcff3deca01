//! Pages of the documentation that a test writes, and that it holds to what it would write.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

/// Paragraphs with an empty line between them.
#[derive(Default)]
pub(crate) struct Page(String);

impl Page {
    pub(crate) fn add(&mut self, part: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.0, "{gap}{}", part.trim_end());
    }

    pub(crate) fn text(self) -> String {
        self.0
    }
}

/// Writes these pages anew, if that was asked for.
pub(crate) fn renew(pages: &[(&str, String)]) {
    if env::var_os("OSIER_RENEW").is_some() {
        pages.iter().for_each(|(name, page)| fs::write(path(name), page).expect("written"));
    }
}

/// The pages are what this test has written.
pub(crate) fn check(test: &str, pages: &[(&str, String)]) {
    for (name, page) in pages {
        // Where line ends are changed by a checkout, the pages are the same all the same.
        let kept = fs::read_to_string(path(name)).unwrap_or_default().replace("\r\n", "\n");
        assert!(kept == *page, "{}", first_difference(test, name, &kept, page));
    }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

/// Where two pages part.
fn first_difference(test: &str, name: &str, kept: &str, new: &str) -> String {
    let differing = kept.lines().zip(new.lines()).zip(1..).find(|((kept, new), _)| kept != new);
    let where_ = match differing {
        Some(((kept, new), line)) => {
            format!(", line {line}\n  is:        {kept}\n  should be: {new}")
        }
        None => " is shorter or longer than it should be".to_owned(),
    };
    format!(
        "docs/{name}{where_}\nRenew it with `OSIER_RENEW=1 cargo test -p osier --test {test}`, \
         and review what changed."
    )
}
