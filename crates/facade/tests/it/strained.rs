//! No time for extras while requests are turned away.

use std::time::Duration;

use futures_util::FutureExt;
use osier::limit::AdmissionSettings;
use osier::{Client, Priority, Request, Target};
use osier_simulate::{Fault, Scripted, Step};

use crate::scene::request;

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A client of two targets that never answer, and the second one, which is only asked by a hedge.
fn silent(queue: u32) -> (Client, Scripted) {
    let [first, second] = ["a", "b"].map(|name| Scripted::new(name, Step::fault(Fault::Hang)));
    let client = Client::builder()
        .target(Target::provider("a", first))
        .target(Target::provider("b", second.clone()))
        .admission(AdmissionSettings::default().cap(8).queue(queue));
    (client.build().expect("a client"), second)
}

/// Fills the share of these requests, then the queue, and has the rest shed; nobody stays.
fn crowd(client: &Client) {
    let mut calls: Vec<_> = (0..20).map(|_| Box::pin(client.chat(request(false)))).collect();
    let refused = calls.iter_mut().filter_map(|call| call.as_mut().now_or_never());
    assert!(refused.filter(Result::is_err).count() > 10, "the process sheds");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_hedged_while_requests_are_shed_however_early_it_came() {
    for queue in [0, 1] {
        // When there is a crowd, and whether a stream that began before it is hedged after 10 s.
        for (crowded, hedged) in [(0, true), (7_900, true), (9_900, false)] {
            let (client, second) = silent(queue);
            let context = client.context().priority(Priority::Critical).build();
            let body: Request = request(true).into();
            let mut stream = Box::pin(client.call(&context, body));
            let begins = tokio::time::timeout(millis(crowded), stream.as_mut());
            begins.await.expect_err("it is silent");
            crowd(&client);
            let goes_on = tokio::time::timeout(millis(10_100 - crowded), stream.as_mut());
            goes_on.await.expect_err("it is silent");
            assert_eq!(second.count() > 0, hedged, "queue {queue}, crowd after {crowded} ms");
        }
    }
}
