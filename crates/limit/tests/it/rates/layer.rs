//! Rates around a provider.

use futures_util::StreamExt;
use osier_core::{ChatRequest, Context, Request, Response, SharedProvider, Usage};
use osier_http::TokioClock;
use osier_simulate::{Answer, Fault, Preset, Scripted, Step};

use super::*;
use crate::{pause, poll_once};

/// A burst of ten thousand tokens that refills ten a second.
fn around(step: impl Into<Step>) -> (Scripted, Rates, SharedProvider) {
    let (inner, rates) = (Scripted::new("inner", step.into()), rates(each(tokens(600, 10_000))));
    let provider = SharedProvider::new(inner.clone()).layered(&rates);
    (inner, rates, provider)
}

fn context() -> Context {
    Context::builder(TokioClock::shared()).tenant("acme").build()
}

/// A prompt of some tokens, told as it is estimated.
fn prompt() -> ChatRequest {
    ChatRequest::new("m").user("word".repeat(1000))
}

/// How many tokens are gone.
fn used(rates: &Rates) -> u64 {
    let all = wait(rates.charge_at(context().started(), Some("acme"), 10_000));
    all.map_or(0, |wait| wait.as_millis() as u64 / 100)
}

async fn drain(response: Response) -> Option<Error> {
    let mut events = response.into_events();
    while let Some(event) = events.next().await {
        if let Err(error) = event {
            return Some(error);
        }
    }
    None
}

fn costing(prompt: u64, completion: u64) -> Step {
    let usage = Usage { prompt, completion, ..Usage::default() };
    Step::of(Answer::text("one two three").usage(usage))
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_charged_what_it_says_it_cost_whole_or_streamed() {
    for request in [prompt().into(), Request::from(prompt().stream())] {
        for (total, completion) in [(500, 300), (4000, 3000)] {
            let (_, rates, provider) = around(costing(total - completion, completion));
            let answer = provider.call(&context(), request.clone()).await.expect("an answer");
            assert!(drain(answer).await.is_none());
            assert_eq!(used(&rates), total);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_does_not_say_what_it_cost_counts_a_token_an_event() {
    let (_, rates, provider) = around(Step::answer("one two three"));
    let mut request = Request::from(prompt().stream());
    request.remove("stream_options");
    let answer = provider.call(&context(), request).await.expect("headers");
    let estimate = used(&rates);
    assert!((1000..1100).contains(&estimate), "{estimate}");
    drain(answer).await;
    assert_eq!(used(&rates), estimate + 3);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_or_is_let_go_is_charged_what_was_written() {
    let cut = Step::answer("one two three").cut_after(osier_simulate::Point::Tokens(2));
    let (_, rates, provider) = around(cut);
    let answer = provider.call(&context(), prompt().stream().into()).await.expect("headers");
    let estimate = used(&rates);
    assert!(drain(answer).await.is_some());
    assert_eq!(used(&rates), estimate + 2);

    let stalled = Step::answer("one two three").stall_after(osier_simulate::Point::Tokens(1));
    let (_, rates, provider) = around(stalled);
    let answer = provider.call(&context(), prompt().stream().into()).await.expect("headers");
    let mut events = answer.into_events();
    while let Some(Ok(event)) = events.next().await {
        if event.is_content() {
            break;
        }
    }
    drop(events);
    assert_eq!(used(&rates), estimate + 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_costs_no_tokens_unless_the_provider_may_have_worked() {
    for (step, costs) in [
        (Step::status(Preset::RateLimited), false),
        (Step::status(500), false),
        (Step::fault(Fault::Reset), true),
    ] {
        let (_, rates, provider) = around(step);
        assert!(provider.call(&context(), prompt().into()).await.is_err());
        assert_eq!(used(&rates) > 0, costs);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_is_charged_its_prompt() {
    let (_, rates, provider) = around(Step::fault(Fault::Hang));
    let context = context();
    let mut call = Box::pin(provider.call(&context, prompt().into()));
    assert!(poll_once(call.as_mut()).is_pending());
    drop(call);
    assert!((1000..1100).contains(&used(&rates)));
}

#[tokio::test(start_paused = true)]
async fn a_refused_request_reaches_nobody_and_is_let_in_when_it_was_told() {
    let (inner, _, provider) = around(costing(9000, 1000));
    assert!(provider.call(&context(), prompt().into()).await.is_ok());
    let refused = provider.call(&context(), prompt().into()).await.expect_err("refused");
    assert_eq!((refused.kind(), inner.count()), (ErrorKind::TenantLimited, 1));
    pause(refused.retry_after().expect("a time")).await;
    assert!(provider.call(&context(), prompt().into()).await.is_ok());
}
