//! What only Azure says, and what it means.

use osier_core::ErrorKind;
use osier_core::adapter::Failure;
use osier_providers_openai::error::Report;

/// What a failure means by words that are Azure's own; `None` leaves it to the common table.
pub(crate) fn kind(report: &Report, failure: &Failure<'_>) -> Option<ErrorKind> {
    let names = [&report.inner_code, &report.code, &report.kind];
    let named = names.into_iter().flatten().find_map(|name| by_name(name));
    named.or_else(|| by_text(report, failure.status))
}

fn by_name(name: &str) -> Option<ErrorKind> {
    match name {
        "ResponsibleAIPolicyViolation" => Some(ErrorKind::ContentPolicy),
        // A wrong version is a wrong address: no request can help, another target can.
        "DeploymentNotFound" | "ResourceNotFound" | "invalid_api_version" => {
            Some(ErrorKind::ModelNotFound)
        }
        "OperationNotSupported" => Some(ErrorKind::UnsupportedParameter),
        "PermissionDenied" | "AuthenticationError" => Some(ErrorKind::Auth),
        "NoCapacity" => Some(ErrorKind::Overloaded),
        _ => None,
    }
}

/// The region has no room, whatever this account's limits are; no code says so.
fn by_text(report: &Report, status: u16) -> Option<ErrorKind> {
    let message = report.message.as_deref().filter(|_| status == 429)?;
    let start = message.get(..message.floor_char_boundary(1024))?.to_ascii_lowercase();
    let crowded = ["high demand", "temporarily unable to process"];
    crowded.iter().any(|phrase| start.contains(phrase)).then_some(ErrorKind::Overloaded)
}
