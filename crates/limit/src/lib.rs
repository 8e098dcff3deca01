//! Admission for LLM calls: adaptive concurrency, load shedding by priority, rates for tenants.
//!
//! Three gates against three kinds of too much. Each is useful alone, with this crate and
//! `osier-core` in the tree.
//!
//! | gate | stands around | keeps away | at its limit |
//! |---|---|---|---|
//! | [`Limit`] | one target | more calls at once than the target takes, found out by trying | [`AtCapacity`](osier_core::ErrorKind::AtCapacity): another target may answer |
//! | [`Admission`] | a whole route or program | more requests at once than can be worked on | a short queue, then [`Shed`](osier_core::ErrorKind::Shed) |
#![cfg_attr(
    feature = "rates",
    doc = "| [`Rates`], with the feature `rates` | a whole route or program | more requests and tokens a minute than a tenant is granted | [`TenantLimited`](osier_core::ErrorKind::TenantLimited) |"
)]
//!
//! Every refusal comes at once, sends nothing, blames nobody and says when to come back.
//!
//! # When not to use it
//!
//! A target that fails is the breaker's business: a limit reacts to throttling, overload and silence
//! alone. For one request at a time per user, or for fairness between users who are all within their
//! rates, nothing here helps. Rates are kept in this process: several replicas grant as many times as
//! much.
//!
//! # One target
//!
//! [`Limit`] is a layer; [`Adaptive`] beneath it knows nothing of providers and guards anything.
//!
//! ```
//! use std::time::Instant;
//! use osier_limit::{Adaptive, AdaptiveSettings};
//!
//! /// Whatever is called, and whether it was too much for it.
//! fn call() -> Result<&'static str, &'static str> {
//!     Err("too many requests")
//! }
//!
//! let limit = Adaptive::try_new(AdaptiveSettings::default().initial(20))?;
//! let permit = limit.try_acquire()?;
//! match call() {
//!     Ok(_) => permit.success(),
//!     Err(_) => permit.overloaded_at(Instant::now()),
//! }
//! assert_eq!(limit.snapshot().limit, 18);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A whole program
//!
//! ```
//! use osier_core::{ChatRequest, Context, ErrorKind, Priority, Provider, SharedProvider};
//! use osier_http::TokioClock;
//! use osier_limit::{Admission, AdmissionSettings, AdaptiveSettings, Limit};
//! use osier_simulate::{Scripted, Step};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let limit = Limit::try_new(AdaptiveSettings::default())?;
//! let admission = Admission::try_new(AdmissionSettings::default().cap(2).queue(0))?;
//! let provider = SharedProvider::new(Scripted::new("target", Step::answer("Hello")))
//!     .layered(&limit)
//!     .layered(&admission);
//!
//! let ask = async |priority| {
//!     let context = Context::builder(TokioClock::shared()).priority(priority).build();
//!     provider.call(&context, ChatRequest::new("m").user("Hi").stream().into()).await
//! };
//! let first = ask(Priority::Normal).await?;
//! let refused = ask(Priority::Low).await.unwrap_err();
//! assert_eq!(refused.kind(), ErrorKind::Shed);
//! assert!(refused.retry_after().is_some());
//! assert_eq!(ask(Priority::Critical).await?.text().await?, "Hello");
//! drop(first);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![cfg_attr(feature = "rates", doc = "")]
#![cfg_attr(feature = "rates", doc = "Tenants: the example of [`Rates`].")]
//!
//! # Order
//!
//! Rates outermost, then admission, then everything that does work for a request. [`Limit`] belongs
//! into the stack of its target: inside retry and breaker, so that each attempt needs a slot and a
//! refusal here is no failure there; around timeout, so that a silent target gives its slot back.
//! Around retry it would hold a slot through every pause.
//!
//! # Cancellation
//!
//! A permit rides in the body of an answer. Dropping a call, a body or a wait, also in a panic, gives
//! its slot back at once, to the next in the queue if there is one, and judges nobody. A charge of
//! tokens that is dropped stands as it was estimated.
//!
//! # Defaults
//!
//! | setting | default | reason |
//! |---|---|---|
//! | [`initial`](AdaptiveSettings::initial) | 20 | few targets refuse so many, and in the first flights it doubles; where calls last long, [`until_overloaded`](AdaptiveSettings::until_overloaded) refuses nobody before it must |
//! | [`min`](AdaptiveSettings::min) | 4 | a target that is throttled for hours still shows when it is not |
//! | [`max`](AdaptiveSettings::max) | 1000 | more over one pool of connections is seldom meant |
//! | [`backoff`](AdaptiveSettings::backoff) | 0.9 | a provider's limit is a step, not a slope: a little less is enough, and half would waste what is paid for |
//! | [`window`](AdaptiveSettings::window) | 1 s | refusals come in milliseconds; the effect of a cut is seen no sooner than calls end |
//! | [`first_token`](AdaptiveSettings::first_token) | none | what is slow depends on model and prompt |
//! | [`cap`](AdmissionSettings::cap) | 1024 | each request holds two sockets and its buffers, and the targets of one process seldom bear more together |
//! | [`share`](AdmissionSettings::share) | 50, 75, 90, 100 % | batch work leaves half of the room to people; a tenth is kept for what must not fail |
//! | [`queue`](AdmissionSettings::queue) | 256 | what 1024 slots of four seconds each serve within the target |
//! | [`target`](AdmissionSettings::target) | 1 s | as much as people and SDKs do not notice beside seconds of answering |
#![cfg_attr(
    feature = "rates",
    doc = "| [`RateSettings`] | no limits, 10,000 tenants | a limit that nobody asked for is a surprise; so many are a few megabytes |"
)]

mod adaptive;
mod admission;
mod checks;
mod layer;
mod pace;
#[cfg(feature = "rates")]
mod rates;
mod sync;
mod timeline;

pub use adaptive::{Adaptive, AdaptiveSettings, AdaptiveSnapshot, AtCapacity, Permit};
pub use admission::{Admission, AdmissionPermit, AdmissionSettings, AdmissionSnapshot};
pub use layer::Limit;
#[cfg(feature = "rates")]
pub use rates::{Anonymous, Charge, Rate, RateSettings, Rates, TenantRates};
