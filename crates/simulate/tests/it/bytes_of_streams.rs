//! The exact bytes of an answer in each dialect.

use osier_core::Clock as _;
use osier_http::TokioClock;
use osier_simulate::{Dialect, Script, Server, Step};

use crate::client::{Client, OPENAI, STREAM, header};

async fn streamed(
    dialect: Dialect,
    step: Step,
    path: &str,
    headers: &str,
    body: &str,
) -> (String, Vec<String>) {
    let server = Server::start(dialect, Script::of(step)).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post(path, headers, body).await;
    client.chunked().await
}

#[tokio::test]
async fn records_in_one_write_are_the_same_records() {
    let answer = || Step::answer("Hello world");
    let (_, apart) = streamed(Dialect::OpenAi, answer(), OPENAI, "", STREAM).await;
    let (_, together) = streamed(Dialect::OpenAi, answer().coalesced(), OPENAI, "", STREAM).await;
    assert_eq!(apart, together);
}

#[tokio::test]
async fn a_slow_answer_drips() {
    let pause = std::time::Duration::from_millis(1);
    let step = Step::answer("Hi").write_size(1).between_writes(pause);
    let began = TokioClock.now();
    let (_, pieces) = streamed(Dialect::OpenAi, step, OPENAI, "", STREAM).await;
    assert!(pieces.iter().all(|piece| piece.len() == 1) && pieces.len() > 300, "{pieces:?}");
    let records = pieces.concat().matches("data: ").count();
    assert!(TokioClock.now() - began >= pause * u32::try_from(pieces.len() - records).unwrap());
}

#[tokio::test]
async fn openai() {
    let body = r#"{"model":"gpt-4.1","messages":[],"stream":true,"stream_options":{"include_usage":true}}"#;
    let (head, records) =
        streamed(Dialect::OpenAi, Step::answer("Hello world"), OPENAI, "", body).await;
    let start = r#"data: {"id":"chatcmpl-S1","object":"chat.completion.chunk","created":1795000000,"model":"gpt-4.1","system_fingerprint":"fp_s","choices":"#;
    let delta = |delta: &str, finish: &str| {
        format!(
            "{start}[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finish}}}],\"usage\":null}}\n\n"
        )
    };
    let expected = [
        delta(r#"{"role":"assistant","content":"","refusal":null}"#, "null"),
        delta(r#"{"content":"Hello"}"#, "null"),
        delta(r#"{"content":" world"}"#, "null"),
        delta("{}", "\"stop\""),
        format!(
            "{start}[],\"usage\":{{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11,\"prompt_tokens_details\":{{\"cached_tokens\":0}},\"completion_tokens_details\":{{\"reasoning_tokens\":0}}}}}}\n\n"
        ),
        "data: [DONE]\n\n".to_owned(),
    ];
    assert_eq!(records, expected);
    assert_eq!(
        head,
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nx-request-id: req_sim1\r\nopenai-processing-ms: 312\r\nx-ratelimit-limit-requests: 500\r\nx-ratelimit-remaining-requests: 499\r\nx-ratelimit-reset-requests: 120ms\r\nx-ratelimit-limit-tokens: 30000\r\nx-ratelimit-remaining-tokens: 29976\r\nx-ratelimit-reset-tokens: 48ms\r\ntransfer-encoding: chunked\r\n\r\n"
    );
}

#[tokio::test]
async fn azure_by_deployment() {
    let path = "/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21";
    let body = r#"{"messages":[],"stream":true}"#;
    let (head, records) = streamed(Dialect::Azure, Step::answer("Hello"), path, "", body).await;
    assert_eq!(
        header(&head, "apim-request-id").as_deref(),
        Some("00000000-0000-4000-8000-000000000001")
    );
    let start = r#"data: {"id":"chatcmpl-S1","object":"chat.completion.chunk","created":1795000000,"model":"my-gpt","system_fingerprint":"fp_s","choices":"#;
    let expected = [
        "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"safe\"},\"jailbreak\":{\"filtered\":false,\"detected\":false}}}]}\n\n".to_owned(),
        format!("{start}[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n"),
        format!("{start}[{{\"index\":0,\"delta\":{{\"content\":\"Hello\"}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n"),
        format!("{start}[{{\"index\":0,\"delta\":{{}},\"logprobs\":null,\"finish_reason\":\"stop\"}}]}}\n\n"),
        "data: [DONE]\n\n".to_owned(),
    ];
    assert_eq!(records, expected);
}

#[tokio::test]
async fn anthropic() {
    let body = r#"{"model":"claude-sonnet-5-5","max_tokens":50,"messages":[],"stream":true}"#;
    let version = "anthropic-version: 2023-06-01\r\n";
    let (head, records) =
        streamed(Dialect::Anthropic, Step::answer("Hello"), "/v1/messages", version, body).await;
    assert_eq!(header(&head, "request-id").as_deref(), Some("req_011Sim1"));
    assert_eq!(
        header(&head, "anthropic-ratelimit-tokens-reset").as_deref(),
        Some("2026-11-22T12:00:00Z")
    );
    let expected = [
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_S1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-5-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        "event: ping\ndata: {\"type\": \"ping\"}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":1}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    ];
    assert_eq!(records, expected);
}

#[tokio::test]
async fn ollama_streams_unless_told_not_to() {
    let body = r#"{"model":"llama3.2","messages":[{"role":"user","content":"x"}]}"#;
    let (head, records) =
        streamed(Dialect::Ollama, Step::answer("Hello"), "/api/chat", "", body).await;
    assert_eq!(header(&head, "content-type").as_deref(), Some("application/x-ndjson"));
    let expected = [
        "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-18T11:06:40Z\",\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"done\":false}\n",
        "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-18T11:06:40Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"total_duration\":312000000,\"load_duration\":1000000,\"prompt_eval_count\":9,\"prompt_eval_duration\":11000000,\"eval_count\":1,\"eval_duration\":300000000}\n",
    ];
    assert_eq!(records, expected);

    let server = Server::start(Dialect::Ollama, Script::echo()).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    let whole = body.replace("}]}", "}],\"stream\":false}");
    client.post("/api/chat", "", &whole).await;
    let (_, body) = client.whole().await;
    assert!(body.contains(r#""message":{"role":"assistant","content":"x"},"done":true"#), "{body}");
}

#[tokio::test]
async fn whole_answers() {
    let server = Server::start(Dialect::OpenAi, Script::answer("Hello")).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post(OPENAI, "", crate::client::WHOLE).await;
    let (_, body) = client.whole().await;
    assert_eq!(
        body,
        r#"{"id":"chatcmpl-S1","object":"chat.completion","created":1795000000,"model":"gpt-4.1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}},"service_tier":"default","system_fingerprint":"fp_s"}"#
    );
}

#[tokio::test]
async fn splintered_writes_carry_the_same_bytes() {
    let step = Step::answer("Hello wörld");
    let body = STREAM;
    let (_, records) = streamed(Dialect::OpenAi, step.clone(), OPENAI, "", body).await;
    let server = Server::start(Dialect::OpenAi, step.write_size(3)).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post(OPENAI, "", body).await;
    let (_, splinters) = client.chunked_bytes().await;
    assert!(splinters.iter().all(|splinter| splinter.len() <= 3));
    assert_eq!(splinters.concat(), records.concat().into_bytes());
}
