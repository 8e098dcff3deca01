//! What an answer is stored under.

use std::fmt;
use std::str::FromStr;

/// Whose answers they are: every stored answer belongs to one tenant, and is found by nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TenantKey([u8; 16]);

/// Names one stored answer: whose it is, and to which request. It tells neither.
///
/// Written as 96 hexadecimal digits, those of the tenant first:
///
/// ```
/// use osier_core::{CacheKey, TenantKey};
///
/// let key = CacheKey::new(TenantKey::new([1; 16]), [2; 32]);
/// let written = key.to_string();
/// assert!(written.starts_with("0101") && written.ends_with("0202"));
/// assert_eq!(written.parse(), Ok(key));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CacheKey {
    tenant: TenantKey,
    request: [u8; 32],
}

/// The text is not 96 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey;

impl TenantKey {
    /// The tenant of this digest.
    #[must_use]
    pub const fn new(digest: [u8; 16]) -> Self {
        Self(digest)
    }

    /// The digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for TenantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl CacheKey {
    /// How many bytes a key has.
    pub const LENGTH: usize = 48;

    /// The answer of this tenant to the request of this digest.
    #[must_use]
    pub const fn new(tenant: TenantKey, request: [u8; 32]) -> Self {
        Self { tenant, request }
    }

    /// Whose answer it is.
    #[must_use]
    pub fn tenant(&self) -> &TenantKey {
        &self.tenant
    }

    /// The bytes, those of the tenant first, so that the keys of one tenant stand together in any order
    /// of bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let (tenant, request) = bytes.split_at_mut(self.tenant.0.len());
        tenant.copy_from_slice(&self.tenant.0);
        request.copy_from_slice(&self.request);
        bytes
    }

    /// The key of these bytes; `None` if they are too many or too few.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (tenant, request) = bytes.split_first_chunk::<16>()?;
        Some(Self { tenant: TenantKey(*tenant), request: request.try_into().ok()? })
    }
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.tenant.0)?;
        write_hex(f, &self.request)
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({self})")
    }
}

impl FromStr for CacheKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let digits = text.as_bytes().chunks(2);
        let bytes = digits.map(byte_of).collect::<Option<Vec<u8>>>();
        bytes.and_then(|bytes| Self::from_bytes(&bytes)).ok_or(InvalidKey)
    }
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the 96 hexadecimal digits of a cache key")
    }
}

impl std::error::Error for InvalidKey {}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    let [high, low] = *digits else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_key_is_written_as_is_read_as_one() {
        let key = CacheKey::new(TenantKey::new([0x0f; 16]), [0xa0; 32]);
        let written = key.to_string();
        assert_eq!(written.parse(), Ok(key));
        assert_eq!(written.to_uppercase().parse(), Ok(key));
        let longer = [format!("{written}0"), format!("{written}00"), format!(" {written}")];
        let shorter = ["", "0", &written[1..], &written[2..]].map(String::from);
        let others = ["g", " ", "+", "é"].map(|sign| written.replacen('0', sign, 1));
        for text in longer.into_iter().chain(shorter).chain(others) {
            assert_eq!(text.parse::<CacheKey>(), Err(InvalidKey), "{text}");
        }
    }
}
