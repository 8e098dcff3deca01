//! Every attempt is told of once, whichever layer made it.

use osier::ErrorKind::{Cut, Server};
use osier_simulate::Step;

use crate::scene::{Scene, request, told};

#[tokio::test(start_paused = true)]
async fn retries_before_a_stream_that_breaks_off_without_content_are_told_of() {
    let broken = [Step::status(500), Step::status(500), Step::answer("one").cut_after(0)];
    for stream in [true, false] {
        let scene = Scene::of([&broken[..], &[Step::answer("from b")]]);
        let response = scene.client.chat(request(stream)).await.expect("an answer");
        assert_eq!(
            told(&response.head.attempts),
            [("a", Server), ("a", Server), ("a", Cut)],
            "streamed: {stream}"
        );
        assert_eq!(response.text().await.expect("text"), "from b");
    }
}

#[tokio::test(start_paused = true)]
async fn retries_before_the_answer_that_is_given_stand_in_its_head_and_in_its_late_error() {
    let late = [Step::status(500), Step::answer("one two three").cut_after(2)];
    let scene = Scene::of([&late[..], &[Step::answer("from b")]]);
    let response = scene.client.chat(request(true)).await.expect("an answer that begins well");
    assert_eq!(told(&response.head.attempts), [("a", Server)]);
    let error = response.text().await.expect_err("it breaks off");
    assert_eq!(told(error.attempts()), [("a", Server), ("a", Cut)]);
}
