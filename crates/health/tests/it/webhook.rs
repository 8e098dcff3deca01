//! Alerts on their way to an endpoint, in virtual time.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use osier_core::adapter::{Method, WireRequest};
use osier_core::{Clock, Context, Error, ErrorKind, Notice, Observer, Secret, SharedObserver};
use osier_health::{
    Alert, AlertSink, Circuit, CircuitFacts, HealthSettings, Post, Webhook, verify_signature,
};
use osier_http::TokioClock;

use crate::scene::{pass, secs};
use crate::watched::Scene;

const SECRET: &str = "whsec";

/// A status, or why there is none.
type Answer = Result<u16, ErrorKind>;

/// An endpoint that answers so, request by request, and with 204 after that.
#[derive(Clone, Default)]
struct Endpoint {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    seen: Arc<Mutex<Vec<(Duration, WireRequest)>>>,
    hangs: bool,
}

#[async_trait]
impl Post for Endpoint {
    async fn post(&self, context: &Context, document: WireRequest) -> Result<u16, Error> {
        let at = context.clock().unix_time();
        self.seen.lock().expect("not poisoned").push((at, document));
        if self.hangs {
            std::future::pending::<()>().await;
        }
        let answer = self.answers.lock().expect("not poisoned").pop_front();
        answer.unwrap_or(Ok(204)).map_err(Error::new)
    }
}

impl Endpoint {
    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Self::default() }
    }

    fn seen(&self) -> Vec<WireRequest> {
        let seen = self.seen.lock().expect("not poisoned");
        seen.iter().map(|(_, document)| document.clone()).collect()
    }

    fn id(document: &WireRequest) -> String {
        let header = document.headers.iter().find(|(name, _)| *name == "x-osier-alert-id");
        header.expect("the header").1.reveal().to_owned()
    }

    /// What the alerts say they are now, in the order in which they came.
    fn told(&self) -> Vec<String> {
        let to = |document: &WireRequest| {
            let alert: serde_json::Value = serde_json::from_slice(&document.body).expect("JSON");
            alert["to"].as_str().expect("a status").to_owned()
        };
        self.seen().iter().map(to).collect()
    }
}

/// How many lost alerts an observer was told of.
#[derive(Default)]
struct Told(AtomicU64);

impl Observer for Told {
    fn on_notice(&self, notice: &Notice<'_>) {
        let is_lost = matches!(notice, Notice::AlertLost { attempts: 0 | 1 | 5, .. });
        self.0.fetch_add(is_lost.into(), Ordering::Relaxed);
    }
}

fn silent() -> SharedObserver {
    Arc::new(Told::default())
}

fn webhook() -> Webhook {
    Webhook::new("https://ops.example.com/hook", SECRET).expect("valid")
}

/// Real alerts, one of a target that opens and one of its return.
async fn alerts() -> Vec<Alert> {
    let scene = Scene::new(HealthSettings::default().probes(None));
    let a = scene.target("a", None);
    for state in [Circuit::Open, Circuit::Closed] {
        a.circuit.set(CircuitFacts { state, retry_at: None });
        pass(secs(2)).await;
    }
    scene.all_alerts()
}

