//! Alerts to an HTTP endpoint of one's own.

mod pace;
mod post;
mod queue;
mod signature;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use osier_core::adapter::WireRequest;
use osier_core::{Context, Error, InvalidSetting, Notice, Secret, SharedClock, SharedObserver};
use url::Url;

pub use self::post::Post;
use self::queue::Queue;
pub use self::signature::{SignatureError, verify_signature};
use crate::{Alert, AlertSink};

/// How long one attempt may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// What random numbers are drawn for here.
const PAUSES: u64 = u64::from_be_bytes(*b"webhooks");

/// Sends alerts to an HTTP endpoint: `POST`, the alert as JSON, signed.
///
/// | header | what it says |
/// |---|---|
/// | `x-osier-signature` | `t=<seconds since 1970>,v1=<hex>`: see [`verify_signature`] |
/// | `x-osier-alert-id` | the identity of the alert, the same in every attempt: whoever has seen it has seen it |
///
/// Alerts are delivered one after the other, in their order. No connection, 408, 429 and 5xx are tried
/// again, up to five times in all, after 1, 2, 4 and 8 seconds, a fifth more or less; any other answer
/// but 2xx is final, and redirects are not followed. Up to 64 wait; of more, the oldest of a
/// target is given up, and one of a credential or a route only if none of a target waits. So a dead endpoint costs nobody
/// anything but its alerts. What is still waiting when the program ends is
/// lost.
///
/// Clones are the same webhook. It does nothing by itself: a [`Watch`](crate::Watch) that is given it
/// [delivers](crate::Watch::webhook) while it watches.
///
/// ```
/// use osier_core::SharedClock;
/// use osier_health::{Post, Roster, Watch, Webhook};
/// use std::sync::Arc;
///
/// async fn page(roster: Arc<Roster>, clock: SharedClock, way_out: impl Post) -> Result<(), osier_core::InvalidSetting> {
///     let webhook = Webhook::new("https://ops.example.com/osier", "a secret of 32 random bytes")?;
///     Watch::new(roster, clock).webhook(&webhook, way_out).run().await;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Webhook(Arc<Endpoint>);

struct Endpoint {
    url: String,
    secret: Secret,
    queue: Queue,
    /// Told of what is given up: whoever came with the last that began to deliver.
    observer: Mutex<Option<SharedObserver>>,
    delivered: AtomicU64,
    lost: AtomicU64,
}

impl Webhook {
    /// An endpoint at this URL, to which is signed with this secret.
    ///
    /// # Errors
    ///
    /// If the URL is none of `http` or `https`, holds a user or a password, or the secret is empty.
    pub fn new(url: &str, secret: impl Into<Secret>) -> Result<Self, InvalidSetting> {
        let (url, secret) = (url.trim(), secret.into());
        if !is_http(url) {
            // It may hold a token, as the addresses of many services do.
            return Err(InvalidSetting::new(
                "url",
                "***",
                "an http:// or https:// URL with a host, without user, password or spaces",
            ));
        }
        if secret.reveal().is_empty() {
            return Err(InvalidSetting::new("secret", "", "any text, best 32 random bytes"));
        }
        Ok(Self(Arc::new(Endpoint {
            url: url.to_owned(),
            secret,
            queue: Queue::default(),
            observer: Mutex::default(),
            delivered: AtomicU64::new(0),
            lost: AtomicU64::new(0),
        })))
    }

    /// How many alerts have arrived.
    #[must_use]
    pub fn delivered(&self) -> u64 {
        self.0.delivered.load(Ordering::Relaxed)
    }

