//! Who answers: a provider, and the layers around it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::{Context, Error, Request, Response};

/// Something that answers chat requests: one target, or a whole stack of layers over many.
///
/// # Cancellation
///
/// Dropping the future of [`call`](Self::call), or the [`Response`] it gave, cancels the work:
/// connections close, permits return, and nobody is blamed.
///
/// ```
/// use osier_core::{Completion, Context, Error, Provider, Request, Response};
///
/// struct Echo;
///
/// #[async_trait::async_trait]
/// impl Provider for Echo {
///     fn id(&self) -> &str {
///         "echo"
///     }
///
///     async fn call(&self, _: &Context, request: Request) -> Result<Response, Error> {
///         let model = request.model().unwrap_or_default().into_owned();
///         Ok(Response::complete(Completion::of_text(&model, "an echo")))
///     }
/// }
/// ```
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// A short, stable name.
    fn id(&self) -> &str;

    /// Answers the request.
    ///
    /// # Errors
    ///
    /// Any failure before the answer began. A streamed answer that fails later carries its error as
    /// the last item of its body.
    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error>;

    /// Whether it makes sense to call at `now`. Cheap, changes nothing, and only a hint.
    fn readiness(&self, _now: Instant) -> Readiness {
        Readiness::Ready
    }

    /// Asks the provider whether it is alive, at no cost in tokens.
    ///
    /// # Errors
    ///
    /// Whatever a call would fail with.
    async fn probe(&self, _context: &Context) -> Result<(), Error> {
        Ok(())
    }
}

/// Whether a provider can be called now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Readiness {
    /// Call it.
    Ready,
    /// Call it, but with this part of its usual share only, in percent: it has just come back, and a
    /// flood would take it down again.
    Ramping(u8),
    /// Not before this much time has passed.
    NotBefore(Duration),
    /// Not until somebody acts.
    Unavailable,
}

impl Readiness {
    /// How long until it can be called: nothing if it can be, and for ever if nobody knows.
    #[must_use]
    pub fn wait(self) -> Duration {
        match self {
            Self::Ready | Self::Ramping(_) => Duration::ZERO,
            Self::NotBefore(wait) => wait,
            Self::Unavailable => Duration::MAX,
        }
    }

    /// Whether it can be called now, be it with a part of its share only.
    #[must_use]
    pub fn is_ready(self) -> bool {
        matches!(self, Self::Ready | Self::Ramping(_))
    }

    /// Which part of its usual share it should have, in percent: all of it, unless it is
    /// [ramping](Self::Ramping).
    #[must_use]
    pub fn share(self) -> u8 {
        match self {
            Self::Ramping(percent) => percent.min(100),
            Self::Ready => 100,
            Self::NotBefore(_) | Self::Unavailable => 0,
        }
    }

    /// The same behind a gate that opens after this wait.
    #[must_use]
    pub fn behind(self, wait: Duration) -> Self {
        match self {
            Self::Ready | Self::Ramping(_) => Self::NotBefore(wait),
            Self::NotBefore(beneath) => Self::NotBefore(beneath.max(wait)),
            Self::Unavailable => Self::Unavailable,
        }
    }
}

/// A provider that can be handed around; cheap to clone.
#[derive(Clone)]
pub struct SharedProvider(Arc<dyn Provider>);

impl SharedProvider {
    /// Shares a provider.
    #[must_use]
    pub fn new(provider: impl Provider) -> Self {
        Self(Arc::new(provider))
    }

    /// Wraps this provider in a layer. The last layer added is the outermost.
    #[must_use]
    pub fn layered(self, layer: &dyn Layer) -> Self {
        layer.layer(self)
    }
}

impl Deref for SharedProvider {
    type Target = dyn Provider;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Debug for SharedProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedProvider").field(&self.id()).finish()
    }
}

/// Wraps a provider in behaviour. A layer owns its state; the wrappers it makes are cheap.
pub trait Layer: Send + Sync + 'static {
    /// The provider with this behaviour around it.
    fn layer(&self, inner: SharedProvider) -> SharedProvider;
}

const fn object_safe(_: Option<(&dyn Provider, &dyn Layer)>) {}
const _: () = object_safe(None);
