//! Requests and tokens a minute, for each tenant.

mod bucket;
mod charge;
mod estimate;
mod metered;
mod settings;
mod tenants;

use std::sync::Arc;
use std::time::Instant;

use osier_core::{
    Body, Context, Delivery, Error, ErrorKind, InvalidSetting, Middleware, Next, Notice, Request,
    Response,
};

use self::bucket::Short;
pub use self::charge::Charge;
use self::metered::Metered;
pub use self::settings::{Anonymous, Rate, RateSettings, TenantRates};
use self::tenants::Tenants;
use crate::timeline::Timeline;

/// Rates of requests and tokens for each tenant, by the generic cell rate algorithm (ITU-T I.371): a
/// burst at once, then a steady rate, without windows at whose edges twice as much fits. Clones share
/// what is left.
///
/// # Tokens
///
/// What an answer costs is known when it has ended. A request is therefore charged with an estimate of
/// its prompt (a quarter of its bytes; a thousand for each file in base64), and the difference to the
/// usage the answer reports is settled at its end, in either direction. An answer that reports none
/// counts a token for each event of content, or a quarter of its bytes if it is whole. A request that
/// fails before its answer begins is given its tokens back, unless the provider may have begun to work.
///
/// The ceiling `max_tokens` is not reserved: clients name ceilings far above what they use, and would
/// be refused for answers that never come. The price: requests that run at the same time can together
/// overdraw the burst by what they generate, and whoever comes next waits until the debt is paid. Over
/// minutes the rate holds. Text in scripts of three bytes a character is under-estimated by a quarter
/// or so until it is settled.
///
/// # Refusal
///
/// [`TenantLimited`](ErrorKind::TenantLimited), with the exact time after which the request would be
/// let in. A prompt that is larger than the burst can ever hold is
/// [`InvalidRequest`](ErrorKind::InvalidRequest) with the code `request_too_large`: no wait would help.
///
/// ```
/// use std::time::{Duration, Instant};
/// use osier_limit::{Rate, RateSettings, Rates, TenantRates};
///
/// let each = TenantRates::unlimited().requests(Rate::per_minute(60).burst(1));
/// let rates = Rates::try_new(RateSettings::default().of_each(each))?;
/// let now = Instant::now();
/// assert!(rates.charge_at(now, Some("acme"), 0).is_ok());
/// let refused = rates.charge_at(now, Some("acme"), 0).unwrap_err();
/// assert_eq!(refused.retry_after(), Some(Duration::from_secs(1)));
/// assert!(rates.charge_at(now, Some("another"), 0).is_ok());
/// # Ok::<(), osier_core::InvalidSetting>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rates {
    tenants: Arc<Tenants>,
    timeline: Arc<Timeline>,
}

impl Rates {
    /// Rates with these settings.
    ///
    /// # Errors
    ///
    /// The first setting that is out of its range, with its value and the range.
    pub fn try_new(settings: RateSettings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        let (tenants, timeline) = (Tenants::new(settings), Timeline::new());
        Ok(Self { tenants: Arc::new(tenants), timeline: Arc::new(timeline) })
    }

    /// Charges a request, and so many tokens by estimate.
    ///
    /// # Errors
    ///
    /// As told [above](Self#refusal). Nothing was charged then.
    pub fn charge_at(
        &self,
        now: Instant,
        tenant: Option<&str>,
        tokens: u64,
    ) -> Result<Charge, Error> {
        self.charge(now, tenant, || tokens)
    }

    /// How many tenants are remembered now, beside those [named](RateSettings::of_tenant).
    #[must_use]
    pub fn tenants(&self) -> usize {
        self.tenants.count()
    }

    fn admit(&self, context: &Context, request: &Request) -> Result<Charge, Error> {
        let (now, tokens) = (context.clock().now(), || estimate::prompt(request));
        self.charge(now, context.tenant(), tokens).inspect_err(|error| tell(context, error))
    }

    /// A prompt is only measured if it matters.
    fn charge(
        &self,
        now: Instant,
        tenant: Option<&str>,
        tokens: impl FnOnce() -> u64,
    ) -> Result<Charge, Error> {
        let nanos = self.timeline.nanos(now);
        let tenant = self.tenants.find(tenant, nanos);
        let mut estimate = 0;
        if let Some(tenant) = &tenant {
            estimate = tenant.tokens.as_ref().map_or(0, |_| tokens());
            tenant.take(nanos, estimate).map_err(refusal)?;
        }
        Ok(Charge { tenant, timeline: Arc::clone(&self.timeline), estimate })
    }
}

/// Of those who may come back; a request that is too large is one that is wrong.
fn tell(context: &Context, error: &Error) {
    if let Some(retry_after) = error.retry_after() {
        context.notify(&Notice::Refused {
            request: context.id(),
            tenant: context.tenant(),
            priority: context.priority(),
            error: error.kind(),
            retry_after,
        });
    }
}

fn refusal(short: Short) -> Error {
    match short {
        Short::For(wait) => Error::new(ErrorKind::TenantLimited).with_retry_after(wait),
        Short::Forever(burst) => Error::invalid_request(format!(
            "the prompt is larger than the {burst} tokens that are ever granted at once"
        ))
        .with_code("request_too_large")
        .with_param("messages"),
    }
}

/// Outermost, before admission: who has used up a rate needs no slot to be told so.
impl Middleware for Rates {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let charge = self.admit(context, &request)?;
        match next.call(context, request).await {
            Ok(response) => Ok(settled(response, charge, context)),
            Err(error) => {
                if error.delivery() != Delivery::MaybeSent {
                    charge.refund();
                }
                Err(error)
            }
        }
    }
}

fn settled(response: Response, charge: Charge, context: &Context) -> Response {
    let Response { head, body } = response;
    let body = match body {
        Body::Complete(answer) => {
            let counted =
                || charge.estimate().saturating_add(estimate::answer(answer.data().len()));
            let tokens = answer.usage().map_or_else(counted, |usage| usage.total());
            charge.settle_at(context.clock().now(), tokens);
            Body::Complete(answer)
        }
        Body::Stream(events) => {
            Body::Stream(Box::pin(Metered::new(events, charge, context.clone())))
        }
    };
    Response { head, body }
}
