//! The words in which the scenarios are told.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use osier_gateway::config::{Config, TargetConfig};
use osier_simulate::{Dialect, Script, Server, Step};
use serde_json::Value;

use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, before, body, staged};

pub(super) const SECOND: Duration = Duration::from_secs(1);
/// Far more than an answer takes that nobody holds up, even on a busy machine, and less than the patience
/// of a route, for which it could be mistaken.
pub(super) const AT_ONCE: Duration = Duration::from_secs(4);
/// After so long without a sign of life, where a scenario says that silence has an end.
pub(super) const SILENCE: Duration = Duration::from_secs(1);

/// A dialect, and whether the caller asks for a stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    pub(super) dialect: Dialect,
    pub(super) stream: bool,
}

/// Plays a scenario in every dialect, whole and streamed, side by side.
pub(super) async fn everywhere<T>(play: impl AsyncFn(Scene) -> T) -> Vec<T> {
    join_all([false, true].into_iter().flat_map(in_all_dialects).map(|scene| play(scene))).await
}

/// Plays a scenario that only a stream can have.
pub(super) async fn streamed<T>(play: impl AsyncFn(Scene) -> T) -> Vec<T> {
    join_all(in_all_dialects(true).map(|scene| play(scene))).await
}

/// Plays a scenario that only a whole answer can have.
pub(super) async fn whole<T>(play: impl AsyncFn(Scene) -> T) -> Vec<T> {
    join_all(in_all_dialects(false).map(|scene| play(scene))).await
}

/// Plays a scenario for each of these, a few side by side.
pub(super) async fn each<C>(cases: impl IntoIterator<Item = C>, play: impl AsyncFn(C)) {
    stream::iter(cases).for_each_concurrent(3, |case| play(case)).await;
}

fn in_all_dialects(stream: bool) -> impl Iterator<Item = Scene> {
    DIALECTS.into_iter().map(move |dialect| Scene { dialect, stream })
}

/// The answer of a target, with whatever a careless hand could spoil.
pub(super) fn from(target: &str) -> String {
    format!(
        "{target}: Zwölf Boxkämpfer 🥊 jagen Viktor\n\tquer \"über\" den\u{2028}Sylter  Deich. "
    )
}

/// The target answers.
pub(super) fn says(target: &str) -> Step {
    Step::answer(from(target))
}

impl Scene {
    /// Providers a, b, … with the settings that the gateway has by itself.
    pub(super) async fn stage(self, scripts: impl IntoIterator<Item = impl Into<Script>>) -> Stage {
        self.staged(scripts, |_| ()).await
    }

    /// The same, with a last word on each target.
    pub(super) async fn staged(
        self,
        scripts: impl IntoIterator<Item = impl Into<Script>>,
        adjust: impl Fn(&mut TargetConfig),
    ) -> Stage {
        self.configured(scripts, |config| config.targets.iter_mut().for_each(&adjust)).await
    }

    /// The same, with a last word on everything.
    pub(super) async fn configured(
        self,
        scripts: impl IntoIterator<Item = impl Into<Script>>,
        adjust: impl FnOnce(&mut Config),
    ) -> Stage {
        staged(self.dialect, scripts, |config| {
            config.targets.iter_mut().for_each(as_it_ships);
            adjust(config);
        })
        .await
    }

    /// The same before these providers.
    pub(super) async fn before(
        self,
        providers: Vec<Server>,
        adjust: impl FnOnce(&mut Config),
    ) -> Stage {
        before(self.dialect, providers, |config| {
            config.targets.iter_mut().for_each(as_it_ships);
            adjust(config);
        })
        .await
    }

    /// A request, and what its caller sees.
    pub(super) async fn ask(self, stage: &Stage) -> Told {
        self.ask_with(stage, "x-osier-priority", "normal").await
    }

    /// The same with a header.
    pub(super) async fn ask_with(self, stage: &Stage, name: &str, value: &str) -> Told {
        let request = stage.post(body(self.stream).to_string()).header(name, value);
        self.told(stage, request).await
    }

    /// The same with further fields.
    pub(super) async fn ask_for(self, stage: &Stage, fields: Value) -> Told {
        let mut body = body(self.stream);
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        self.told(stage, stage.post(body.to_string())).await
    }

