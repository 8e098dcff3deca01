//! Azure OpenAI: OpenAI with content-filter annotations, and its own errors.

use super::openai::{self, Chunks};
use super::{Headers, Piece, Reply, Stamp, json};
use crate::script::{Preset, Said};

const FILTER: &str = r#""content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false}}"#;
const TEXT_FILTER: &str = r#""content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}"#;

pub(super) fn headers(number: u64) -> Headers {
    vec![
        ("apim-request-id", apim_id(number)),
        openai::request_id(number),
        ("x-ms-region", "Sweden Central".to_owned()),
        ("x-ratelimit-remaining-requests", "499".to_owned()),
        ("x-ratelimit-remaining-tokens", "29976".to_owned()),
    ]
}

fn apim_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

pub(super) fn pieces(said: &Said, stamp: &Stamp) -> Vec<Piece> {
    let mut pieces = vec![Piece::frame(prompt_filter())];
    pieces.extend(Chunks::new(stamp).answer(said));
    if said.late_filter {
        pieces.push(Piece::frame(late_filter(said)));
    }
    pieces.push(Piece::terminator(openai::DONE));
    pieces
}

pub(super) fn whole(said: &Said, stamp: &Stamp) -> String {
    let start = openai::identity(stamp, "chat.completion");
    let (message, finish) = (openai::message(said), said.finish_name());
    let usage = json::usage(&said.usage);
    format!(
        r#"{{{start},"choices":[{{{TEXT_FILTER},"finish_reason":"{finish}","index":0,"logprobs":null,"message":{message}}}],"prompt_filter_results":[{{"prompt_index":0,{FILTER}}}],"system_fingerprint":"fp_s","usage":{usage}}}"#
    )
}

fn prompt_filter() -> String {
    format!(
        "data: {{\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{{\"prompt_index\":0,{FILTER}}}]}}\n\n"
    )
}

fn late_filter(said: &Said) -> String {
    let end: usize = said.text.iter().map(String::len).sum();
    format!(
        "data: {{\"choices\":[{{\"content_filter_offsets\":{{\"check_offset\":{end},\"start_offset\":0,\"end_offset\":{end}}},{TEXT_FILTER},\"finish_reason\":null,\"index\":0}}],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\"}}\n\n"
    )
}

pub(super) fn problem(preset: Preset, stamp: &Stamp) -> Reply {
    let openai = || openai::problem(preset, stamp);
    let (status, body) = match preset {
        Preset::RateLimited => (429, coded("429", RATE)),
        Preset::FlatRateLimited => {
            (429, flat(429, "Rate limit is exceeded. Try again in 3 seconds."))
        }
        Preset::Auth => (401, coded("401", BAD_KEY)),
        Preset::FlatAuth => (401, flat(401, BAD_TOKEN)),
        Preset::Forbidden => {
            (403, coded("403", "Access denied due to Virtual Network/Firewall rules."))
        }
        Preset::ModelNotFound => (404, coded("DeploymentNotFound", NO_DEPLOYMENT)),
        Preset::ContentFilter => (400, FILTERED.to_owned()),
        Preset::Overloaded | Preset::Loading => (503, coded("NoCapacity", BUSY)),
        Preset::GatewayTimeout => (408, coded("Timeout", "The operation was timeout.")),
        _ => (preset.status(), openai().body),
    };
    let id = ("apim-request-id", apim_id(stamp.number));
    let mut problem = Reply::json(status, body, vec![id]);
    for (name, value) in wait(preset) {
        problem.set(name, (*value).to_owned());
    }
    problem
}

fn wait(preset: Preset) -> &'static [(&'static str, &'static str)] {
    match preset {
        Preset::RateLimited => &[("retry-after-ms", "7000"), ("retry-after", "7")],
        Preset::FlatRateLimited => &[("retry-after", "3")],
        _ => &[],
    }
}

pub(super) fn coded(code: &str, message: &str) -> String {
    let message = json::text(message);
    format!(r#"{{"error":{{"code":"{code}","message":{message}}}}}"#)
}

fn flat(status: u16, message: &str) -> String {
    let message = json::text(message);
    format!(r#"{{"statusCode":{status},"message":{message}}}"#)
}

const RATE: &str = "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 7 seconds.";
const BAD_KEY: &str = "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key.";
const BAD_TOKEN: &str =
    "Unauthorized. Access token is missing, invalid, audience is incorrect or have expired.";
const NO_DEPLOYMENT: &str = "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.";
const BUSY: &str =
    "The service is temporarily unable to process your request. Please try again later.";
const FILTERED: &str = r#"{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"},"jailbreak":{"filtered":false,"detected":false}}}}}"#;
