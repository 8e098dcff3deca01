//! Watching over all targets: who changed, and who should be probed.

mod bell;
mod monitor;
mod prober;

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use osier_core::{Clock, Context, Notice, Observer, SharedClock, SharedObserver};

pub(crate) use self::bell::Bell;
use self::monitor::Monitor;
pub(crate) use self::monitor::Told;
use self::prober::Prober;
use crate::roster::Duty;
use crate::{Roster, SharedAlertSink};

/// How often is looked where nothing calls for it sooner: what depends on time alone, such as the end
/// of a ramp, is seen within a second.
const TICK: Duration = Duration::from_secs(1);

/// Watches over the targets of a [`Roster`]: tells of every [status](crate::Status) that changes, and
/// probes targets that nobody asks.
///
/// Of each transition it tells its observer ([`StatusMoved`](Notice::StatusMoved),
/// [`Reinstated`](Notice::Reinstated)), and its sinks by one [`Alert`](crate::Alert);
/// a cooling of a minute or less is no transition here. Of [levels](Roster::level_moved) it tells its
/// sinks alone.
///
/// Probes go to the provider itself, past all layers, by [`Provider::probe`](osier_core::Provider::probe):
/// a free endpoint, never a completion. They are for targets that are idle, open or benched:
///
/// - A target that cannot be reached three times in a row is not [ready](osier_core::Readiness) until it
///   can be, two times in a row, or until a request is answered; one a minute may try. Errors and
///   timeouts count only of an endpoint that has answered well before.
/// - Once probes that failed succeed again, an open circuit may let a request try sooner than it would.
///   It never closes by probes alone; and probes that succeeded all along while requests failed say
///   nothing, and change nothing.
/// - The same of a benched credential: it comes back by probes only if one was rejected as the request
///   was. Most free endpoints know nothing of quotas.
///
/// Each target has one probe under way at most, bounded by five seconds.
///
/// ```
/// use osier_core::SharedClock;
/// use osier_health::{Alert, Roster, Watch};
/// use std::sync::Arc;
///
/// async fn watch(roster: Arc<Roster>, clock: SharedClock) {
///     let page = |alert: &Alert| eprintln!("{} is {}", alert.name, alert.to);
///     Watch::new(roster, clock).alerts(Arc::new(page)).run().await;
/// }
/// ```
///
/// # Cancellation
///
/// It runs until it is dropped, and takes its probes with it. Nothing is told twice if another one
/// follows.
pub struct Watch {
    roster: Arc<Roster>,
    clock: SharedClock,
    observer: SharedObserver,
    sinks: Vec<SharedAlertSink>,
    beside: Vec<Begin>,
}

/// What goes on while somebody watches, and never ends.
type Beside = Pin<Box<dyn Future<Output = ()> + Send>>;
type Begin = Box<dyn FnOnce(SharedClock, SharedObserver) -> Beside + Send>;

/// Nobody listens.
struct Silent;

impl Observer for Silent {
    fn on_notice(&self, _: &Notice<'_>) {}
}

impl Watch {
    /// Will watch over this roster, by this clock.
    #[must_use]
    pub fn new(roster: Arc<Roster>, clock: SharedClock) -> Self {
        let observer = Arc::new(Silent);
        Self { roster, clock, observer, sinks: Vec::new(), beside: Vec::new() }
    }

    /// Tells this observer of what it sees.
    #[must_use]
    pub fn observer(self, observer: SharedObserver) -> Self {
        Self { observer, ..self }
    }

    /// Tells this sink of alerts, beside those that already are told.
    #[must_use]
    pub fn alerts(mut self, sink: SharedAlertSink) -> Self {
        self.sinks.push(sink);
        self
    }

    /// Sends alerts to this webhook as well, by this way out, for as long as it runs.
    #[cfg(feature = "webhook")]
    #[must_use]
    pub fn webhook(self, webhook: &crate::Webhook, way_out: impl crate::Post) -> Self {
        let mut watch = self.alerts(Arc::new(webhook.clone()));
        let webhook = webhook.clone();
        let begin = |clock, observer| Box::pin(webhook.deliver(way_out, clock, observer)) as Beside;
        watch.beside.push(Box::new(begin));
        watch
    }

    /// Watches, for ever. Of several over one roster, one at a time does; the others stand by.
    pub async fn run(mut self) {
        let roster = Arc::clone(&self.roster);
        let _duty = take_duty(&roster, &*self.clock).await;
        let begin = |begin: Begin| begin(Arc::clone(&self.clock), Arc::clone(&self.observer));
        let mut beside: Vec<_> = std::mem::take(&mut self.beside).into_iter().map(begin).collect();
        let mut watching = pin!(self.watch());
        poll_fn(|cx| {
            for work in &mut beside {
                let _ = work.as_mut().poll(cx);
            }
            watching.as_mut().poll(cx)
        })
        .await;
    }

    async fn watch(self) {
        let (clock, observer) = (&self.clock, &self.observer);
        let mut monitor = Monitor::new(clock, observer, self.sinks.clone());
        let mut prober = Prober::new(clock, observer, &self.roster, self.chance());
        loop {
            let now = self.clock.now();
            monitor.look(&self.roster, now);
            let tick = now + TICK;
            let until = prober.start_due(now).map_or(tick, |next| next.min(tick));
            wait(&*self.clock, until, self.roster.bell(), &mut prober).await;
        }
    }

    /// Where the jitter of probes comes from.
    fn chance(&self) -> Context {
        let chance = Context::builder(Arc::clone(&self.clock));
        match self.roster.settings().seed {
            Some(seed) => chance.seed(seed).build(),
            None => chance.build(),
        }
    }
}

async fn take_duty<'a>(roster: &'a Roster, clock: &dyn Clock) -> Duty<'a> {
    loop {
        match roster.take_duty() {
            Some(duty) => return duty,
            None => clock.sleep_until(clock.now() + TICK).await,
        }
    }
}

/// Until the moment, or until the bell rings or a probe is answered.
async fn wait(clock: &dyn Clock, until: Instant, bell: &Bell, prober: &mut Prober) {
    let mut timer = clock.sleep_until(until);
    poll_fn(|cx| {
        let is_over = prober.poll_answered(cx).is_ready()
            | bell.poll_heard(cx).is_ready()
            | timer.as_mut().poll(cx).is_ready();
        if is_over { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("sinks", &self.sinks.len()).finish_non_exhaustive()
    }
}
