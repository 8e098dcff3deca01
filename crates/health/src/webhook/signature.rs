//! Who sent a webhook, and when.

use std::fmt;
use std::fmt::Write as _;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use osier_core::Secret;
use sha2::Sha256;

/// The header of the signature.
pub(super) const HEADER: &str = "x-osier-signature";

/// The signature of a body that is sent at this time, in seconds since 1970: `t=<time>,v1=<hex>`, where
/// `hex` is the HMAC-SHA256 of the time, a full stop and the body.
pub(super) fn sign(secret: &Secret, time: u64, body: &[u8]) -> String {
    let mut signature = format!("t={time},v1=");
    if let Some(mac) = mac(secret, time, body) {
        for byte in mac.finalize().into_bytes() {
            let _ = write!(signature, "{byte:02x}");
        }
    }
    signature
}

/// Why a webhook is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The header is not of the form `t=<seconds>,v1=<hex>`.
    Misshapen,
    /// It was signed longer ago than is tolerated, or in the future: it may be an old one, sent again.
    Outdated,
    /// It was signed with another secret, or is about another body.
    Wrong,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Misshapen => "the signature is not of the form t=<seconds>,v1=<hex>",
            Self::Outdated => "the signature is too old, or of the future",
            Self::Wrong => "the signature does not fit the body",
        })
    }
}

impl std::error::Error for SignatureError {}

/// Whether a webhook comes from who has the secret, and is not an old one that somebody sends again:
/// for whoever receives them. `header` is the value of `x-osier-signature`, `body` what came, byte for
/// byte; `now` is the time since 1970, which may differ from the sender's by `tolerance`. Five minutes
/// are usual.
///
/// ```
/// use osier_core::Secret;
/// use osier_health::{SignatureError, verify_signature};
/// use std::time::Duration;
///
/// let secret = Secret::new("whsec-of-at-least-32-random-bytes");
/// let (now, tolerance) = (Duration::from_secs(1_795_000_060), Duration::from_secs(300));
/// let body = br#"{"id":"1"}"#;
/// let header = "t=1795000000,v1=1602596e4d924a4b53941617614bd44498b836474e659e8ff573986a83403a51";
/// assert_eq!(verify_signature(&secret, header, body, now, tolerance), Ok(()));
/// let forged = br#"{"id":"2"}"#;
/// let verdict = verify_signature(&secret, header, forged, now, tolerance);
/// assert_eq!(verdict, Err(SignatureError::Wrong));
/// ```
///
/// # Errors
///
/// Why it is not to be believed.
pub fn verify_signature(
    secret: &Secret,
    header: &str,
    body: &[u8],
    now: Duration,
    tolerance: Duration,
) -> Result<(), SignatureError> {
    let (time, signature) = parts(header).ok_or(SignatureError::Misshapen)?;
    // First the signature: a time that nobody vouches for is no time.
    let mac = mac(secret, time, body).ok_or(SignatureError::Wrong)?;
    mac.verify_slice(&signature).map_err(|_| SignatureError::Wrong)?;
    if now.as_secs().abs_diff(time) > tolerance.as_secs() {
        return Err(SignatureError::Outdated);
    }
    Ok(())
}

fn mac(secret: &Secret, time: u64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()).ok()?;
    mac.update(format!("{time}.").as_bytes());
    mac.update(body);
    Some(mac)
}

fn parts(header: &str) -> Option<(u64, Vec<u8>)> {
    let (time, signature) = header.trim().split_once(',')?;
    let time = time.strip_prefix("t=")?.parse().ok()?;
    Some((time, bytes(signature.strip_prefix("v1=")?)?))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| match pair {
        [high, low] => {
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
            Some(digit(*high)? << 4 | digit(*low)?)
        }
        _ => None,
    };
    digits.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// As OpenSSL computes it: `printf '1795000000.{"id":"1"}' | openssl dgst -sha256 -hmac key`.
    #[test]
    fn a_signature_is_what_others_compute() {
        let signed = sign(&Secret::from("key"), 1_795_000_000, br#"{"id":"1"}"#);
        let expected = "9e98fe2313c516a928f11276930915d74eb14073a672add2e5e36a296dae1364";
        assert_eq!(signed, format!("t=1795000000,v1={expected}"));
    }

    #[test]
    fn what_is_forged_old_or_misshapen_is_not_believed() {
        let (secret, body) = (Secret::from("key"), b"body");
        let good = sign(&secret, 1000, body);
        let verify = |header: &str, body: &[u8], now| {
            verify_signature(&secret, header, body, secs(now), secs(300))
        };
        for now in [700, 1000, 1300] {
            assert_eq!(verify(&good, body, now), Ok(()));
        }
        for now in [699, 1301] {
            assert_eq!(verify(&good, body, now), Err(SignatureError::Outdated));
        }
        assert_eq!(verify(&good, b"other", 1000), Err(SignatureError::Wrong));
        let later = good.replace("t=1000", "t=1001");
        assert_eq!(verify(&later, body, 1000), Err(SignatureError::Wrong));
        assert_eq!(verify(&good[..good.len() - 2], body, 1000), Err(SignatureError::Wrong));
        for header in ["", "t=1000", "t=x,v1=00", "v1=00,t=1000", "t=1000,v1=0", "t=1000,v1=zz"] {
            assert_eq!(verify(header, body, 1000), Err(SignatureError::Misshapen), "{header}");
        }
    }
}
