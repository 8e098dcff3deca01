//! A whole answer.

use std::time::Duration;

use bytes::Bytes;

use super::{Act, broken};
use crate::dialect::{Dialect, JSON, Stamp};
use crate::script::{CutHow, Fault, Step};
use crate::server::message::{self, Length};

/// A whole answer, and the faults inside one.
pub(super) fn whole(
    dialect: Dialect,
    step: &Step,
    fault: Option<&Fault>,
    body: Bytes,
    stamp: &Stamp,
    after: Duration,
) -> Vec<Act> {
    let half = body.slice(..body.len() / 2);
    let head = |length| {
        let headers = dialect.headers(stamp.number);
        let headers = headers.iter().map(|(name, value)| (*name, &**value));
        Act::Write(message::head(200, JSON, headers, Length::Known(length)))
    };
    let wait = Act::Wait(after);
    match fault {
        Some(Fault::HeadersThenHang) => {
            vec![Act::Wait(step.headers_after), head(body.len()), Act::Hang]
        }
        Some(Fault::PingsOnly { lasting: None, .. }) => vec![Act::Hang],
        Some(Fault::PingsOnly { lasting: Some(lasting), .. }) => {
            vec![Act::Wait(*lasting), wait, head(body.len()), Act::Write(body)]
        }
        Some(Fault::Cut { how: CutHow::Clean, .. } | Fault::Malformed { .. }) => {
            vec![wait, head(half.len()), Act::Write(half)]
        }
        Some(Fault::Cut { how, .. }) => {
            vec![wait, head(body.len()), Act::Write(half), broken(*how)]
        }
        Some(Fault::Stall { .. }) => vec![wait, head(body.len()), Act::Write(half), Act::Hang],
        _ => vec![wait, head(body.len()), Act::Write(body)],
    }
}
