//! The answer that needs nobody.

use osier_simulate::{Preset, Script, Step};

use super::{OFFLINE, is_a_whole_stream, on_a_ladder, served, set, two};
use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, body, staged};

const ID: &str = "req-7c1";

fn with_offline() -> String {
    format!("reduced.model = \"small\"\nminimal = \"off\"\noffline = \"{OFFLINE}\"")
}

async fn ask(stage: &Stage, stream: bool) -> Reply {
    let request = stage.post(body(stream).to_string()).header("x-request-id", ID);
    stage.send(request).await
}

/// The offline text with the identity of the request in it, whole and valid, and from nobody.
#[track_caller]
fn is_offline(reply: &Reply, stream: bool, reason: &str, tried: &str) {
    if stream {
        is_a_whole_stream(reply);
        let (target, attempts) = reply.last_word().split_once(' ').expect("two parts");
        assert_eq!(target, "target=none", "{}", reply.body);
        assert_eq!(without_times(attempts), format!("attempts=\"{tried}\""), "{}", reply.body);
    }
    assert_eq!((reply.status.as_u16(), reply.text()), (200, OFFLINE.replace("{request_id}", ID)));
    assert_eq!(served(reply), ["offline", reason]);
    assert_eq!(reply.header("x-osier-target"), None);
    assert_eq!(reply.header("x-osier-request-id"), Some(ID));
    assert_eq!(without_times(reply.header("x-osier-attempts").expect("attempts")), tried);
}

fn without_times(attempts: &str) -> String {
    attempts.split(' ').map(|word| word.trim_start_matches(|c: char| c.is_ascii_digit())).collect()
}

#[tokio::test]
async fn where_offline_is_held_nobody_is_asked_and_the_text_is_the_answer() {
    for dialect in DIALECTS {
        let stage = staged(dialect, two(), on_a_ladder(&with_offline())).await;
        set(&stage, "offline").await;
        for stream in [false, true] {
            is_offline(&ask(&stage, stream).await, stream, "pinned", "none");
        }
        assert_eq!(stage.counts(), [0, 0], "{dialect:?}");
    }
}

#[tokio::test]
async fn where_every_target_fails_the_text_is_the_answer_and_tells_what_was_tried() {
    for dialect in DIALECTS {
        for stream in [false, true] {
            let down = || Script::of(Step::status(Preset::ServerError));
            let stage = staged(dialect, [down(), down()], on_a_ladder(&with_offline())).await;
            let tried = "aserver,bserver";
            is_offline(&ask(&stage, stream).await, stream, "server", tried);
            assert_eq!(stage.counts(), [1, 1], "{dialect:?}");
        }
    }
}
