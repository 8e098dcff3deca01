//! An answer that breaks off after its first content.

use std::sync::Arc;

use futures_util::StreamExt;
use osier_core::{Context, Error, ErrorKind, Event, Provider, Request, Response};
use osier_failover::{Declared, Failover, Prefill, Restart, ResumeSettings, Settings, Target};
use osier_http::TokioClock;
use osier_simulate::{Answer, CutHow, Fault, Point, Script, Scripted, Step};

use crate::scene::{Heard, secs};

const TEXT: &str = "Zwölf Boxkämpfer 🥊 jagen Viktor quer über den Sylter Deich.";
const ZERO: &str = r#","temperature":0"#;

struct Scene {
    targets: Vec<Scripted>,
    route: Failover,
    heard: Arc<Heard>,
}

impl Scene {
    /// Targets a, b, … of one model.
    fn of(resume: ResumeSettings, prefill: Option<Prefill>, scripts: Vec<Script>) -> Self {
        let route = Failover::try_new("route", Settings::default().resume(resume)).expect("valid");
        let names = ["a", "b", "c"].into_iter();
        let targets: Vec<Scripted> =
            names.zip(scripts).map(|(name, script)| Scripted::new(name, script)).collect();
        let declared = prefill.into_iter().fold(Declared::default(), Declared::prefill);
        let route = targets.iter().fold(route, |route, scripted| {
            let target = Target::new(scripted.id(), scripted.clone()).model("m");
            route.target(target.declared(declared.clone()))
        });
        Self { targets, route, heard: Arc::default() }
    }

    /// Targets that go on with what was said.
    fn able(scripts: Vec<Script>) -> Self {
        Self::of(ResumeSettings::default(), Some(Prefill::LastMessage), scripts)
    }

    /// Targets that can only be asked again.
    fn unable(scripts: Vec<Script>) -> Self {
        Self::of(ResumeSettings::default(), None, scripts)
    }

    async fn ask(&self, fields: &str) -> Response {
        self.ask_in(&self.context(8), fields).await
    }

    async fn ask_in(&self, context: &Context, fields: &str) -> Response {
        let body = format!(
            r#"{{"model":"m","stream":true,"messages":[{{"role":"user","content":"Hi"}}]{fields}}}"#
        );
        let request = Request::parse(body).expect("a request");
        self.route.call(context, request).await.expect("it begins")
    }

    fn context(&self, attempts: u32) -> Context {
        let builder = Context::builder(TokioClock::shared()).observer(self.heard.clone());
        builder.max_attempts(attempts).build()
    }

    fn counts(&self) -> Vec<u64> {
        self.targets.iter().map(Scripted::count).collect()
    }
}

/// What the caller has seen in the end, and the error it ended with.
async fn read(response: Response) -> (String, Option<Error>) {
    let (mut text, mut events) = (String::new(), response.into_events());
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => text.extend(event.text()),
            Err(error) => return (text, Some(error)),
        }
    }
    (text, None)
}

fn cut(at: usize) -> Script {
    Step::answer(TEXT).cut(Point::Tokens(at), CutHow::Abort).into()
}

fn goes_on() -> Step {
    Step::of(Answer::text(TEXT).continues())
}

fn kinds(error: &Error) -> Vec<(&str, ErrorKind)> {
    error.attempts().iter().map(|line| (&*line.target, line.kind)).collect()
}

