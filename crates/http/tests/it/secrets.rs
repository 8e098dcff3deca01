//! Keys stay where they belong.

use osier_core::{Delivery, Error, ErrorKind, Provider};
use osier_http::HttpProvider;
use tokio::net::TcpListener;

use crate::dialect::{KEY, Plain};
use crate::far_end::{FarEnd, Step, chunk, head};
use crate::setting::*;

/// Everything an error may ever print, causes included.
fn all_text(error: &Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn errors_show_neither_keys_nor_urls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let broken = FarEnd::playing([vec![Step::Close]]).await;
    let cut = FarEnd::playing([vec![head(JSON), chunk("{"), Step::Close]]).await;
    for url in [&refused, &broken.url, &cut.url, "http://nowhere.invalid", "no url", "ftp://x"] {
        let provider = HttpProvider::new(client(), Plain::at(url));
        let text = all_text(&ask(&provider).await.unwrap_err());
        assert!(!text.contains(KEY) && !text.contains("/chat"), "{text}");
    }
}

#[tokio::test]
async fn debug_shows_no_key() {
    let (_far_end, provider) = playing(vec![]).await;
    let text = format!("{provider:?} {:?} {:?}", client(), building(&_far_end));
    assert!(text.contains("plain") && !text.contains(KEY), "{text}");
}

#[tokio::test]
async fn a_key_with_a_line_end_is_named_not_sent() {
    let far_end = FarEnd::playing([]).await;
    let adapter = Plain { key: format!("{KEY}\n"), ..Plain::at(&far_end.url) };
    let provider = HttpProvider::new(client(), adapter);
    let error = provider.call(&context(), request()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::NotSent));
    assert!(error.to_string().contains("`authorization`"), "{error}");
    assert!(!all_text(&error).contains(KEY));
    assert_eq!(far_end.accepted(), 0);
}
