//! From the name a caller asks for to who answers.

use std::collections::HashMap;

use osier::SharedProvider;

/// Who answers to which model name.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    exact: HashMap<Box<str>, SharedProvider>,
    /// Longest first, so that the most specific one wins; `*` is the empty prefix.
    prefixes: Vec<(Box<str>, SharedProvider)>,
}

impl Routes {
    /// Adds a route for a name, or for all names that begin so if the pattern ends in `*`.
    #[must_use]
    pub fn with(mut self, pattern: &str, provider: SharedProvider) -> Self {
        match pattern.strip_suffix('*') {
            None => {
                self.exact.insert(pattern.into(), provider);
            }
            Some(prefix) => {
                self.prefixes.push((prefix.into(), provider));
                self.prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
            }
        }
        self
    }

    /// Who answers to this name: the route of that very name, else the longest prefix.
    #[must_use]
    pub fn find(&self, model: &str) -> Option<&SharedProvider> {
        self.exact.get(model).or_else(|| {
            self.prefixes.iter().find(|(p, _)| model.starts_with(&**p)).map(|(_, route)| route)
        })
    }

    /// The names that can be listed, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.exact.keys().map(|name| &**name).collect();
        names.sort_unstable();
        names
    }
}
