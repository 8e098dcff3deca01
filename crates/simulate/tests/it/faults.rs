//! Each fault as the client meets it.

use std::time::Duration;

use osier_simulate::{CutHow, Dialect, Fault, Point, Preset, Script, SeenEnd, Server, Step};

use crate::client::{Client, Ending, OPENAI, STREAM, WHOLE, header};

async fn asked(step: Step, body: &str) -> (Server, Client) {
    let server = Server::start(Dialect::OpenAi, step).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post(OPENAI, "", body).await;
    (server, client)
}

async fn met(step: Step, body: &str) -> (String, Ending) {
    let (_server, mut client) = asked(step, body).await;
    client.rest().await
}

const UNENDED: &str = "\r\n\r\n0\r\n\r\n";

#[tokio::test]
async fn nothing_comes_before_the_headers() {
    let table = [
        (Fault::Reset, Ending::Reset),
        (Fault::Close, Ending::Closed),
        (Fault::Hang, Ending::Silent),
    ];
    for (fault, ending) in table {
        for body in [STREAM, WHOLE] {
            let step = Step::fault(fault.clone());
            assert_eq!(met(step, body).await, (String::new(), ending.clone()), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn headers_then_silence() {
    for body in [STREAM, WHOLE] {
        let (bytes, ending) = met(Step::fault(Fault::HeadersThenHang), body).await;
        assert!(bytes.starts_with("HTTP/1.1 200 OK\r\n") && bytes.ends_with("\r\n\r\n"), "{bytes}");
        assert_eq!((bytes.matches("\r\n\r\n").count(), ending), (1, Ending::Silent));
    }
}

#[tokio::test]
async fn a_stream_breaks_off_after_exactly_so_many_events() {
    let table = [
        (Point::Events(0), 0),
        (Point::Events(2), 2),
        (Point::Tokens(0), 1),
        (Point::Tokens(1), 2),
        (Point::Tokens(9), 5),
        (Point::Events(99), 5),
    ];
    for (after, events) in table {
        for (how, ending) in [(CutHow::Abort, Ending::Closed), (CutHow::Reset, Ending::Reset)] {
            let (bytes, met) = met(Step::answer("Hello world").cut(after, how), STREAM).await;
            assert_eq!((bytes.matches("data: ").count(), met), (events, ending), "{after:?}");
            assert!(!bytes.ends_with(UNENDED));
        }
    }
}

#[tokio::test]
async fn a_clean_cut_ends_the_body_well_and_the_answer_not() {
    let step = Step::answer("Hello world").cut(Point::Tokens(1), CutHow::Clean);
    let (server, mut client) = asked(step, STREAM).await;
    let (_, events) = client.chunked().await;
    assert!(events.len() == 2 && events[1].contains(r#""content":"Hello""#), "{events:?}");
    // The connection is as good as before.
    server.set_script(Script::answer("Hello"));
    client.post(OPENAI, "", WHOLE).await;
    assert!(client.whole().await.1.contains("Hello"));
}

#[tokio::test]
async fn a_whole_answer_breaks_off_half_way() {
    let (bytes, ending) = met(Step::answer("Hello").cut_after(0), WHOLE).await;
    let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
    let length: usize = header(head, "content-length").unwrap().parse().unwrap();
    assert_eq!((body.len(), ending), (length / 2, Ending::Closed));

    let (_server, mut client) = asked(Step::answer("Hello").malformed_after(0), WHOLE).await;
    let (_, body) = client.whole().await;
    assert!(serde_json::from_str::<serde_json::Value>(&body).is_err());
}

#[tokio::test]
async fn a_stall_is_silent_with_the_connection_open() {
    let (bytes, ending) =
        met(Step::answer("Hello world").stall_after(Point::Tokens(1)), STREAM).await;
    assert_eq!((bytes.matches("data: ").count(), ending), (2, Ending::Silent));
    let (bytes, ending) = met(Step::answer("Hello").stall_after(0), WHOLE).await;
    assert!(bytes.contains("chatcmpl-S1") && ending == Ending::Silent, "{bytes}");
}

#[tokio::test]
async fn pings_come_in_place_of_content_and_may_give_way_to_it() {
    let every = Duration::from_millis(10);
    let (_server, mut client) = asked(Step::fault(Fault::pings(every)), STREAM).await;
    let ping = "d\r\n: keepalive\n\n\r\n";
    let pings = client.until(&ping.repeat(3)).await;
    assert!(!pings.contains("data: "), "{pings}");

    let fault = Fault::PingsOnly {
        after: Point::Tokens(0),
        every,
        lasting: Some(Duration::from_millis(35)),
    };
    let (_server, mut client) = asked(Step::answer("Hello").with_fault(fault), STREAM).await;
    let (_, events) = client.chunked().await;
    let pings = events.iter().filter(|event| *event == ": keepalive\n\n").count();
    assert!(pings >= 1, "{events:?}");
    assert_eq!(events.last().map(String::as_str), Some("data: [DONE]\n\n"));
}

#[tokio::test]
async fn faults_inside_a_stream() {
    let (_server, mut client) =
        asked(Step::answer("a b").malformed_after(Point::Tokens(1)), STREAM).await;
    let (_, events) = client.chunked().await;
    assert_eq!(events.len(), 6);
    assert_eq!(events[2], "data: {\"id\":\"chatcmpl-S\",\"choices\":[{\"ind\n\n");

    let (_server, mut client) =
        asked(Step::answer("a b").with_fault(Fault::NoTerminator), STREAM).await;
    let (_, events) = client.chunked().await;
    assert!(events.last().unwrap().contains(r#""finish_reason":"stop""#), "{events:?}");

    let step = Step::answer("a b").error_after(Point::Tokens(1), Preset::ServerError);
    let (_server, mut client) = asked(step.clone(), STREAM).await;
    let (_, events) = client.chunked().await;
    assert_eq!(
        events[2..],
        [
            "data: {\"error\":{\"message\":\"The server had an error while processing your request. Sorry about that!\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n",
            "data: [DONE]\n\n",
        ]
    );
    let (_server, mut client) = asked(step, WHOLE).await;
    assert!(client.whole().await.0.starts_with("HTTP/1.1 500 "));
}

#[tokio::test]
async fn a_web_page_inside_a_stream_keeps_to_its_framing() {
    let step = Step::answer("a b").error_after(Point::Tokens(1), Preset::BadGateway);
    let (_server, mut client) = asked(step.clone(), STREAM).await;
    let (_, events) = client.chunked().await;
    let page = &events[2];
    assert!(page.starts_with("data: <!DOCTYPE html>\ndata: <html>") && page.ends_with("\n\n"));
    assert!(page.trim_end().lines().all(|line| line.starts_with("data: ")), "{page}");

    let server = Server::start(Dialect::Ollama, step).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post("/api/chat", "", STREAM).await;
    let (_, events) = client.chunked().await;
    assert_eq!(events[1].lines().count(), 1, "{}", events[1]);
}

#[tokio::test]
async fn a_failure_may_be_the_finish_reason() {
    let answer = osier_simulate::Answer::text("a").finish(osier_core::FinishReason::Error);
    let (_server, mut client) = asked(Step::of(answer.clone()), STREAM).await;
    let (_, events) = client.chunked().await;
    assert!(events[2].contains(r#""finish_reason":"error""#), "{events:?}");
    let (_server, mut client) = asked(Step::of(answer), WHOLE).await;
    assert!(client.whole().await.1.contains(r#""finish_reason":"error""#));
}

#[tokio::test]
async fn success_that_is_none() {
    let table = [
        (Fault::ErrorWith200(Preset::Quota), "application/json", "insufficient_quota"),
        (Fault::Html, "text/html; charset=utf-8", "<html>"),
    ];
    for (fault, kind, words) in table {
        for body in [STREAM, WHOLE] {
            let (_server, mut client) = asked(Step::fault(fault.clone()), body).await;
            let (head, body) = client.whole().await;
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
            assert_eq!(header(&head, "content-type").as_deref(), Some(kind));
            assert!(body.contains(words), "{body}");
        }
    }
    let (bytes, _) = met(Step::fault(Fault::Garbage), STREAM).await;
    assert!(bytes.contains("text/event-stream") && bytes.contains("garbage"), "{bytes}");
}

#[tokio::test]
async fn a_client_who_leaves_is_noticed_at_once_whatever_is_going_on() {
    let pinging = Step::fault(Fault::pings(Duration::from_secs(60)));
    let slow = Step::answer("Hello").headers_after(Duration::from_secs(60));
    let table = [
        Step::fault(Fault::Hang),
        Step::fault(Fault::HeadersThenHang),
        Step::answer("Hello world").stall_after(2),
        Step::answer("Hello").first_token_after(Duration::from_secs(60)),
        // Never read: the socket's buffers are full long before its end.
        Step::of(osier_simulate::Answer::tokens(100_000)),
        pinging,
        slow,
    ];
    for step in table {
        let (server, client) = asked(step.clone(), STREAM).await;
        assert!(server.wait_for_seen(1, Duration::from_secs(1)).await, "{step:?}");
        assert_eq!(server.seen()[0].end, None, "{step:?}");
        drop(client);
        assert!(server.client_left(Duration::from_secs(1)).await, "{step:?}");
        assert_eq!(server.seen()[0].end, Some(SeenEnd::ClientLeft));
        assert_eq!(server.clients_left(), 1);
    }
}
