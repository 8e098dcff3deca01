//! How the attempts of a request are shared out.

use osier::{Client, ErrorKind, Target};
use osier_simulate::{Script, Scripted, Step};

use crate::scene::{Scene, request, told};

#[tokio::test(start_paused = true)]
async fn a_target_that_works_is_asked_however_many_before_it_fail() {
    for (failing, counts) in
        [(1, &[3, 1][..]), (2, &[3, 3, 1]), (3, &[3, 3, 1, 1]), (4, &[3, 2, 1, 1, 1])]
    {
        let mut scripts = vec![[Step::status(500)]; failing];
        scripts.push([Step::answer("Hello")]);
        let scene = Scene::of(scripts);
        let response = scene.client.chat(request(true)).await.expect("an answer");
        assert_eq!(response.text().await.expect("text"), "Hello");
        assert_eq!(scene.counts(), counts);
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_attempt_is_for_another_target_and_for_the_same_if_there_is_none() {
    for (targets, counts) in [(2, &[1, 1][..]), (1, &[2])] {
        let scene = Scene::of(vec![[Step::status(500)]; targets]);
        let context = scene.client.context().max_attempts(2).build();
        let request = request(false).into();
        let error = scene.client.call(&context, request).await.expect_err("all fail");
        assert_eq!((scene.counts(), error.attempts().len()), (counts.to_vec(), 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_without_retry_is_asked_once() {
    let inner = Scripted::new("inner", Script::of(Step::status(500)));
    let target = Target::provider("a", inner.clone()).without_retry();
    let client = Client::builder().target(target).build().expect("a client");
    for stream in [false, true] {
        let error = client.chat(request(stream)).await.expect_err("it fails");
        assert_eq!(told(error.attempts()), [("a", ErrorKind::Server)]);
    }
    assert_eq!(inner.count(), 2);
}
