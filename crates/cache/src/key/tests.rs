use osier_core::{CacheKey, Context, Request};
use osier_http::TokioClock;

use super::*;

mod encoding;
mod properties;

/// The key of this request for these.
fn key_for(tenant: Option<&str>, route: &str, preferred: Option<&str>, json: &str) -> CacheKey {
    let mut context = Context::builder(TokioClock::shared());
    if let Some(tenant) = tenant {
        context = context.tenant(tenant);
    }
    if let Some(target) = preferred {
        context = context.preferred(target);
    }
    let request = Request::parse(json.to_owned()).expect("a request");
    key(&context.build(), route, &request).expect("a key")
}

fn key_of(json: &str) -> CacheKey {
    key_for(None, "r", None, json)
}

const REQUEST: &str = r#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#;

#[test]
fn a_key_belongs_to_one_tenant_one_route_and_one_target_alone() {
    let askers = [
        (None, "abc", None),
        (Some(""), "abc", None),
        (Some("ab"), "c", None),
        (Some("a"), "bc", None),
        (Some("abc"), "", None),
        (Some(""), "abc", Some("")),
        (None, "abc", Some("")),
        (None, "ab", Some("c")),
        (None, "a", Some("bc")),
        (Some("a"), "b", Some("c")),
        (Some("n"), "abc", None),
    ];
    let mut keys = askers.map(|(tenant, route, preferred)| {
        let key = key_for(tenant, route, preferred, REQUEST);
        assert_eq!(*key.tenant(), tenant_key(tenant));
        key.to_bytes()[16..].to_vec()
    });
    keys.sort_unstable();
    assert!(keys.is_sorted_by(|one, next| one < next), "two askers share a digest");
}

#[test]
fn the_key_of_today_is_the_key_of_tomorrow() {
    let key = key_for(Some("acme"), "gpt-4o", Some("claude"), REQUEST);
    let written = "92ebaad7a69803f40d7daddf4eccbe981c124899546449ffd7f2f7e9684d45266d9c52b684f80ba341149649d227f85e";
    assert_eq!(key.to_string(), written, "whatever is stored would never be found again");
}

#[test]
fn what_does_not_shape_the_answer_does_not_shape_the_key() {
    let with = |name: &str, value: &str| REQUEST.replacen('{', &format!("{{{name:?}:{value},"), 1);
    for name in SHAPELESS {
        for value in ["true", "null", r#""x""#, r#"{"a":[1]}"#] {
            assert_eq!(key_of(&with(name, value)), key_of(REQUEST), "{name}");
        }
    }
    for name in ["user", "safety_identifier", "seed", "streams", "metadat", "x_unheard_of"] {
        assert_ne!(key_of(&with(name, r#""x""#)), key_of(REQUEST), "{name}");
        assert_ne!(key_of(&with(name, r#""x""#)), key_of(&with(name, r#""y""#)), "{name}");
        assert_ne!(key_of(&with(name, "null")), key_of(REQUEST), "{name}");
    }
}

#[test]
fn the_names_that_do_not_count_are_found() {
    assert!(SHAPELESS.is_sorted());
}

#[test]
fn whatever_is_nested_too_deeply_has_no_key() {
    let context = Context::builder(TokioClock::shared()).build();
    let nested = |open: &str, close: &str, depth: usize| {
        let (open, close) = (open.repeat(depth), close.repeat(depth));
        let json = format!(r#"{{"x":{open}1{close}}}"#);
        Request::parse(json).ok().and_then(|request| key(&context, "r", &request))
    };
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
        let most = 128 / close.len();
        assert!(nested(open, close, most).is_some(), "{open}");
        assert!(nested(open, close, most + 1).is_none(), "{open}");
        assert!(nested(open, close, 100_000).is_none(), "{open}");
    }
}
