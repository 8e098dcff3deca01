//! What an operator wants erased.

use osier::{Erase, Error, cache};
use serde_json::{Map, Value};

/// `{"key": "…"}`, `{"tenant": "…"}` with `null` for those who named none, or `{"everything": true}`; one of them,
/// so that a slip of the pen erases too little rather than too much.
pub(super) fn parse(bytes: &[u8]) -> Result<Erase, Error> {
    let fields: Map<String, Value> = serde_json::from_slice(bytes)
        .map_err(|_| Error::invalid_request("expected a JSON object").with_code("invalid_json"))?;
    let mut fields = fields.iter();
    let (Some((name, value)), None) = (fields.next(), fields.next()) else {
        return Err(one_of());
    };
    match (name.as_str(), value) {
        ("key", Value::String(key)) => {
            let key = key.parse().map_err(|wrong| {
                Error::invalid_request(format!("{wrong}"))
                    .with_param("key")
                    .with_code("invalid_value")
            });
            key.map(Erase::Key)
        }
        ("tenant", Value::String(tenant)) => Ok(Erase::Tenant(cache::tenant_key(Some(tenant)))),
        ("tenant", Value::Null) => Ok(Erase::Tenant(cache::tenant_key(None))),
        ("everything", Value::Bool(true)) => Ok(Erase::Everything),
        _ => Err(one_of()),
    }
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
            (r#"{"key":"abc"}"#, None),
            (r#"{"tenant":7}"#, None),
            ("{}", None),
            ("[]", None),
            ("", None),
        ];
        for (body, expected) in table {
            assert_eq!(parse(body.as_bytes()).ok(), expected, "{body}");
        }
    }
}
