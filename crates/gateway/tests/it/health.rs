//! What becomes of targets and credentials in trouble, as callers, operators and providers see it.

use osier_simulate::{Preset, Step};

use crate::stage::{DIALECTS, stage};

#[tokio::test]
async fn a_benched_credential_looks_as_its_rejection_did_and_nothing_more_is_sent_with_it() {
    for dialect in DIALECTS {
        for preset in [Preset::Auth, Preset::Quota, Preset::Forbidden] {
            let stage = stage(dialect, [Step::status(preset)]).await;
            let mut looks = Vec::new();
            for stream in [false, true, false] {
                let reply = stage.chat(stream).await;
                let header = |name| reply.header(name).map(str::to_owned);
                let told = [header("x-should-retry"), header("retry-after")];
                looks.push((reply.status, reply.code(), told));
            }
            assert!(
                looks.iter().all(|look| *look == looks[0]),
                "{dialect:?} {preset:?}: {looks:?}"
            );
            assert_eq!(looks[0].2, [Some("false".to_owned()), None], "{dialect:?} {preset:?}");
            assert_eq!(stage.counts(), [1], "{dialect:?} {preset:?}");
        }
    }
}
