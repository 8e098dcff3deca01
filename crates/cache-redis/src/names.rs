//! What entries are called in Redis: `<prefix>:<tenant>:<request>`, in hexadecimal digits.
//!
//! There is no hash tag in it: entries of one tenant are spread over all nodes of a cluster, as one tenant
//! may be most of the traffic.

use osier_core::{CacheKey, TenantKey};

const DIGITS_OF_TENANT: usize = 32;
const DIGITS_OF_REQUEST: usize = 64;

/// The names that begin with one prefix.
#[derive(Debug)]
pub(crate) struct Names {
    prefix: String,
}

impl Names {
    pub(crate) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    pub(crate) fn of(&self, key: &CacheKey) -> String {
        let digits = key.to_string();
        let (tenant, request) = digits.split_at_checked(DIGITS_OF_TENANT).unwrap_or_default();
        format!("{}:{tenant}:{request}", self.prefix)
    }

    /// A pattern for the names of one tenant, or of all. It has their exact length, so that it never meets
    /// a longer prefix that begins like ours.
    pub(crate) fn pattern(&self, tenant: Option<&TenantKey>) -> String {
        let any = |count| "?".repeat(count);
        let tenant = tenant.map_or_else(|| any(DIGITS_OF_TENANT), ToString::to_string);
        format!("{}:{tenant}:{}", self.prefix, any(DIGITS_OF_REQUEST))
    }

    /// Whether this is the name of such an entry. A pattern cannot say all of it.
    pub(crate) fn own(&self, name: &[u8]) -> bool {
        let digits =
            name.strip_prefix(self.prefix.as_bytes()).and_then(|rest| rest.strip_prefix(b":"));
        let Some((tenant, request)) = digits.and_then(|d| d.split_at_checked(DIGITS_OF_TENANT))
        else {
            return false;
        };
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let request = request.strip_prefix(b":").unwrap_or_default();
        request.len() == DIGITS_OF_REQUEST && tenant.iter().chain(request).all(is_digit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> CacheKey {
        CacheKey::new(TenantKey::new([0xab; 16]), [0x0c; 32])
    }

    #[test]
    fn a_name_tells_prefix_tenant_and_request() {
        let name = Names::new("osier").of(&key());
        assert_eq!(name, format!("osier:{}:{}", "ab".repeat(16), "0c".repeat(32)));
    }

    #[test]
    fn a_pattern_is_as_long_as_the_names_it_means() {
        let names = Names::new("osier");
        assert_eq!(names.pattern(None).len(), names.of(&key()).len());
        assert_eq!(names.pattern(Some(key().tenant())).len(), names.of(&key()).len());
        let longer = Names::new("osier:staging").of(&key());
        assert_ne!(names.pattern(None).len(), longer.len());
    }

    #[test]
    fn only_whole_names_are_our_own() {
        let names = Names::new("osier");
        let name = names.of(&key());
        assert!(names.own(name.as_bytes()));
        for other in [
            String::new(),
            "osier:".to_owned(),
            name.replace("osier", "other"),
            name.replace("ab", "AB"),
            name.replace("ab", "zz"),
            format!("{name}0"),
            Names::new("osier:staging").of(&key()),
        ] {
            assert!(!names.own(other.as_bytes()), "{other}");
        }
    }
}
