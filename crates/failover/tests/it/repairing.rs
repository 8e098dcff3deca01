//! A target that rejects one parameter.

use osier_core::{Error, ErrorKind, Provider, Request, Response};
use osier_simulate::{Fault, Step};

use crate::scene::Scene;

fn picky() -> Step {
    Step::answer("a").with_fault(Fault::RejectsParameter { param: "temperature".to_owned() })
}

async fn call(scene: &Scene, fields: &str) -> Result<Response, Error> {
    let body = format!(r#"{{"model":"m","messages":[{{"role":"user","content":"Hi"}}],{fields}}}"#);
    let request = Request::parse(body).expect("a request");
    scene.route.call(&scene.context().build(), request).await
}

#[tokio::test(start_paused = true)]
async fn the_same_target_is_asked_once_more_without_the_parameter() {
    for stream in [false, true] {
        let scene = Scene::of([picky(), Step::answer("b")]);
        let fields = format!(r#""temperature":0.2,"stream":{stream}"#);
        let answer = call(&scene, &fields).await.expect("an answer");
        assert_eq!(answer.head.attempts.len(), 1);
        assert_eq!(answer.text().await.expect("text"), "a");
        assert_eq!(scene.counts(), [2, 0]);
        let asked = scene.targets[0].calls();
        assert_eq!([asked[0].has("temperature"), asked[1].has("temperature")], [true, false]);
        assert!(scene.heard.lines().contains(&"a without temperature".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_request_cannot_do_without_is_asked_of_another_target_unchanged() {
    for param in ["tools", "stop"] {
        let rejects = Fault::RejectsParameter { param: param.to_owned() };
        let scene = Scene::of([Step::answer("a").with_fault(rejects), Step::answer("b")]);
        let fields = r#""tools":[{"type":"function"}],"stop":["END"],"temperature":0.2"#;
        let answer = call(&scene, fields).await.expect("an answer");
        assert_eq!(answer.text().await.expect("text"), "b", "{param}");
        assert_eq!(scene.counts(), [1, 1], "{param}");
        assert!(scene.targets[1].calls()[0].has(param), "{param}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_repair_is_for_its_target_alone_and_there_is_one_for_a_request() {
    let scene = Scene::of([
        picky(),
        Step::answer("b").with_fault(Fault::RejectsParameter { param: "seed".to_owned() }),
    ]);
    scene.targets[0].set_script(osier_simulate::Script::of(picky()).then(Step::status(503)));
    let error = call(&scene, r#""temperature":0.2,"seed":7"#).await.expect_err("none answers");
    assert_eq!(scene.counts(), [2, 1]);
    assert!(scene.targets[1].calls()[0].has("temperature"));
    assert_eq!(error.kind(), ErrorKind::Overloaded);
    assert_eq!(error.attempts().len(), 3);
}