    async fn told(self, stage: &Stage, request: reqwest::RequestBuilder) -> Told {
        let start = now();
        let reply = stage.send(request).await;
        Told { scene: self, reply, took: start.elapsed() }
    }
}

fn as_it_ships(target: &mut TargetConfig) {
    let plain = TargetConfig::new("plain", target.provider);
    target.timeout = plain.timeout;
    target.retry = plain.retry;
    target.breaker = plain.breaker;
    target.limit = plain.limit;
}

/// What a caller sees.
pub(super) struct Told {
    scene: Scene,
    pub(super) reply: Reply,
    pub(super) took: Duration,
}

impl Told {
    /// The answer of this target, to the last byte, after these attempts: `a server`, `b ok`.
    #[track_caller]
    pub(super) fn is_answered<T: AsRef<str>>(&self, target: &str, tried: &[T]) -> &Self {
        self.says(&from(target), tried);
        assert_eq!(self.reply.header("x-osier-target"), Some(target), "{}", self.scenery());
        self
    }

    /// This text and no other, with a proper end, after these attempts.
    #[track_caller]
    pub(super) fn says<T: AsRef<str>>(&self, text: &str, tried: &[T]) -> &Self {
        assert_eq!(self.reply.status, 200, "{}", self.scenery());
        assert_eq!(self.reply.text(), text, "{}", self.scenery());
        assert_eq!(self.finish().as_deref(), Some("stop"), "{}", self.scenery());
        self.tried(tried)
    }

    /// The beginning of an answer, and then one error and no finish.
    #[track_caller]
    pub(super) fn breaks_off<T: AsRef<str>>(&self, text: &str, code: &str, tried: &[T]) -> &Self {
        assert_eq!(self.reply.status, 200, "{}", self.scenery());
        assert_eq!(self.reply.text(), text, "{}", self.scenery());
        assert_eq!(self.reply.finish(), None, "{}", self.scenery());
        let error = self.reply.stream_error().unwrap_or_default();
        assert_eq!(error["code"], code, "{}", self.scenery());
        assert!(error["message"].is_string() && error["type"].is_string(), "{}", self.scenery());
        self.tried(tried)
    }

    /// One error in place of an answer.
    #[track_caller]
    pub(super) fn fails<T: AsRef<str>>(&self, status: u16, code: &str, tried: &[T]) -> &Self {
        let seen = (self.reply.status.as_u16(), self.reply.code());
        assert_eq!(seen, (status, code.to_owned()), "{}", self.scenery());
        assert!(!self.reply.body.contains("sk-test-key"), "{}", self.scenery());
        self.tried(tried)
    }

    /// Not sooner than this.
    #[track_caller]
    pub(super) fn not_before(&self, least: Duration) -> &Self {
        assert!(self.took >= least, "after {:?}: {}", self.took, self.scenery());
        self
    }

    /// Sooner than this.
    #[track_caller]
    pub(super) fn within(&self, most: Duration) -> &Self {
        assert!(self.took < most, "after {:?}: {}", self.took, self.scenery());
        self
    }

    /// The seconds after which the caller is told to come back.
    #[track_caller]
    pub(super) fn retry_after(&self) -> u64 {
        let seconds = self.reply.header("retry-after").and_then(|wait| wait.parse().ok());
        seconds.unwrap_or_else(|| panic!("no time: {}", self.scenery()))
    }

    #[track_caller]
    fn tried<T: AsRef<str>>(&self, expected: &[T]) -> &Self {
        let streams = self.reply.status == 200 && self.scene.stream;
        let tried = if streams { self.reply.tried_in_all() } else { self.reply.tried() };
        let expected: Vec<&str> = expected.iter().map(AsRef::as_ref).collect();
        assert_eq!(tried, expected, "{}", self.scenery());
        self
    }

    fn finish(&self) -> Option<String> {
        if self.scene.stream {
            return self.reply.finish();
        }
        self.reply.json()["choices"][0]["finish_reason"].as_str().map(str::to_owned)
    }

    pub(super) fn scenery(&self) -> String {
        format!("{:?} {:?} {}", self.scene, self.reply.headers, self.reply.body)
    }
}

/// How often each provider was asked.
#[track_caller]
pub(super) fn asked(stage: &Stage, expected: &[u64], scene: Scene) {
    assert_eq!(stage.counts(), expected, "{scene:?}");
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
pub(super) fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "the named time itself must pass")]
pub(super) async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}
