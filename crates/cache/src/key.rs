//! What a request's answer is stored under.

mod canonical;
mod text;

#[cfg(test)]
mod tests;

use osier_core::{CacheKey, Context, Request, TenantKey};

use self::canonical::Canonical;

/// Whatever changes what is digested, or how it is written, needs another number: what is stored under the
/// old keys is then never found again, rather than found for another request.
const REQUEST: &str = "osier-cache 2026-11 request 1";
const TENANT: &str = "osier-cache 2026-11 tenant 1";

/// Sorted, for the search.
const SHAPELESS: [&str; 8] = [
    "metadata",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "service_tier",
    "store",
    "stream",
    "stream_options",
];

/// The key of the answer to this request on this route, for whoever asks: for this tenant alone, and of the
/// target that the caller would like to answer, if there is one. `None` of a request that is nested more
/// than 128 deep: nobody asks that twice, and nothing may follow it down.
///
/// It is the same on every machine.
///
/// # What shapes the answer
///
/// Every field of a request counts, also one that nobody here has heard of, but for those of which it is
/// known that the answer is the same with any of their values:
///
/// | field | what it is |
/// |---|---|
/// | `stream`, `stream_options` | how the answer travels |
/// | `store`, `metadata` | what the provider remembers of it |
/// | `prompt_cache_key`, `prompt_cache_options`, `prompt_cache_retention` | what the provider's own cache does |
/// | `service_tier` | how fast it comes, and what it costs |
///
/// `user` and `safety_identifier` count, on purpose: they name the end users of an application, and what one
/// of them was answered is not given to another.
///
/// # When two requests are the same
///
/// Neither the order of fields nor white space matters, at any depth, nor whether a letter is written as
/// itself or as an escape. All else does: also how a number is written, so that `1` and `1.0` are answered
/// each for itself. The worst of that is one answer more.
///
/// ```
/// use osier_cache::key;
/// use osier_core::{Context, Request};
/// use osier_http::TokioClock;
///
/// let context = Context::builder(TokioClock::shared()).tenant("acme").build();
/// let of = |json: &'static str| key(&context, "gpt-4o", &Request::parse(json).expect("a request"));
///
/// let asked = of(r#"{"model":"gpt-4o","messages":[{"role":"user","content":"Caf\u00e9?"}]}"#);
/// let again = of(r#"{"messages":[{"content":"Café?", "role":"user"}], "model":"gpt-4o", "stream":true}"#);
/// assert_eq!(asked, again);
/// assert_ne!(asked, of(r#"{"model":"gpt-4o","messages":[{"role":"user","content":"Cafe?"}]}"#));
/// ```
#[must_use]
pub fn key(context: &Context, route: &str, request: &Request) -> Option<CacheKey> {
    let shapes = |(name, _): &(&str, _)| SHAPELESS.binary_search(name).is_err();
    let mut fields: Vec<_> = request.fields().filter(shapes).collect();
    fields.sort_unstable_by_key(|(name, _)| *name);

    let size = fields.iter().map(|(name, value)| name.len() + value.len() + ROOM).sum::<usize>();
    let mut written = Canonical::with_capacity(size + 4 * ROOM);
    written.option(context.tenant())?;
    written.string(route)?;
    written.option(context.preferred())?;
    for (name, value) in fields {
        written.string(name)?;
        written.json(value)?;
    }
    let digest = blake3::derive_key(REQUEST, written.as_bytes());
    Some(CacheKey::new(tenant_key(context.tenant()), digest))
}

/// For what the canonical form needs beside the values: most of a request is a few long texts.
const ROOM: usize = 64;

/// The key of all answers of this tenant, or of those who named none.
///
/// ```
/// use osier_cache::tenant_key;
///
/// assert_ne!(tenant_key(Some("acme")), tenant_key(Some("other")));
/// assert_ne!(tenant_key(Some("")), tenant_key(None));
/// ```
#[must_use]
pub fn tenant_key(tenant: Option<&str>) -> TenantKey {
    let mut digest = blake3::Hasher::new_derive_key(TENANT);
    digest.update(&[u8::from(tenant.is_some())]).update(tenant.unwrap_or_default().as_bytes());
    let mut short = [0; 16];
    digest.finalize_xof().fill(&mut short);
    TenantKey::new(short)
}