    /// How many were given up: refused, tried five times in vain, or too old when there were too many.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.0.lost.load(Ordering::Relaxed)
    }

    /// Delivers, for ever, and tells the observer of what is given up: from now on, even before it is
    /// polled, and after it was dropped.
    ///
    /// # Cancellation
    ///
    /// Dropped, it loses the alert that is under way, which may have arrived. Those that wait are
    /// delivered by whoever is started next.
    pub fn deliver(
        self,
        way_out: impl Post,
        clock: SharedClock,
        observer: SharedObserver,
    ) -> impl Future<Output = ()> + Send + 'static {
        *self.0.observer.lock().unwrap_or_else(PoisonError::into_inner) = Some(observer);
        self.deliver_all(way_out, clock)
    }

    async fn deliver_all(self, way_out: impl Post, clock: SharedClock) {
        let chance = Context::builder(Arc::clone(&clock)).build();
        let mut drawn = PAUSES;
        loop {
            let alert = self.0.queue.next().await;
            let sending = self.0.send(&alert, &way_out, &clock, || {
                drawn = drawn.wrapping_add(1);
                chance.draw_unit(drawn)
            });
            match sending.await {
                Ok(()) => {
                    self.0.delivered.fetch_add(1, Ordering::Relaxed);
                }
                Err(lost) => self.0.give_up(&alert, &lost),
            }
        }
    }
}

/// What the last of so many attempts met, if there were any.
struct Lost {
    attempts: u32,
    answer: Option<Result<u16, Error>>,
}

impl Lost {
    const CROWDED_OUT: Self = Self { attempts: 0, answer: None };
}

impl Endpoint {
    fn give_up(&self, alert: &Alert, lost: &Lost) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        let observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(observer) = observer else {
            return;
        };
        let (status, error) = match &lost.answer {
            Some(Ok(status)) => (Some(*status), None),
            Some(Err(error)) => (None, Some(error.kind())),
            None => (None, None),
        };
        let (alert, attempts) = (&*alert.id, lost.attempts);
        observer.on_notice(&Notice::AlertLost { alert, attempts, status, error });
    }

    async fn send(
        &self,
        alert: &Alert,
        way_out: &dyn Post,
        clock: &SharedClock,
        mut random: impl FnMut() -> f64,
    ) -> Result<(), Lost> {
        let body = serde_json::to_vec(alert).unwrap_or_default();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let answer = self.post(&alert.id, &body, way_out, clock).await;
            if pace::has_arrived(&answer) {
                return Ok(());
            }
            match pace::pause(attempts, &answer, random()) {
                Some(pause) => clock.sleep_until(clock.after(pause)).await,
                None => return Err(Lost { attempts, answer: Some(answer) }),
            }
        }
    }

    async fn post(
        &self,
        id: &str,
        body: &[u8],
        way_out: &dyn Post,
        clock: &SharedClock,
    ) -> Result<u16, Error> {
        let signature = signature::sign(&self.secret, clock.unix_time().as_secs(), body);
        let document = WireRequest::post(&self.url, body.to_vec().into())
            .header(signature::HEADER, signature)
            .header("x-osier-alert-id", id);
        let context = Context::builder(Arc::clone(clock)).id(id).timeout(PATIENCE).build();
        let until = context.deadline().moment();
        let answer = context.before(until, way_out.post(&context, document)).await;
        answer.unwrap_or_else(|| Err(Error::timeout("webhook")))
    }
}

impl AlertSink for Webhook {
    fn on_alert(&self, alert: &Alert) {
        if let Some(crowded_out) = self.0.queue.push(alert.clone()) {
            self.0.give_up(&crowded_out, &Lost::CROWDED_OUT);
        }
    }
}

/// Whether this is a URL that can be asked, read as an HTTP client reads it; what is in it by mistake, it
/// would pass over.
fn is_http(url: &str) -> bool {
    let strange = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    let has_host = url.split_once("://").is_some_and(|(_, rest)| !rest.starts_with('/'));
    Url::parse(url).is_ok_and(|read| {
        let has_user = !read.username().is_empty() || read.password().is_some();
        let is_http = matches!(read.scheme(), "http" | "https");
        is_http && has_host && !has_user && !url.contains(strange)
    })
}

impl fmt::Debug for Webhook {
    /// Neither address nor secret: most such addresses hold a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("delivered", &self.delivered())
            .field("lost", &self.lost())
            .finish_non_exhaustive()
    }
}
