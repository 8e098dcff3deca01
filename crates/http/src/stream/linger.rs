//! The rest of a body that is over in all but name.

use std::time::Duration;

use osier_core::{Context, Deadline};
use tokio::runtime::Handle;

use crate::body::read_into;
use crate::pieces::Pieces;

/// How long the end of the body may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// How much may come before it, in bytes.
const MAX: usize = 4096;

/// Lets the body come to its end in the background, so that its connection can be used again. The
/// terminator of a stream and the end of its body are often two packets; without this, nearly every
/// streamed answer would cost the next request a TLS handshake. Nobody waits for it.
pub(super) fn let_end(mut body: reqwest::Body, context: &Context) {
    let context = context.unwatched();
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(async move {
            let until = Deadline::after(context.clock().now(), PATIENCE).moment();
            let mut rest = Pieces::default();
            let reading = read_into(&mut rest, &mut body, &context, MAX);
            let _ = context.before(until, reading).await;
        });
    }
}
