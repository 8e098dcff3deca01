//! What an operator wants erased.

use osier::{Erase, Error, cache};
use serde::{Deserialize, Deserializer};

/// As it is written. A field that stands twice is refused: it could be either.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    key: Option<String>,
    #[serde(default, deserialize_with = "named")]
    tenant: Option<Option<String>>,
    everything: Option<bool>,
}

/// `{"key": "…"}`, `{"tenant": "…"}` with `null` for those who named none, or `{"everything": true}`; one of them,
/// so that a slip of the pen erases too little rather than too much.
pub(super) fn parse(bytes: &[u8]) -> Result<Erase, Error> {
    // A list of three would be read as the three fields.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(not_json());
    }
    let order: Order = serde_json::from_slice(bytes)
        .map_err(|wrong| if wrong.is_data() { one_of() } else { not_json() })?;
    match (order.key, order.tenant, order.everything) {
        (Some(key), None, None) => {
            let key = key.parse().map_err(|wrong| {
                Error::invalid_request(format!("{wrong}"))
                    .with_param("key")
                    .with_code("invalid_value")
            });
            key.map(Erase::Key)
        }
        (None, Some(tenant), None) if tenant.as_deref() != Some("") => {
            Ok(Erase::Tenant(cache::tenant_key(tenant.as_deref())))
        }
        (None, None, Some(true)) => Ok(Erase::Everything),
        _ => Err(one_of()),
    }
}

/// What it is about, without a name in it.
pub(super) fn name(what: &Erase) -> &'static str {
    match what {
        Erase::Key(_) => "key",
        Erase::Tenant(_) => "tenant",
        Erase::Everything => "everything",
    }
}

/// `null` names somebody too.
fn named<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(value).map(Some)
}

fn not_json() -> Error {
    Error::invalid_request("expected a JSON object").with_code("invalid_json")
}

fn one_of() -> Error {
    let note = "expected one of {\"key\": \"…\"}, {\"tenant\": \"…\"} and {\"everything\": true}";
    Error::invalid_request(note).with_code("invalid_value")
}

#[cfg(test)]
mod tests {
    use osier::CacheKey;

    use super::*;

    #[test]
    fn one_thing_is_erased_and_never_more_than_was_named() {
        let key = CacheKey::new(cache::tenant_key(Some("acme")), [7; 32]);
        let tenant = |name| Some(Erase::Tenant(cache::tenant_key(name)));
        let named = format!(r#"{{"key":"{key}"}}"#);
        let table = [
            (named.as_str(), Some(Erase::Key(key))),
            (r#"{"tenant":"acme"}"#, tenant(Some("acme"))),
            (r#"{"tenant":null}"#, tenant(None)),
            (r#"{"everything":true}"#, Some(Erase::Everything)),
            (r#"{"everything":false}"#, None),
            (r#"{"everything":true,"tenant":"acme"}"#, None),
            (r#"{"tenants":"acme"}"#, None),
            (r#"{"tenant":"acme","tenant":"bob"}"#, None),
            (r#"{"tenant":""}"#, None),
            (r#"{"key":"abc"}"#, None),
            (r#"{"tenant":7}"#, None),
            ("{}", None),
            ("[]", None),
            (r#"[null,"acme",null]"#, None),
            ("", None),
        ];
        for (body, expected) in table {
            assert_eq!(parse(body.as_bytes()).ok(), expected, "{body}");
        }
    }
}
