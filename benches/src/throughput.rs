//! As many requests as go through, from many clients at once.

use std::net::SocketAddr;
use std::time::Duration;

use osier_core::Clock;
use osier_http::TokioClock;
use tokio::task::JoinSet;

use crate::Failure;
use crate::client::{self, Client};
use crate::effort::Effort;
use crate::stage::Stage;

/// Clients at once, each with a connection of its own.
pub(crate) const CLIENTS: usize = 32;
/// A short question.
const BYTES: usize = 1_000;

/// Requests per second on either side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    pub(crate) stream: bool,
    pub(crate) direct: f64,
    pub(crate) gateway: f64,
}

/// Slices of time in turns, so that a slow second hits both sides.
pub(crate) fn measure(stage: &Stage, stream: bool, effort: &Effort) -> Result<Rates, Failure> {
    let request: &'static [u8] = client::request(BYTES, stream).leak();
    stage.client.block_on(async {
        let mut direct = Crowd::connect(stage.provider()).await?;
        let mut gateway = Crowd::connect(stage.gateway.address).await?;
        direct.ask(request, effort.slice / 2).await?;
        gateway.ask(request, effort.slice / 2).await?;
        let (mut through_direct, mut through_gateway) = (0.0, 0.0);
        for _ in 0..effort.slices {
            through_direct += direct.ask(request, effort.slice).await?;
            through_gateway += gateway.ask(request, effort.slice).await?;
        }
        let slices = f64::from(u32::try_from(effort.slices)?);
        Ok(Rates { stream, direct: through_direct / slices, gateway: through_gateway / slices })
    })
}

struct Crowd(Vec<Client>);

impl Crowd {
    async fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            clients.push(Client::connect(address).await?);
        }
        Ok(Self(clients))
    }

    /// Every client asks again and again for this long. Gives requests per second.
    async fn ask(&mut self, request: &'static [u8], span: Duration) -> Result<f64, Failure> {
        let started = TokioClock.now();
        let until = started + span;
        let mut tasks = JoinSet::new();
        for mut client in self.0.drain(..) {
            tasks.spawn(async move {
                let mut answered = 0_u32;
                while TokioClock.now() < until {
                    client.exchange(request).await?;
                    answered += 1;
                }
                Ok::<_, Failure>((client, answered))
            });
        }
        let mut total = 0;
        while let Some(finished) = tasks.join_next().await {
            let (client, answered) = finished??;
            self.0.push(client);
            total += answered;
        }
        let took = TokioClock.now().saturating_duration_since(started);
        Ok(f64::from(total) / took.as_secs_f64())
    }
}
