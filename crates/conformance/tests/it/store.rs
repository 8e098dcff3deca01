//! Wrong stores.

mod faulty;

use std::sync::Arc;

use osier_conformance::{Runtime, StoreSuite};

use faulty::{Fault, Faulty};

const TOKIO: Runtime = Runtime {
    spawn: |work| {
        let task = tokio::spawn(work);
        Box::pin(async { task.await.expect("the work") })
    },
    pause: |span| Box::pin(pause(span)),
};

#[expect(clippy::disallowed_methods, reason = "stores keep real time")]
async fn pause(span: std::time::Duration) {
    tokio::time::sleep(span).await;
}

fn suite(fault: Fault) -> StoreSuite {
    StoreSuite { store: Arc::new(Faulty::new(fault)), runtime: TOKIO }
}

/// What the suite says about a store.
async fn said(fault: Fault) -> String {
    let failure = tokio::spawn(async move { suite(fault).all().await }).await.unwrap_err();
    let payload = failure.into_panic();
    payload.downcast::<String>().map_or_else(|_| String::new(), |said| *said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_store_passes() {
    suite(Fault::None).all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_store_fails_in_the_scenario_that_is_about_it() {
    let faults = [
        (Fault::LosesEmpty, "contents: "),
        (Fault::KeepsTheFirst, "contents: "),
        (Fault::CutsLong, "contents: "),
        (Fault::IgnoresLastBit, "keys: "),
        (Fault::IgnoresTenant, "keys: "),
        (Fault::ErasesSome, "erasing: "),
        (Fault::ErasesAll, "erasing: "),
        (Fault::StaysErased, "erasing: "),
        (Fault::Immortal, "keep: "),
        (Fault::ShortestKeep, "keep: "),
        (Fault::CannotFlush, "flush: "),
    ];
    let begun = faults.map(|(fault, scenario)| (fault, scenario, tokio::spawn(said(fault))));
    for (fault, scenario, said) in begun {
        let said = said.await.unwrap();
        assert!(said.starts_with(scenario), "{fault:?}: {said}");
    }
}

/// Torn entries come out of races, which the work of others tells.
#[tokio::test(flavor = "multi_thread")]
async fn a_torn_entry_is_noticed() {
    let failure = tokio::spawn(async { suite(Fault::Tears).concurrent().await }).await;
    assert!(failure.is_err());
}
