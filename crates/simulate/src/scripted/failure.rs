//! The error that an adapter and its HTTP client would make of a fault.

use osier_core::adapter::{Failure, HeaderFacts};
use osier_core::{Delivery, Error, ErrorKind};

use crate::script::{Fault, Objection, Preset, Status, only_value};

/// The error of a fault that shows before the answer begins; for a whole answer also of one that
/// would show inside it.
pub(super) fn at_once(fault: &Fault, streams: bool) -> Option<Error> {
    match fault {
        Fault::Status(status) => Some(of_status(status)),
        Fault::Reset | Fault::Close => {
            let lost = Error::new(ErrorKind::Server).with_delivery(Delivery::MaybeSent);
            Some(lost.with_note("the connection was lost before an answer"))
        }
        Fault::ErrorWith200(preset) => Some(of_preset(*preset)),
        Fault::Html | Fault::Garbage => Some(malformed()),
        Fault::ErrorInStream { preset, .. } if !streams => Some(of_status(&Status::from(*preset))),
        Fault::Cut { .. } | Fault::Malformed { .. } if !streams => inside(fault),
        _ => None,
    }
}

/// The error of a fault inside the answer.
pub(super) fn inside(fault: &Fault) -> Option<Error> {
    match fault {
        Fault::Cut { .. } => Some(Error::new(ErrorKind::Cut)),
        Fault::Malformed { .. } => Some(malformed()),
        Fault::ErrorInStream { preset, .. } => Some(of_preset(*preset)),
        _ => None,
    }
}

/// The error of an answer whose finish reason is one: nobody knows whether it would come again.
pub(super) fn half_way() -> Error {
    Error::new(ErrorKind::Overloaded)
}

/// The error of a request that is not taken.
pub(super) fn objection(objection: &Objection) -> Error {
    let (preset, param) = match objection {
        Objection::TooLong => (Preset::ContextLength, None),
        Objection::Prefill => (Preset::InvalidRequest, None),
        Objection::Parameter { param, .. } if only_value(param).is_some() => {
            (Preset::UnsupportedValue, Some(param))
        }
        Objection::Parameter { param, .. } => (Preset::UnsupportedParameter, Some(param)),
    };
    let error = of_status(&preset.into());
    match param {
        Some(param) => error.with_param(&**param),
        None => error,
    }
}

fn of_status(status: &Status) -> Error {
    let headers = HeaderFacts { retry_after: status.wait(), ..HeaderFacts::default() };
    let failure = Failure { status: status.code(), headers: &headers, body: b"" };
    match status.preset {
        Some(preset) => described(failure.error(preset.kind()), preset),
        None => failure.error(failure.kind_by_status()),
    }
}

/// Where an answer was expected. A web page says nothing there, as its status is gone.
fn of_preset(preset: Preset) -> Error {
    if preset == Preset::BadGateway {
        return malformed();
    }
    described(Error::new(preset.kind()), preset)
}

fn described(mut error: Error, preset: Preset) -> Error {
    if let Some(code) = preset.code() {
        error = error.with_code(code);
    }
    match preset.param() {
        Some(param) => error.with_param(param),
        None => error,
    }
}

fn malformed() -> Error {
    Error::new(ErrorKind::Malformed)
}
