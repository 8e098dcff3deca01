//! Which of several patterns a name means.

use std::collections::HashMap;

/// What goes by a name, or by the beginning of a name.
#[derive(Clone, Debug)]
pub(crate) struct ByName<T> {
    exact: HashMap<Box<str>, T>,
    /// Longest first, so that the most specific one wins; `*` is the empty prefix.
    prefixes: Vec<(Box<str>, T)>,
}

impl<T> ByName<T> {
    /// Adds what goes by this name, or by all names that begin so if the pattern ends in `*`.
    pub(crate) fn insert(&mut self, pattern: &str, value: T) {
        match pattern.strip_suffix('*') {
            None => {
                self.exact.insert(pattern.into(), value);
            }
            Some(prefix) => {
                self.prefixes.push((prefix.into(), value));
                self.prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
            }
        }
    }

    /// What goes by this name: by that very name, else by the longest prefix. A pattern finds itself.
    pub(crate) fn find(&self, name: &str) -> Option<&T> {
        self.exact.get(name).or_else(|| {
            self.prefixes.iter().find(|(p, _)| name.starts_with(&**p)).map(|(_, value)| value)
        })
    }

    /// The names that are no patterns, in any order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.exact.keys().map(|name| &**name)
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self { exact: HashMap::new(), prefixes: Vec::new() }
    }
}

impl<'a, T> FromIterator<(&'a str, T)> for ByName<T> {
    fn from_iter<I: IntoIterator<Item = (&'a str, T)>>(all: I) -> Self {
        let mut by_name = Self::default();
        all.into_iter().for_each(|(pattern, value)| by_name.insert(pattern, value));
        by_name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_pattern_wins_and_every_pattern_finds_itself() {
        let patterns = ["*", "gpt-*", "gpt-4*", "gpt-4o"];
        let by_name: ByName<&str> = patterns.into_iter().map(|it| (it, it)).collect();
        let names =
            [("gpt-4o", "gpt-4o"), ("gpt-4.1", "gpt-4*"), ("gpt-3.5", "gpt-*"), ("claude", "*")];
        for (name, pattern) in names.into_iter().chain(patterns.map(|it| (it, it))) {
            assert_eq!(by_name.find(name), Some(&pattern), "{name}");
        }
    }
}