/// Both scenes have the same seed, as a process has that was started again.
#[tokio::test(start_paused = true)]
async fn alerts_of_another_watch_have_other_identities_whatever_the_seed() {
    let (first, second) = (alerts().await, alerts().await);
    let ids: HashSet<_> = first.iter().chain(&second).map(|alert| &alert.id).collect();
    assert_eq!(ids.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_alert_arrives_once_signed_and_with_its_identity() {
    let (webhook, endpoint) = (webhook(), Endpoint::default());
    let delivering =
        tokio::spawn(webhook.clone().deliver(endpoint.clone(), TokioClock::shared(), silent()));
    let alerts = alerts().await;
    alerts.iter().for_each(|alert| webhook.on_alert(alert));
    pass(secs(1)).await;
    assert_eq!(endpoint.told(), ["open", "healthy"]);
    for (document, alert) in endpoint.seen().iter().zip(&alerts) {
        assert_eq!(
            (document.method, &*document.url),
            (Method::Post, "https://ops.example.com/hook")
        );
        let header = |name| {
            let found = document.headers.iter().find(|(header, _)| *header == name);
            found.expect("the header").1.reveal().to_owned()
        };
        assert_eq!(header("x-osier-alert-id"), alert.id);
        let (signature, now) = (header("x-osier-signature"), TokioClock.unix_time());
        let verify = |secret| {
            verify_signature(&Secret::new(secret), &signature, &document.body, now, secs(300))
        };
        assert!(verify(SECRET).is_ok() && verify("another").is_err());
        assert!(!format!("{document:?} {webhook:?}").contains(SECRET));
    }
    assert_eq!((webhook.delivered(), webhook.lost()), (2, 0));
    delivering.abort();
}

#[tokio::test(start_paused = true)]
async fn what_does_not_arrive_is_tried_again_five_times_in_all_and_order_is_kept() {
    let alerts = alerts().await;
    let table: [(&[Answer], &[&str], u64); 4] = [
        (
            &[Ok(503), Err(ErrorKind::Connect), Ok(429)],
            &["open", "open", "open", "open", "healthy"],
            0,
        ),
        (&[Ok(503); 5], &["open", "open", "open", "open", "open", "healthy"], 1),
        (&[Ok(404)], &["open", "healthy"], 1),
        (&[Ok(307), Ok(200)], &["open", "healthy"], 1),
    ];
    for (answers, told, lost) in table {
        let (webhook, endpoint) = (webhook(), Endpoint::answering(answers.iter().copied()));
        let (clock, told_lost) = (TokioClock::shared(), Arc::new(Told::default()));
        let delivering = tokio::spawn(webhook.clone().deliver(
            endpoint.clone(),
            clock,
            Arc::clone(&told_lost) as _,
        ));
        alerts.iter().for_each(|alert| webhook.on_alert(alert));
        pass(secs(20)).await;
        assert_eq!(endpoint.told(), told, "{answers:?}");
        assert_eq!((webhook.delivered(), webhook.lost()), (2 - lost, lost), "{answers:?}");
        assert_eq!(told_lost.0.load(Ordering::Relaxed), lost, "{answers:?}");
        let ids: Vec<_> = endpoint.seen().iter().map(|seen| seen.headers[1].1.clone()).collect();
        assert_eq!(ids[0], ids[told.iter().filter(|to| **to == "open").count() - 1]);
        delivering.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_endpoint_holds_nobody_up_and_keeps_the_latest() {
    let (webhook, endpoint) = (webhook(), Endpoint { hangs: true, ..Endpoint::default() });
    let alerts = alerts().await;
    let told = Arc::new(Told::default());
    let deliver = |endpoint: &Endpoint| {
        let observer = Arc::clone(&told) as _;
        webhook.clone().deliver(endpoint.clone(), TokioClock::shared(), observer)
    };
    let delivering = tokio::spawn(deliver(&endpoint));
    let start = TokioClock.now();
    let ids = (0..200).map(|number| number.to_string());
    for id in ids.clone() {
        let mut alert = alerts[0].clone();
        alert.id = id;
        webhook.on_alert(&alert);
    }
    assert_eq!(TokioClock.now(), start);
    assert_eq!((webhook.lost(), told.0.load(Ordering::Relaxed)), (200 - 64, 200 - 64));
    // Five attempts of ten seconds each, and the pauses between them.
    pass(secs(70)).await;
    assert_eq!(endpoint.seen().len(), 6);
    delivering.abort();
    let well = Endpoint::default();
    let delivering = tokio::spawn(deliver(&well));
    pass(secs(1)).await;
    let delivered: Vec<_> = well.seen().iter().map(Endpoint::id).collect();
    assert_eq!(delivered, ids.skip(200 - 62).collect::<Vec<_>>(), "two were under way");
    delivering.abort();
}

#[tokio::test(start_paused = true)]
async fn alerts_of_credentials_and_routes_give_way_to_none_of_a_target() {
    let (webhook, endpoint) = (webhook(), Endpoint::default());
    let mut alert = alerts().await.remove(0);
    for number in 0..200 {
        alert.scope = match number % 20 {
            0 => "credential",
            10 => "route",
            _ => "target",
        };
        alert.id = number.to_string();
        webhook.on_alert(&alert);
    }
    let delivering =
        tokio::spawn(webhook.clone().deliver(endpoint.clone(), TokioClock::shared(), silent()));
    pass(secs(1)).await;
    let of_others = (0..200).step_by(10);
    let of_targets = (0..200).filter(|number| number % 10 != 0).skip(180 - 44);
    let mut expected: Vec<usize> = of_others.chain(of_targets).collect();
    expected.sort_unstable();
    let delivered: Vec<_> = endpoint.seen().iter().map(Endpoint::id).collect();
    assert_eq!(delivered, expected.iter().map(ToString::to_string).collect::<Vec<_>>());
    delivering.abort();
}

#[test]
fn an_address_that_cannot_be_asked_and_an_empty_secret_are_refused_and_not_shown() {
    let strange =
        ["", "ops.example.com", "ftp://x/", "https://", "http://:80", "https://a b/T0K3N"];
    let refused = [
        "http://[::1/T0K3N",
        "https://h:99999/T0K3N",
        "https://h:port/T0K3N",
        "https://1.2.3.400/T0K3N",
        "https://ops:T0K3N@h/",
        "https://ops@h/T0K3N",
        "https://h/T0K\t3N",
        "https:///T0K3N",
        "https:h/T0K3N",
    ];
    for url in strange.into_iter().chain(refused) {
        let error = Webhook::new(url, SECRET).expect_err(url).to_string();
        assert!(error.starts_with("url is `***`"), "{error}");
    }
    let error = Webhook::new("https://x/?token=T0K3N", "").expect_err("no secret").to_string();
    assert!(error.starts_with("secret is") && !error.contains("T0K3N"), "{error}");
    for url in ["http://[::1]:8080/", "HTTPS://h:443", "http://127.0.0.1:1/a@b?c=d@e#f"] {
        assert!(Webhook::new(url, SECRET).is_ok(), "{url}");
    }
    let webhook = Webhook::new("https://x/?token=T0K3N", SECRET).expect("valid");
    assert!(!format!("{webhook:?}").contains("T0K3N"));
}
