//! Targets die while requests run.

use std::time::Duration;

use futures_util::future::join_all;
use osier_simulate::{Fault, Preset, Script, Step};

use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, stage, staged};

const REQUESTS: usize = 60;

/// Runs requests, half of them streamed, and meanwhile does something to the first target.
async fn run_while(stage: &Stage, harm: impl Future<Output = ()>) -> Vec<Reply> {
    let requests = (0..REQUESTS).map(|i| stage.chat(i % 2 == 0));
    let (replies, ()) = tokio::join!(join_all(requests), harm);
    replies
}

/// An answer from one of the targets, whole, or one clear error: nothing else.
fn assert_clear(reply: &Reply, scene: &str) {
    if reply.status != 200 {
        assert!(reply.json()["error"]["message"].is_string(), "{scene}: {}", reply.body);
        return;
    }
    let text = reply.text();
    let streamed = reply.body.starts_with("data:");
    let whole = ["alpha beta gamma delta", "from b"].contains(&&*text);
    if streamed {
        let error = reply.stream_error();
        assert_eq!(whole && reply.finish().is_some(), error.is_none(), "{scene}: {}", reply.body);
    } else {
        assert!(whole, "{scene}: {}", reply.body);
    }
}

#[tokio::test]
async fn a_target_killed_under_load_never_leaves_a_cut_answer_that_looks_whole() {
    for dialect in DIALECTS {
        let pace = Duration::from_millis(30);
        let step =
            Step::answer("alpha beta gamma delta").between_tokens(pace).first_token_after(pace);
        let stage = stage(dialect, [step, Step::answer("from b")]).await;
        let kill = async {
            assert!(stage.providers[0].wait_for_seen(20, Duration::from_secs(10)).await);
            stage.providers[0].stop().await;
        };
        let replies = run_while(&stage, kill).await;
        assert_eq!(replies.len(), REQUESTS);
        for reply in &replies {
            assert_clear(reply, &format!("{dialect:?}"));
        }
        assert_eq!(stage.chat(true).await.text(), "from b", "{dialect:?}");
    }
}

#[tokio::test]
async fn a_target_that_turns_bad_under_load_costs_no_answer() {
    let harms = [
        Script::of(Step::fault(Fault::Reset)),
        Script::of(Step::status(Preset::RateLimited)),
        Script::of(Step::fault(Fault::HeadersThenHang)),
    ];
    for dialect in DIALECTS {
        for harm in harms.clone() {
            let scripts = [Step::answer("alpha beta gamma delta"), Step::answer("from b")];
            let stage = staged(dialect, scripts, |config| {
                config.targets[0].timeout.attempt = Some(Duration::from_secs(1));
            })
            .await;
            let turn_bad = async {
                assert!(stage.providers[0].wait_for_seen(10, Duration::from_secs(10)).await);
                stage.providers[0].set_script(harm);
            };
            for reply in run_while(&stage, turn_bad).await {
                let whole = ["alpha beta gamma delta", "from b"].contains(&&*reply.text());
                assert!(reply.status == 200 && whole, "{dialect:?}: {}", reply.body);
            }
            assert_eq!(stage.chat(true).await.text(), "from b", "{dialect:?}");
        }
    }
}
