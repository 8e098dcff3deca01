//! The targets of one route, as one provider.
//!
//! A [`Failover`] is a provider made of [`Target`]s in tiers. It asks the caller's preferred one first,
//! then tier by tier, within a tier as the [`Strategy`] says, until one answers. Whole and streamed
//! answers take the same path: until the first content of an answer has been seen, a failure moves the
//! request on to the next target and the caller never learns of it. From then on (the *commit point*) the
//! answer is passed through as it comes. If it breaks off, it is continued where that can be
//! [the same answer](ResumeSettings); otherwise an error is its last item, with every attempt. An answer
//! that is asked for whole is committed to when it is whole, even if the provider streams it.
//!
//! A target that is silent for long is [hedged](HedgeSettings): another one is asked beside it, and the
//! first content wins. One that rejects a parameter is asked once more without it. One that is
//! [declared](Declared) to lack what the request needs is not asked at all.
//!
//! A target that is not ready (its circuit is open, it cools, it is full) is passed over. Where none is
//! ready, [`Unready`] says what is done: by default the soonest is waited for, up to five seconds for one
//! request, and only if a useful part of the deadline is left then. A route that is a target of another
//! has a patience of its own.
//!
//! All attempts draw on one deadline and one attempt budget, those of the
//! [`Context`](osier_core::Context). What is tried next is decided by one pure plan, which gives a
//! [`Reason`] for each step; [`Failover::explain`] tells them all.
//!
//! # Order
//!
//! Outside everything that belongs to one target (retry, breaker, time limits), inside everything
//! that belongs to the route (cache, degradation).
//!
//! # Cancellation
//!
//! Dropping the call or the response cancels the attempt under way and blames nobody.
//!
//! ```
//! use osier_core::{ChatRequest, Completion, Context, Error, ErrorKind, Provider, Request, Response};
//! use osier_failover::{Failover, Target};
//!
//! struct Answers(Option<&'static str>);
//!
//! #[async_trait::async_trait]
//! impl Provider for Answers {
//!     fn id(&self) -> &str {
//!         "example"
//!     }
//!
//!     async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
//!         let text = self.0.ok_or_else(|| Error::new(ErrorKind::Overloaded))?;
//!         Ok(Response::complete(Completion::of_text("m", text)))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let route = Failover::new("chat")
//!     .target(Target::new("first", Answers(None)))
//!     .target(Target::new("second", Answers(Some("Hello"))).model("other-model"));
//! let context = Context::builder(osier_http::TokioClock::shared()).build();
//! let response = route.call(&context, ChatRequest::new("chat").user("Hi").into()).await?;
//! assert_eq!(response.head.target.as_deref(), Some("second"));
//! assert_eq!(response.head.attempts.len(), 1);
//! assert_eq!(response.text().await?, "Hello");
//! # Ok(())
//! # }
//! ```

mod balance;
mod commit;
mod declared;
mod explain;
mod failover;
mod hedging;
mod in_time;
mod leg;
mod load;
mod needs;
mod passing;
mod plan;
mod repair;
mod resume;
mod route;
mod running;
mod settings;
mod target;
mod trail;
mod verdict;

pub use declared::{Declared, Feature, Prefill, Price};
pub use explain::{Explained, Explanation};
pub use failover::Failover;
pub use load::Percentiles;
pub use needs::Lack;
pub use plan::Reason;
pub use settings::{
    HedgeSettings, HoldBack, Refusals, Restart, ResumeSettings, Settings, Strategy, Unready,
};
pub use target::Target;
