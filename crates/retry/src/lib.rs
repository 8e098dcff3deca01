//! Retry for any future: a pure policy with jitter, deadline and patience, and a budget.
//!
//! ```
//! # async fn fetch() -> std::io::Result<&'static str> { Ok("Hello") }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use osier_retry::Retry;
//!
//! let retry = Retry::default();
//! let answer = retry.call(tokio::time::sleep, || fetch()).await?;
//! # assert_eq!(answer, "Hello");
//! # Ok(())
//! # }
//! ```
//!
//! Four parts, each useful alone:
//!
//! - a [`Policy`] says whether and when, as a pure function: [`RetryPolicy`], its named forms, a
//!   [`composite`] of several, or a closure;
//! - a [`RetryBudget`] keeps all retries together at a share of what succeeds;
//! - [`Retry::call`] repeats any future, with any error and any timer;
//! - [`Retry`] is a [`Middleware`](osier_core::Middleware) around a provider of language models.
//!
//! # When not to use it
//!
//! Where repeating is not safe: nothing here makes an operation idempotent. Where a client inside
//! already retries: the attempts multiply. Where the failure is that of *one target among several*,
//! and lasts: that is what failover is for.
//!
//! # What is repeated
//!
//! What [may be](osier_core::ErrorKind::is_retryable): a server's failure, a broken connection, a
//! throttle; and, where no other target is ready, an overloaded one. A silent target is left, not
//! retried. A request that may have been billed is repeated once.
//!
//! The wait is the longer of the backoff and the Retry-After, and up to a tenth more. A Retry-After is
//! never shortened, and never ignored for being long: a wait that does not fit is not waited at all,
//! and the error goes up at once, for another target or the caller.
//!
//! Around a provider, repeating ends at the *commit point*, the first content of the answer. A stream
//! is looked into up to there before it is passed on, as long as another attempt is possible: so an
//! error as its first event, or a cut before any content, is tried again at the same target. Failover
//! outside does the same to decide between targets. Looking twice delays nothing, since whoever is
//! outside waits for the same event, and costs one small buffer; without it every such failure
//! would cost a target. An answer whose request asks for it whole, from a provider that streams it, is
//! also looked into up to its first content only; what breaks off later is for failover to repair.
//!
//! Of the attempts that the request has left, one is kept for each target that is ready and could
//! follow ([`Context::attempts_to_spare`](osier_core::Context::attempts_to_spare)): repeating on one
//! target never keeps a request from another.
//!
//! # Order
//!
//! Outside the breaker, the limit and the time limits of a target, inside failover:
//!
//! ```
//! use osier_core::{Middleware, Named, SharedProvider, Stack};
//! use osier_retry::Retry;
//!
//! fn right(breaker: impl Middleware, timeout: impl Middleware, provider: SharedProvider) -> SharedProvider {
//!     let target = Named::new("primary", provider);
//!     SharedProvider::new(Stack::new(Retry::default(), Stack::new(breaker, Stack::new(timeout, target))))
//! }
//! ```
//!
//! Trail and notices name what is inside by its [`id`](osier_core::Next::id):
//! [`Named`](osier_core::Named) makes it that of the target in place of its provider's.
//!
//! So each attempt is gated, counted and timed. Inside the breaker, three failures would count as
//! one, and an open circuit could not end the retries. A refusal by such a gate is no attempt: it ends
//! the retries, gives back token and attempt, and the error of the last real attempt goes up, with
//! the time at which the gate opens.
//!
//! # Cancellation
//!
//! Dropped during a wait, the tokens of the coming attempt go back and no attempt of the request is
//! taken. Dropped during an attempt, the attempt is dropped. Nothing runs on: there is no task here.
//!
//! # Defaults
//!
//! | setting | default | reason |
//! |---|---|---|
//! | [`max_attempts`](RetrySettings::max_attempts) | 3, the first included | what two repeats do not heal, a third seldom does; the official clients do the same |
//! | [`base`](RetrySettings::base) | 250 ms | longer than a connection is reset, shorter than anybody notices |
//! | [`wait_base`](RetrySettings::wait_base) | 1 s | a throttle or an overload without a hint passes in seconds |
//! | [`factor`](RetrySettings::factor) | 2 | as everywhere |
//! | [`cap`](RetrySettings::cap) | 20 s | longer waits are for whoever names them by Retry-After |
//! | [`jitter`](RetrySettings::jitter) | [full](Jitter::Full) | least work in total: "Exponential Backoff And Jitter", AWS Architecture Blog |
//! | [`patience`](RetrySettings::patience) | 3 s | the time to a first token; after it another target would have answered |
//! | [`useful_attempt`](RetrySettings::useful_attempt) | 1 s | no model answers in less |
//! | [`billed_attempts`](RetrySettings::billed_attempts) | 1 more | a lost connection is worth a second bill, not a third |
//! | budget: [`burst`](BudgetSettings::burst) | 10 | a handful of requests that fail together are all repeated |
//! | budget: [`deposit`](BudgetSettings::deposit) | 0.1 a success | retries add a tenth to the load at most |
//! | budget: [`floor`](BudgetSettings::floor) | 1 a second | a retry now and then where there is little traffic |
//!
//! A retry costs one token of the budget, after a time limit two.
//!
//! # Events
//!
//! [`Notice::Retrying`](osier_core::Notice::Retrying) as a repeated attempt begins. Failed attempts
//! stand in the head of the answer, or in the trail of the error.

mod budget;
mod call;
mod clock;
mod layer;
mod policy;
mod random;
mod retry;
mod sync;

pub use budget::{BudgetSettings, RetryBudget};
pub use call::{Advice, Timer};
pub use policy::{
    Composite, Decision, Jitter, Policy, RetryPolicy, RetrySettings, SharedPolicy, Situation, Why,
    composite,
};
pub use retry::Retry;