/// What was said before the word of this number.
fn words(number: usize) -> String {
    TEXT.split_inclusive(' ').take(number).collect::<String>().trim_end().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_target_that_is_able_goes_on_with_what_was_said() {
    for at in 1..9 {
        for (scripts, next, counts) in [
            (vec![cut(at), goes_on().into()], "b", vec![1, 1]),
            (vec![cut(at).then(goes_on())], "a", vec![2]),
        ] {
            let scene = Scene::able(scripts);
            let response = scene.ask("").await;
            let ending = response.head.ending.clone().expect("somebody follows it");
            assert_eq!(response.text().await.expect("all of it"), TEXT, "cut at {at}");
            assert_eq!(scene.counts(), counts, "cut at {at}: another one of that model first");
            let ended = ending.get().expect("it ended");
            assert_eq!((&*ended.target, ended.attempts.len()), (next, 1));
            assert_eq!(ended.attempts[0].kind, ErrorKind::Cut);
            assert!(scene.heard.lines().contains(&format!("a -> {next}: prefill")));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_text_is_asked_for_again_where_it_can_be_expected() {
    for at in 1..9 {
        let scene = Scene::unable(vec![cut(at).then(Step::answer(TEXT))]);
        assert_eq!(scene.ask(ZERO).await.text().await.expect("all of it"), TEXT, "cut at {at}");
        assert_eq!(scene.counts(), [2]);
        assert!(scene.heard.lines().contains(&"a -> a: restart".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_text_that_differs_is_never_spliced() {
    let table = [
        Step::answer("Zwölf Boxkämpfer jagen niemanden."),
        Step::answer("Zwölf Boxkämpfer"),
        Step::answer(""),
    ];
    for other in table {
        let scene = Scene::unable(vec![cut(4).then(other)]);
        let (text, error) = read(scene.ask(ZERO).await).await;
        assert_eq!(text.trim_end(), words(4));
        let error = error.expect("it broke off");
        assert_eq!(kinds(&error), [("a", ErrorKind::Cut), ("a", ErrorKind::Cut)]);
        assert_eq!(scene.counts(), [2]);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_again_that_could_not_be_the_same() {
    let plain = Scene::unable(vec![cut(3)]);
    let never = ResumeSettings::default().restart(Restart::Never);
    let never = Scene::of(never, None, vec![cut(3)]);
    let off = Scene::of(ResumeSettings::off(), Some(Prefill::LastMessage), vec![cut(3)]);
    let calls = Answer::text("").tool_call("f", r#"{"a":1,"b":2}"#);
    let calls = Step::of(calls).cut(Point::Tokens(2), CutHow::Abort);
    let calls = Scene::able(vec![calls.into()]);
    for (scene, fields) in [(plain, ""), (never, ZERO), (off, ZERO), (calls, ZERO)] {
        let (_, error) = read(scene.ask(fields).await).await;
        assert_eq!(kinds(&error.expect("it broke off")), [("a", ErrorKind::Cut)]);
        assert_eq!(scene.counts(), [1]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_that_rejects_a_beginning_is_asked_for_all_of_it() {
    let rejects = goes_on().with_fault(Fault::RejectsPrefill);
    let scene = Scene::able(vec![cut(3).then(rejects).then(Step::answer(TEXT))]);
    assert_eq!(scene.ask(ZERO).await.text().await.expect("all of it"), TEXT);
    assert_eq!(scene.counts(), [3]);
}

#[tokio::test(start_paused = true)]
async fn a_second_death_is_the_end_and_the_first_one_is_told() {
    let again = goes_on().cut(Point::Tokens(2), CutHow::Abort);
    let scene = Scene::able(vec![cut(3).then(again).then(goes_on())]);
    let (text, error) = read(scene.ask(ZERO).await).await;
    assert_eq!(text.trim_end(), words(5));
    assert_eq!(kinds(&error.expect("an error")), [("a", ErrorKind::Cut), ("a", ErrorKind::Cut)]);

    let fails = Step::fault(Fault::Reset);
    let scene = Scene::able(vec![cut(3).then(fails).then(goes_on())]);
    let (text, error) = read(scene.ask(ZERO).await).await;
    let error = error.expect("an error");
    assert_eq!((text.trim_end(), error.kind()), (&*words(3), ErrorKind::Cut));
    assert_eq!(kinds(&error), [("a", ErrorKind::Cut), ("a", ErrorKind::Server)]);
    assert_eq!(scene.counts(), [2], "what may have been billed is not asked a third time");
}

#[tokio::test(start_paused = true)]
async fn a_target_without_room_is_passed_over_and_the_next_one_goes_on() {
    let scene = Scene::unable(vec![cut(3).then(Step::answer(TEXT)), Step::status(503).into()]);
    assert_eq!(scene.ask(ZERO).await.text().await.expect("all of it"), TEXT);
    assert_eq!(scene.counts(), [2, 1]);
    let heard = scene.heard.lines();
    assert!(heard.contains(&"a -> a: restart".to_owned()), "{heard:#?}");
    assert!(!heard.contains(&"a -> b: restart".to_owned()), "told when it is so: {heard:#?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_which_only_the_terminator_is_missing_is_whole() {
    let said = || {
        futures_util::stream::iter([
            Event::parse(r#"{"choices":[{"index":0,"delta":{"content":"all of it"}}]}"#),
            Event::parse(r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#),
        ])
    };
    let broken = futures_util::stream::iter([Err(Error::new(ErrorKind::Cut))]);
    let open = futures_util::stream::pending();
    for answer in [Response::stream(said().chain(broken)), Response::stream(said().chain(open))] {
        let target = Target::new("a", crate::provider::Once::answers(answer));
        let route = Failover::new("route").target(target);
        let context = crate::scene::context(60);
        let response = route.call(&context, crate::scene::ask("")).await.expect("it begins");
        assert_eq!(response.text().await.expect("all"), "all of it");
        assert!(context.remaining() >= secs(58), "promptly");
    }
}

#[tokio::test(start_paused = true)]
async fn going_on_draws_on_the_same_attempts() {
    let scene = Scene::able(vec![cut(3).then(goes_on())]);
    let (_, error) = read(scene.ask_in(&scene.context(1), ZERO).await).await;
    assert_eq!(error.expect("an error").kind(), ErrorKind::Cut);
    assert_eq!(scene.counts(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_while_it_is_gone_on_ends_that_too() {
    let scene = Scene::able(vec![cut(3).then(Step::fault(Fault::Hang))]);
    let mut events = scene.ask("").await.into_events();
    let silent = tokio::time::timeout(std::time::Duration::from_secs(60), async {
        while events.next().await.is_some() {}
    });
    assert!(silent.await.is_err());
    assert_eq!(scene.counts(), [2]);
    drop(events);
    assert_eq!((scene.targets[0].in_flight(), scene.targets[0].cancelled()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn the_usage_is_that_of_the_whole_answer_however_it_came() {
    let asked = r#","temperature":0,"stream_options":{"include_usage":true}"#;
    let usage = async |scene: Scene| {
        let answer = scene.ask(asked).await.collect().await.expect("all of it");
        answer.usage().expect("what it cost").completion
    };
    let whole = usage(Scene::able(vec![Step::answer(TEXT).into()])).await;
    assert_eq!(usage(Scene::able(vec![cut(3).then(goes_on())])).await, whole);
    assert_eq!(usage(Scene::unable(vec![cut(3).then(Step::answer(TEXT))])).await, whole);
}
