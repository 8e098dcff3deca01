//! A ladder of graceful degradation: users see reduced quality before they see failure, and full quality
//! again soon after.
//!
//! ```
//! use osier_core::{ChatRequest, Context, Level, SharedProvider};
//! use osier_degrade::{Degrade, Ladder};
//! use osier_http::TokioClock;
//! use osier_simulate::{Scripted, Step};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let small = SharedProvider::new(Scripted::new("small", Step::answer("Briefly: a willow.")));
//! let ladder = Ladder::presets()
//!     .provider(Level::Reduced, small.clone())
//!     .provider(Level::Minimal, small)
//!     .offline("We are back soon. If you ask for help, name {request_id}.");
//! let degrade = Degrade::try_new("chat", ladder)?;
//! let large = Scripted::new("large", Step::status(503));
//! let route = SharedProvider::new(large).layered(&degrade);
//!
//! let context = Context::builder(TokioClock::shared()).build();
//! let answer = route.call(&context, ChatRequest::new("m").user("What bends?").into()).await?;
//! let served = answer.head.level.expect("there is a ladder");
//! assert_eq!((served.level, served.reason), (Level::Reduced, "overloaded"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The levels
//!
//! | level | who answers | what changes in the request, unless [edited](Edits) |
//! |---|---|---|
//! | full | the route | at most 4096 tokens |
//! | reduced | the route, or [another provider](Ladder::provider) | at most 2048 tokens; no tools, no images |
//! | minimal | the same | at most 512 tokens; no streaming, no tools, no images |
//! | cached | a [`StaleSource`]: what was answered to the same question before | |
//! | offline | [words](Ladder::offline) written beforehand, with the identity of the request | |
//!
//! A level that the ladder does not have is passed over.
//!
//! # One request
//!
//! It begins at the standing level. If nobody can answer there, it steps down, level by level, until somebody
//! can; where nothing worse is left that is alive, it tries the better levels too, as a last resort; then what
//! is stored. It steps for whatever another model may make up for, never for what its caller must hear: a
//! request that is wrong, content that was refused. That it is too long, or asks for what a model cannot do,
//! leads to other models, but never to stored words.
//!
//! All levels draw on one deadline and one account of attempts. While another level could follow, a stream must have
//! shown something within 30 s, and a whole answer be complete within three quarters of the time that is left, or a
//! minute; and the level keeps an attempt for each of the others. A level of which no target is ready is passed over.
//! Where none is, the soonest is waited for: beside a stored answer only if all was well so far, and three seconds at
//! most (one, where the level is held); where nothing else is left, as long as its route does. Whoever has failed is
//! not asked the same again.
//!
//! # The standing level
//!
//! Where a route stands is decided by a [`Controller`], which is told what came of each request and nothing
//! else. Three signals press on a level, each the share of its requests in the window that showed it, times its
//! weight:
//!
//! | signal | weight | why |
//! |---|---|---|
//! | the level failed to answer | 1 | that is what a level is for |
//! | no target of it was ready | 1 | to whoever asks, it is the same |
//! | others were being shed when the request came | ¾ | a burst is no reason; two thirds of a window are: lesser answers take less |
//!
//! | the pressure | what follows |
//! |---|---|
//! | at least ½, of ten requests or more | down to the next level |
//! | the same, but only stored answers are below | down from 0.9 on: an answer that is alive is better |
//! | at most 0.1 among a tenth of the requests, which try the better level for 10 s | up to it |
//!
//! Between a move and the next trial lie 30 s; twice as much after each relapse, up to two minutes. Beside stored
//! answers all requests try a live level as soon as it is ready. It never turns around twice within 30 s, so it cannot
//! flap, and it climbs back by itself: [`Controller`] states the bound.
//!
//! [`Degrade::pin`] holds the level by hand. Requests may still step down from there, but never up.
//!
//! # Order
//!
//! Outside failover, whose verdict it waits for; inside admission and cache: a request that is shed is refused,
//! not degraded.
//!
//! # When not to use it
//!
//! Where a lesser answer is worse than none: then a clear error is the better answer. A program that reads
//! answers should demand their form (`response_format`), which no level takes away.
//!
//! # Cancellation
//!
//! Dropping a call or a body drops what is under way at its level. Of the level it says what its caller has seen: that
//! it was not ready, that it showed nothing for ten seconds or more, or that it was answering; else nothing.
//!
//! # Defaults
//!
//! | setting | default | why |
//! |---|---|---|
//! | [`window`](Settings::window) | 30 s | long enough to be no hiccup, short enough to be felt by few |
//! | [`minimum_calls`](Settings::minimum_calls) | 10 | below, one failure more or less decides |
//! | [`down_at`](Settings::down_at) | 0.5 | where every other request fails, each of them waits in vain every other time |
//! | [`dead_at`](Settings::dead_at) | 0.9 | one answer in ten that is alive is worth asking for |
//! | [`clean_at`](Settings::clean_at) | 0.1 | far enough from `down_at` that what is between the two holds where it is |
//! | [`hold_max`](Settings::hold_max) | 2 min | whoever relapses again and again should not be asked to be strong twice a minute |
//! | [`trial`](Settings::trial) | 10 s | longer than most answers take |
//! | [`trial_share`](Settings::trial_share) | 0.1 | few enough to hurt nobody, many enough to see |
//! | [`trial_calls`](Settings::trial_calls) | 5 | below, luck decides |
//! | [`patience`](Settings::patience) | 30 s | what answers have to send their headers |
//! | [`weights`](Settings::weights) | 1, 1, ¾ | see above |

mod calm;
mod controller;
mod counted;
mod course;
mod degrade;
mod edits;
mod feature;
mod ladder;
mod levels;
mod moves;
mod offline;
mod reason;
mod settings;
mod stale;
mod verdict;
mod walk;

pub use controller::{Controller, Moved, Standing, Ticket, Verdict};
pub use degrade::Degrade;
pub use edits::{Edited, Edits, Lacks};
pub use feature::Feature;
pub use ladder::Ladder;
pub use osier_core::{Level, Served};
pub use settings::{Settings, Weights};
pub use stale::{SharedStaleSource, StaleSource};
