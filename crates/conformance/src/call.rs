//! The call that every case is about.

use osier_core::Request;
use osier_core::adapter::Call;

/// The same identity (`r1`) and time (1795000000) in every case.
pub(crate) fn call(request: &Request) -> Call<'_> {
    Call { request, id: "r1", unix_time: 1_795_000_000 }
}

/// A request that every adapter can write.
pub(crate) fn plain_request() -> Request {
    Request::parse(r#"{"model":"asked","messages":[{"role":"user","content":"x"}]}"#)
        .expect("a request")
}
