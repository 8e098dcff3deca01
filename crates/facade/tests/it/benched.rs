//! Targets whose credential was rejected.

use std::time::Duration;

use osier::ErrorKind::{Auth, Benched};
use osier::http::TokioClock;
use osier::{Client, Clock, Target};
use osier_simulate::{Preset, Script, Scripted, Step};

use crate::scene::{request, told};

#[tokio::test(start_paused = true)]
async fn a_rejected_key_is_met_once_and_then_left_alone_by_all_who_share_it() {
    let revoked = || Script::of(Step::status(Preset::Auth));
    let far_ends = [("a", revoked()), ("b", revoked()), ("c", Script::answer("from c"))]
        .map(|(name, script)| Scripted::new(name, script));
    let [a, b, c] = ["a", "b", "c"].map(|name| {
        let far_end = far_ends.iter().find(|far_end| osier::Provider::id(*far_end) == name);
        Target::provider(name, far_end.expect("there").clone())
    });
    let client = Client::builder().target(a.credential("key")).target(b.credential("key"));
    let client = client.target(c).build().expect("a client");
    for lines in [&[("a", Auth)][..], &[]] {
        let response = client.chat(request(true)).await.expect("an answer");
        assert_eq!(told(&response.head.attempts), lines);
        assert_eq!(response.text().await.expect("text"), "from c");
    }
    assert_eq!(far_ends.each_ref().map(Scripted::count), [1, 0, 2]);

    let reinstated = client.roster().reinstate_all(TokioClock.now());
    assert_eq!(reinstated.iter().map(|key| &**key.name()).collect::<Vec<_>>(), ["key"]);
    // Until then it gets its share step by step.
    TokioClock.sleep_until(TokioClock.now() + Duration::from_secs(30)).await;
    let response = client.chat(request(true)).await.expect("an answer");
    assert_eq!(told(&response.head.attempts), [("a", Auth)]);
}

#[tokio::test(start_paused = true)]
async fn where_every_credential_is_benched_the_caller_hears_at_once_and_nothing_is_sent() {
    let far_end = Scripted::new("a", Script::of(Step::status(Preset::Quota)));
    let client = Client::builder().target(Target::provider("a", far_end.clone()));
    let client = client.build().expect("a client");
    for kind in [osier::ErrorKind::QuotaExceeded, Benched, Benched] {
        let error = client.chat(request(false)).await.expect_err("out of quota");
        assert_eq!((error.kind(), error.retry_after()), (kind, None));
    }
    assert_eq!(far_end.count(), 1);
}
