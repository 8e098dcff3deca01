//! One request after another, in turns directly and through the gateway.

use std::time::Duration;

use osier_core::Clock;
use osier_http::TokioClock;

use crate::Failure;
use crate::case::Case;
use crate::client::{self, Client, Timing};
use crate::effort::Effort;
use crate::quantiles::{Quantiles, Samples};
use crate::stage::Stage;

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) case: Case,
    /// To which moment of the answer.
    pub(crate) until: &'static str,
    pub(crate) pairs: usize,
    pub(crate) direct: Quantiles,
    pub(crate) gateway: Quantiles,
}

impl Row {
    /// What the gateway adds at the median.
    pub(crate) fn added(&self) -> Duration {
        self.gateway.p50.saturating_sub(self.direct.p50)
    }

    /// How many times as long it takes at the median.
    pub(crate) fn ratio(&self) -> f64 {
        self.gateway.p50.as_secs_f64() / self.direct.p50.as_secs_f64()
    }
}

/// What one side took.
#[derive(Default)]
struct Side {
    first: Samples,
    total: Samples,
}

impl Side {
    fn add(&mut self, timing: Timing) {
        self.first.add(timing.first);
        self.total.add(timing.total);
    }
}

/// The lines of a case: for a stream to the first content and to the end, else to the end alone.
pub(crate) fn measure(stage: &Stage, case: Case, effort: &Effort) -> Result<Vec<Row>, Failure> {
    let (pairs, [direct, gateway]) = stage.client.block_on(in_turns(stage, case, effort))?;
    let row = |until, direct: Samples, gateway: Samples| {
        let (direct, gateway) = (direct.quantiles(), gateway.quantiles());
        Row { case, until, pairs, direct, gateway }
    };
    let total = row("end", direct.total, gateway.total);
    let first = case.stream.then(|| row("first content", direct.first, gateway.first));
    Ok(first.into_iter().chain([total]).collect())
}

async fn in_turns(
    stage: &Stage,
    case: Case,
    effort: &Effort,
) -> Result<(usize, [Side; 2]), Failure> {
    let request = client::request(case.bytes, case.stream);
    let mut direct = Client::connect(stage.provider()).await?;
    let mut gateway = Client::connect(stage.gateway.address).await?;
    for _ in 0..effort.warm_up {
        direct.exchange(&request).await?;
        gateway.exchange(&request).await?;
    }
    let mut sides = [Side::default(), Side::default()];
    let [direct_side, gateway_side] = &mut sides;
    let (mut pairs, until) = (0, TokioClock.now() + effort.case);
    while pairs < effort.pairs && TokioClock.now() < until {
        // Who goes first alternates: each side then follows either side equally often.
        if pairs % 2 == 0 {
            direct_side.add(direct.exchange(&request).await?);
            gateway_side.add(gateway.exchange(&request).await?);
        } else {
            gateway_side.add(gateway.exchange(&request).await?);
            direct_side.add(direct.exchange(&request).await?);
        }
        pairs += 1;
    }
    Ok((pairs, sides))
}
