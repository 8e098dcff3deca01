//! What every [`Adapter`](osier_core::Adapter) must hold to, and every
//! [`CacheStore`](osier_core::CacheStore), as one suite for each.
//!
//! # Adapters
//!
//! An adapter is pure: bytes in, bytes out. So golden files say all of what it does with requests,
//! whole answers, streams and failures, and the suite runs them; the format is explained at
//! [`AdapterSuite::golden_files`]. What no file can say, because it is about everything that may
//! ever come, are properties: nothing panics ([`AdapterSuite::anything`]), and no key is shown
//! ([`AdapterSuite::secrets`]).
//!
//! The tests of an adapter are its golden files, three lines that call the suite, and what is really
//! particular to it:
//!
//! ```no_run
//! use osier_conformance::{AdapterSuite, Vocabulary};
//! use osier_providers_openai::OpenAi;
//!
//! const SUITE: AdapterSuite<OpenAi> = AdapterSuite {
//!     golden: "tests/it/golden",
//!     adapter: |settings| OpenAi::new(settings.key()),
//!     vocabulary: Vocabulary {
//!         opening: r#"{"choices":[{"index":0,"delta":{"role":"assistant"}}]}"#,
//!         keys: &["choices", "delta", "finish_reason"],
//!         words: &["tool_calls"],
//!     },
//! };
//!
//! # #[cfg(any())]
//! #[test]
//! fn golden_files_hold() {
//!     SUITE.golden_files();
//! }
//!
//! # #[cfg(any())]
//! #[test]
//! fn secrets_stay() {
//!     SUITE.secrets();
//! }
//!
//! # #[cfg(any())]
//! #[test]
//! fn anything_may_come() {
//!     SUITE.anything();
//! }
//! # SUITE.golden_files();
//! ```
//!
//! # Stores
//!
//! A store is given bytes under keys, and asked for them again. The suite does that in every way that stores of
//! all kinds have been wrong about; see [`StoreSuite`]. It brings no runtime:
//!
//! ```no_run
//! # mod tokio {
//! #     pub async fn spawn(_: impl Future) -> Result<(), ()> { Ok(()) }
//! #     pub mod time { pub async fn sleep(_: std::time::Duration) {} }
//! # }
//! use osier_conformance::{Runtime, StoreSuite};
//! use osier_core::SharedStore;
//!
//! const TOKIO: Runtime = Runtime {
//!     spawn: |work| {
//!         let task = tokio::spawn(work);
//!         Box::pin(async { task.await.expect("the work") })
//!     },
//!     pause: |span| Box::pin(tokio::time::sleep(span)),
//! };
//!
//! # #[cfg(any())]
//! #[tokio::test(flavor = "multi_thread")]
//! async fn it_is_a_store() {
//!     StoreSuite { store: my_store(), runtime: TOKIO }.all().await;
//! }
//! # async fn of(store: SharedStore) { StoreSuite { store, runtime: TOKIO }.all().await }
//! ```
#![expect(clippy::panic, clippy::expect_used, reason = "tests fail by panicking")]

pub mod anything;
mod call;
mod golden;
mod secrets;
mod settings;
mod store;
mod suite;

pub use anything::Vocabulary;
pub use settings::Settings;
pub use store::{Runtime, StoreSuite, Work};
pub use suite::AdapterSuite;
