//! SPDX licence expressions: `OR`, `AND`, `WITH`, parentheses, and the old `/` for `OR`.

/// Whether the licences allowed are enough to use what is licensed so. The error says where the
/// expression stops making sense.
pub(super) fn permits(expression: &str, allowed: &[String]) -> Result<bool, String> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut reader = Reader { words: spaced.split_whitespace().peekable(), allowed };
    let permitted = reader.either()?;
    match reader.words.next() {
        None => Ok(permitted),
        Some(word) => Err(format!("unexpected `{word}`")),
    }
}

/// Reads by descent: `OR` binds loosest, then `AND`, then `WITH`.
struct Reader<'a> {
    words: std::iter::Peekable<std::str::SplitWhitespace<'a>>,
    allowed: &'a [String],
}

impl Reader<'_> {
    fn either(&mut self) -> Result<bool, String> {
        let mut permitted = self.both()?;
        while self.words.next_if_eq(&"OR").is_some() {
            permitted |= self.both()?;
        }
        Ok(permitted)
    }

    fn both(&mut self) -> Result<bool, String> {
        let mut permitted = self.one()?;
        while self.words.next_if_eq(&"AND").is_some() {
            permitted &= self.one()?;
        }
        Ok(permitted)
    }

    fn one(&mut self) -> Result<bool, String> {
        match self.words.next() {
            None | Some(")" | "OR" | "AND" | "WITH") => Err("a licence is missing".to_owned()),
            Some("(") => {
                let permitted = self.either()?;
                match self.words.next() {
                    Some(")") => Ok(permitted),
                    _ => Err("a parenthesis stays open".to_owned()),
                }
            }
            Some(license) => self.licence(license),
        }
    }

    /// An exception makes another licence of it, to be allowed by its whole name.
    fn licence(&mut self, license: &str) -> Result<bool, String> {
        if self.words.next_if_eq(&"WITH").is_none() {
            return Ok(self.allows(license));
        }
        let exception = self.words.next().ok_or("an exception is missing")?;
        Ok(self.allows(&format!("{license} WITH {exception}")))
    }

    fn allows(&self, license: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed == license)
    }
}
