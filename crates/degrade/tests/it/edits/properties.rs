//! Of conversations of chance: nothing is left of the tools but words, and none of the words are lost.

mod chance;

use osier_core::{Adapter, Request};
use osier_degrade::{Edited, Edits, Feature};
use osier_providers_anthropic::Anthropic;
use osier_providers_azure::Azure;
use osier_providers_ollama::Ollama;
use osier_providers_openai::OpenAi;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

use self::chance::{anything, conversation};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_is_left_of_the_tools_but_words(messages in conversation()) {
        let edited = without_tools(&request(&messages)).request;
        let told = messages_of(&edited);
        for field in ["tools", "tool_choice", "parallel_tool_calls"] {
            prop_assert!(!edited.has(field), "{}", field);
        }
        for message in &told {
            prop_assert!(!is_about_tools(message), "{}", message);
            prop_assert!(message.get("tool_call_id").is_none(), "{}", message);
        }
    }

    #[test]
    fn every_text_is_still_said_in_its_order(messages in conversation()) {
        let told = messages_of(&without_tools(&request(&messages)).request);
        let told: Vec<_> = told.iter().flat_map(texts).collect();
        let told = told.join("\n");
        let mut rest = &*told;
        for text in messages.iter().flat_map(texts) {
            let found = rest.split_once(&text);
            prop_assert!(found.is_some(), "{:?} in {:?}", text, told);
            rest = found.unwrap_or_default().1;
        }
    }

    #[test]
    fn messages_that_have_nothing_to_do_with_tools_stay_or_take_in_what_is_told(
        messages in conversation(),
    ) {
        let told = messages_of(&without_tools(&request(&messages)).request);
        for message in messages.iter().filter(|message| !is_about_tools(message)) {
            let stays = told.contains(message);
            let taken_in = told.iter().any(|other| takes_in(other, message));
            prop_assert!(stays || taken_in, "{}", message);
        }
    }

    #[test]
    fn what_is_told_stands_beside_no_message_of_its_role(messages in conversation()) {
        let told = messages_of(&without_tools(&request(&messages)).request);
        let came: Vec<_> = messages.iter().filter(|message| !is_about_tools(message)).collect();
        let is_told_alone = |message| !came.iter().any(|other| takes_in(message, other));
        for (first, second) in told.iter().zip(told.iter().skip(1)) {
            let are_told = is_told_alone(first) || is_told_alone(second);
            prop_assert!(first["role"] != second["role"] || !are_told, "{} {}", first, second);
        }
    }

    #[test]
    fn whoever_took_the_request_takes_the_edited_one(messages in conversation()) {
        let request = request(&messages);
        let edited = without_tools(&request).request;
        for (dialect, takes) in takers() {
            prop_assert!(!takes(&request) || takes(&edited), "{}", dialect);
        }
    }

    #[test]
    fn whatever_is_sent_is_not_made_worse(messages in anything()) {
        let request = request(&messages);
        let once = without_tools(&request).request;
        prop_assert!(Request::parse(once.to_bytes()).is_ok(), "it is JSON");
        for (dialect, takes) in takers() {
            prop_assert!(!takes(&request) || takes(&once), "{}", dialect);
        }
        prop_assert_eq!(without_tools(&once).request.to_bytes(), once.to_bytes());
    }

    #[test]
    fn twice_is_once(messages in conversation()) {
        let once = without_tools(&request(&messages)).request;
        let twice = without_tools(&once);
        prop_assert_eq!(twice.request.to_bytes(), once.to_bytes());
        prop_assert!(!twice.needs_less);
    }
}

type Takes = Box<dyn Fn(&Request) -> bool>;

fn takers() -> [(&'static str, Takes); 4] {
    let azure = Azure::v1("https://a.test", "k").expect("an endpoint");
    let ollama = Ollama::new("http://l.test").expect("a URL");
    [
        ("openai", Box::new(|request| OpenAi::new("k").encode(request).is_ok())),
        ("azure", Box::new(move |request| azure.encode(request).is_ok())),
        ("anthropic", Box::new(|request| Anthropic::new("k").encode(request).is_ok())),
        ("ollama", Box::new(move |request| ollama.encode(request).is_ok())),
    ]
}

fn request(messages: &[Value]) -> Request {
    let tool = json!({ "type": "function", "function": { "name": "f" } });
    let body = json!({
        "model": "m", "messages": messages, "tools": [tool], "tool_choice": "auto",
        "parallel_tool_calls": true,
    });
    Request::parse(body.to_string()).expect("a request")
}

fn without_tools(request: &Request) -> Edited {
    let edits = Edits::none().features([Feature::Streaming, Feature::Vision]);
    edits.apply(request).expect("nothing is lacking")
}

fn messages_of(request: &Request) -> Vec<Value> {
    request.read("messages").expect("a list").expect("messages")
}

fn is_about_tools(message: &Value) -> bool {
    let is_result = matches!(message["role"].as_str(), Some("tool" | "function"));
    let has_calls = message["tool_calls"].as_array().is_some_and(|calls| !calls.is_empty());
    is_result || has_calls || message["function_call"].is_object()
}

/// Whether one message says, among other things, all that another one says.
fn takes_in(message: &Value, other: &Value) -> bool {
    let said = texts(message).join("\n");
    message["role"] == other["role"] && texts(other).iter().all(|text| said.contains(text))
}

/// All that a message says, in its order: texts, images, the names of what it calls and their arguments.
fn texts(message: &Value) -> Vec<String> {
    let content = match &message["content"] {
        Value::Array(parts) => parts.iter().map(text_of_part).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    };
    let calls =
        message["tool_calls"].as_array().into_iter().flatten().map(|call| &call["function"]);
    let calls = calls.chain(message.get("function_call")).flat_map(|function| {
        ["name", "arguments"].map(|member| function[member].as_str().unwrap_or_default().to_owned())
    });
    content.into_iter().chain(calls).collect()
}

fn text_of_part(part: &Value) -> String {
    let text = part["text"].as_str().or(part["image_url"]["url"].as_str());
    text.expect("a text or an image").to_owned()
}
