//! What a provider reports when it fails, and what that means.
//!
//! A [`Report`] is read from whatever body came. It is looked at in a fixed order: the code, then
//! the type, then (only where no code says anything) the text, then the status. What nobody here has
//! heard of is judged by its status alone.
//!
//! Adapters of dialects that build on this one look at a report for the codes they alone know, and
//! leave the rest to it:
//!
//! ```
//! use osier_core::ErrorKind;
//! use osier_core::adapter::{Failure, HeaderFacts};
//! use osier_providers_openai::error::Report;
//!
//! let body = br#"{"error":{"message":"No credit.","type":"insufficient_quota","code":"insufficient_quota"}}"#;
//! let failure = Failure { status: 429, headers: &HeaderFacts::default(), body };
//! let report = Report::of_body(failure.body);
//! let error = report.error(report.kind_of(&failure), &failure, None);
//! assert_eq!(error.kind(), ErrorKind::QuotaExceeded);
//! ```

mod body;
mod codes;
mod meaning;
mod text;

pub use body::Report;
