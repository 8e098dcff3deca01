//! Why a level, in words that stay.

/// The level is as it should be.
pub(crate) const NORMAL: &str = "normal";
/// Somebody set the standing level by hand.
pub(crate) const PINNED: &str = "pinned";
/// Nobody holds the level by hand any more.
pub(crate) const RELEASED: &str = "released";
/// The better level failed to answer too often.
pub(crate) const FAILURES: &str = "failures";
/// The better level had no target that was ready too often.
pub(crate) const UNREADY: &str = "unready";
/// Of this request: no target of the better level was ready.
pub(crate) const NOT_READY: &str = "not_ready";
/// Of this request: it stands at stored answers, and there is none.
pub(crate) const NOT_STORED: &str = "not_stored";
/// Requests had to be shed.
pub(crate) const SHEDDING: &str = "shedding";
/// The better level has answered a share of the requests on trial.
pub(crate) const RECOVERED: &str = "recovered";
/// The request is one of those that find out whether a better level is back.
pub(crate) const TRIAL: &str = "trial";
/// Nothing worse was left that is alive, and a better level could answer.
pub(crate) const LAST_RESORT: &str = "last_resort";
