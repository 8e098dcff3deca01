//! Documents that go to somebody who is no provider.

use std::time::Duration;

use osier_core::ErrorKind;
use osier_core::adapter::WireRequest;

use crate::far_end::{FarEnd, Step, reply, reply_with};
use crate::setting::*;

fn document(far_end: &FarEnd) -> WireRequest {
    let url = format!("{}/hook", far_end.url);
    WireRequest::post(url, "{\"id\":1}".into()).header("x-signature", "signed")
}

#[tokio::test]
async fn a_document_arrives_with_its_headers_and_its_status_is_given_whatever_it_is() {
    for status in [200, 204, 404, 429, 503] {
        let far_end = FarEnd::playing([vec![reply(status, JSON, "")]]).await;
        let given = client().deliver(&context(), document(&far_end)).await.unwrap();
        assert_eq!(given, status);
        let request = far_end.requests().pop().unwrap().to_lowercase();
        assert!(request.starts_with("post /hook http/1.1\r\n"), "{request}");
        for part in ["content-type: application/json\r\n", "x-signature: signed\r\n"] {
            assert!(request.contains(part), "{request}");
        }
        assert!(request.ends_with("\r\n\r\n{\"id\":1}"), "{request}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = FarEnd::playing([vec![reply(200, JSON, "")]]).await;
    let to = [("location", &*elsewhere.url)];
    let far_end = FarEnd::playing([vec![reply_with(307, &to, "")]]).await;
    assert_eq!(client().deliver(&context(), document(&far_end)).await.unwrap(), 307);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn no_answer_is_an_error_within_the_deadline() {
    let far_end = FarEnd::playing([vec![Step::Hang]]).await;
    let context = within(Duration::from_millis(200));
    let error = client().deliver(&context, document(&far_end)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    let far_end = FarEnd::playing([vec![Step::Reset]]).await;
    let context = within(Duration::from_secs(5));
    let error = client().deliver(&context, document(&far_end)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
}
