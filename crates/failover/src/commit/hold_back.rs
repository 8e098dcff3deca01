//! Keeping the beginning of a stream beyond its first content.

#[cfg(test)]
mod tests;

use osier_core::{Context, Error, EventStream};

use super::Held;
use crate::HoldBack;

/// Waits for so many pieces of content, for so long after the first, or for the end, whichever is
/// first; but not past the moment at which a target that has shown nothing would be left, for this one
/// has something to show.
///
/// The clock is read once there is content, and a timer is made only while more is awaited. Dropping the
/// wait drops the stream.
///
/// # Errors
///
/// That of the stream: nothing of it has been shown, so another target can still answer.
pub(super) async fn hold_back(
    events: EventStream,
    settings: HoldBack,
    context: &Context,
    begun: impl FnOnce(),
) -> Result<Held<EventStream>, Error> {
    let mut held = Held::new(events);
    let mut pieces = 0;
    held.until(|_, event| {
        pieces += u32::from(event.is_content());
        event.shows()
    })
    .await?;
    begun();
    if pieces < settings.tokens {
        let until = context.clock().after(settings.time);
        let until = context.leave_by().map_or(until, |moment| until.min(moment));
        let more = held.until(|_, event| {
            pieces += u32::from(event.is_content());
            pieces >= settings.tokens
        });
        context.before(until, more).await.transpose()?;
    }
    Ok(held)
}
