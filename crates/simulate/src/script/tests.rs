use std::time::Duration;

use osier_core::{ChatRequest, FinishReason, Request, Usage};

use super::*;

fn script(json: &str) -> Result<Script, serde_json::Error> {
    serde_json::from_str(json)
}

#[test]
fn the_last_step_repeats_unless_the_script_cycles() {
    let script = Script::of(Step::status(500)).then(Step::status(503)).then(Step::answer("x"));
    let steps = |script: &Script| [1, 2, 3, 4, 5, 6].map(|k| script.step(k).into_owned());
    let (a, b, c) = (Step::status(500), Step::status(503), Step::answer("x"));
    let (a2, b2, c2) = (a.clone(), b.clone(), c.clone());
    assert_eq!(steps(&script), [a2, b2, c2.clone(), c2.clone(), c2.clone(), c2]);
    let cycled = [a.clone(), b.clone(), c.clone(), a, b, c];
    assert_eq!(steps(&script.cycle()), cycled);
    assert_eq!(*Script::default().step(7), Step::echo());
}

#[test]
fn what_is_built_in_rust_can_be_written_in_a_file() {
    let json = r#"{
        "steps": [
            { "fault": "reset" },
            { "fault": { "status": { "preset": "rate_limited", "retry_after_ms": 1500, "retry_after": 2 } } },
            { "fault": { "cut": { "after": { "tokens": 2 }, "how": "reset" } }, "answer": { "text": "a b c" } },
            { "fault": { "error_in_stream": { "after": { "events": 3 }, "preset": "overloaded" } } },
            { "fault": { "pings_only": { "every": "10ms" } } },
            { "fault": { "rejects_parameter": { "param": "seed" } } },
            { "fault": "rejects_prefill", "answer": { "text": "a", "continues": "when_asked" } },
            { "fault": { "context_limit": { "tokens": 8 } } },
            { "headers_after": "1m", "first_token_after": "1.5s", "between_tokens": "20ms", "write_size": 7,
              "answer": { "tokens": 5, "finish": "length", "usage": { "prompt": 4, "cached": 3 },
                          "tool_calls": [ { "name": "f" } ] } }
        ],
        "cycle": true,
        "flaky": { "seed": 7, "failure_ratio": 0.25 },
        "probes": { "status": { "status": 503, "no_hints": true } }
    }"#;
    let cut = CutHow::Reset;
    let wait = Duration::from_millis(1500);
    let usage = Usage { prompt: 4, cached: 3, ..Usage::default() };
    let answer = Answer::tokens(5).finish(FinishReason::Length).usage(usage).tool_call("f", "{}");
    let built = Script::of(Step::fault(Fault::Reset))
        .then(Step::status(Status::from(Preset::RateLimited).retry_after(wait)))
        .then(Step::answer("a b c").cut(Point::Tokens(2), cut))
        .then(Step::echo().error_after(3, Preset::Overloaded))
        .then(Step::fault(Fault::pings(Duration::from_millis(10))))
        .then(Step::fault(Fault::rejects("seed")))
        .then(Step::of(Answer::text("a").continues_when_asked()).with_fault(Fault::RejectsPrefill))
        .then(Step::fault(Fault::ContextLimit { tokens: 8 }))
        .then(
            Step::of(answer)
                .headers_after(Duration::from_secs(60))
                .first_token_after(wait)
                .between_tokens(Duration::from_millis(20))
                .write_size(7),
        )
        .cycle()
        .with_flaky(7, 0.25)
        .probes(Fault::Status(Status::from(503).without_hints()));
    assert_eq!(script(json).expect("a script"), built);
    assert_eq!(script("{}").expect("a script"), Script::echo());
}

#[test]
fn a_wrong_file_is_refused_with_what_was_expected() {
    let table = [
        (r#"{"step":[]}"#, "unknown field `step`"),
        (r#"{"steps":[{"after":"1s"}]}"#, "unknown field `after`"),
        (r#"{"steps":[{"headers_after":"1 second"}]}"#, "expected a span of time"),
        (r#"{"steps":[{"headers_after":"s"}]}"#, "expected a span of time"),
        (r#"{"steps":[{"headers_after":5}]}"#, "a string"),
        (r#"{"steps":[{"fault":"explode"}]}"#, "unknown variant `explode`"),
        (r#"{"steps":[{"fault":{"status":{"status":99}}}]}"#, "from 200 to 599"),
        (r#"{"steps":[{"fault":{"status":{"preset":"nice"}}}]}"#, "unknown variant `nice`"),
        (r#"{"steps":[{"answer":{"finish":"done"}}]}"#, "expected a finish reason"),
        (r#"{"steps":[{"answer":{"usage":{"tokens":1}}}]}"#, "unknown field `tokens`"),
        (r#"{"flaky":{"seed":1,"failure_ratio":1.5}}"#, "from 0 to 1"),
    ];
    for (json, words) in table {
        let error = script(json).expect_err("refused").to_string();
        assert!(error.contains(words), "{json}: {error}");
    }
}

#[test]
fn spans_of_time() {
    let table = [
        ("250ms", Some(250)),
        ("0s", Some(0)),
        ("1.5s", Some(1500)),
        ("2m", Some(120_000)),
        ("1h", Some(3_600_000)),
        ("", None),
        ("5", None),
        ("-1s", None),
        ("1.2.3s", None),
        ("1e9h", None),
    ];
    for (text, millis) in table {
        assert_eq!(span::parse(text), millis.map(Duration::from_millis), "{text}");
    }
}

#[test]
fn a_text_is_said_word_by_word_and_loses_nothing() {
    let table: [(&str, &[&str]); 6] = [
        ("", &[]),
        ("Hello", &["Hello"]),
        ("Hello  wörld\nagain ", &["Hello", "  wörld", "\nagain "]),
        (" a b", &[" a", " b"]),
        (" ", &[" "]),
        ("a", &["a"]),
    ];
    for (text, words) in table {
        let said = Answer::text(text).say("");
        assert_eq!(said.text, words, "{text:?}");
        assert_eq!(said.text.concat(), text);
    }
    let said = Answer { tokens: Some(5), ..Answer::text("a b") }.say("");
    assert_eq!(said.text, ["a", " b", " a", " b", " a"]);
    assert_eq!(Answer::tokens(300_000).say("").text.len(), 100_000, "bounded");
}

#[test]
fn an_answer_is_finished_and_counted() {
    let said = Answer::text("a b").thinking("hm so").tool_call("f", "{}").say("");
    assert_eq!(said.finish, FinishReason::ToolCalls);
    assert_eq!((said.usage.prompt, said.usage.completion, said.usage.reasoning), (9, 5, 2));
    assert_eq!(Answer::refusal("no").say("").finish, FinishReason::Stop);
    assert!(Answer::refusal("no").say("heard").text.is_empty(), "no echo beside a refusal");
    assert_eq!(fragments(r#"{"é":1}"#).concat(), r#"{"é":1}"#);
    assert!(fragments(r#"{"a":12345}"#).len() > 1);
}

#[test]
fn an_echo_says_what_the_user_said_last() {
    let request = |json: &str| Request::parse(json.to_owned()).expect("a request");
    let chat: Request =
        ChatRequest::new("m").user("first").user("second").assistant("third").into();
    let parts = r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image"},{"type":"text","text":"b"}]}]}"#;
    assert_eq!(heard(&chat), "second");
    assert_eq!(heard(&request(parts)), "a b");
    assert_eq!(heard(&request("{}")), "");
    assert_eq!(Answer::echo().say("second one").text, ["second", " one"]);
    assert_eq!(Answer::echo().say(" ").text, ["Hello"]);
}

fn text_after(answer: &Answer, fields: &str, last: &str) -> String {
    let messages = format!(r#"[{{"role":"user","content":"Hi"}},{last}]"#);
    let request = Request::parse(format!(r#"{{"messages":{messages}{fields}}}"#));
    answer.to(&request.expect("a request")).text.concat()
}

#[test]
fn a_model_goes_on_with_its_own_beginning_and_with_no_other() {
    const BEGUN: &str = r#"{"role":"assistant","content":"Grüße au"}"#;
    const PARTS: &str = r#"{"role":"assistant","content":[{"type":"text","text":"Grüße"},{"type":"text","text":" au"}]}"#;
    let whole = "Grüße aus Wien";
    let able = Answer::text(whole).continues();
    let table = [
        (BEGUN, "s Wien"),
        (PARTS, "s Wien"),
        (r#"{"role":"assistant","content":"Grüße an"}"#, whole),
        (r#"{"role":"assistant","content":""}"#, whole),
        (r#"{"role":"assistant","content":"Grüße aus Wien"}"#, ""),
        (r#"{"role":"user","content":"Grüße"}"#, whole),
    ];
    for (last, expected) in table {
        assert_eq!(text_after(&able, "", last), expected, "{last}");
        assert_eq!(
            text_after(&Answer::text(whole), "", last),
            whole,
            "no model unless it is told to"
        );
    }
    let asked = Answer::text(whole).continues_when_asked();
    let table = [
        ("", whole),
        (r#","continue_final_message":true"#, whole),
        (r#","continue_final_message":true,"add_generation_prompt":false"#, "s Wien"),
    ];
    for (fields, expected) in table {
        assert_eq!(text_after(&asked, fields, BEGUN), expected, "{fields}");
    }
    let marked = |prefix| BEGUN.replace('}', &format!(r#","prefix":{prefix}}}"#));
    let by_prefix = Answer::text("Grüße  aus Wien").continues_by_prefix();
    let said = |last: &str| {
        let begun = last.replace("Grüße au", "Grüße  au");
        text_after(&by_prefix, "", &begun)
    };
    for last in [&marked(true), &marked(false), BEGUN] {
        assert_eq!(said(last), "Grüße  aus Wien", "{last}: from the beginning in any case");
    }
}

#[test]
fn who_goes_on_is_paid_for_the_rest_and_does_not_think_again() {
    let answer = Answer::text("a b c d").thinking("hm so").continues();
    let begun: Request = ChatRequest::new("m").user("Hi").assistant("a b").into();
    let said = answer.to(&begun);
    assert_eq!((said.text.concat().as_str(), said.thinking.len()), (" c d", 0));
    assert_eq!((said.usage.completion, said.usage.reasoning), (2, 0));
}

#[test]
fn what_is_not_taken_depends_on_the_request() {
    let objection = |fault: Fault, fields: &str, last: &str| {
        let json = format!(r#"{{"messages":[{{"role":"{last}","content":"Hi"}}]{fields}}}"#);
        let request = Request::parse(json).expect("a request");
        Step::fault(fault).objection(&request, |param| odd_value(&request, param))
    };
    let table = [
        (Fault::rejects("seed"), r#","seed":1"#, true),
        (Fault::rejects("seed"), r#","speed":1"#, false),
        (Fault::rejects("temperature"), r#","temperature":0.2"#, true),
        (Fault::rejects("temperature"), r#","temperature":1.0"#, false),
        (Fault::rejects("temperature"), "", false),
        (Fault::ContextLimit { tokens: 10 }, "", true),
        (Fault::ContextLimit { tokens: 12 }, "", false),
        (Fault::Reset, r#","seed":1"#, false),
    ];
    for (fault, fields, expected) in table {
        assert_eq!(objection(fault.clone(), fields, "user").is_some(), expected, "{fault:?}");
    }
    for (last, expected) in [("assistant", Some(Objection::Prefill)), ("user", None)] {
        assert_eq!(objection(Fault::RejectsPrefill, "", last), expected);
    }
    assert_eq!(Step::fault(Fault::RejectsPrefill).taken(), Step::echo());
    assert_eq!(Step::fault(Fault::Reset).taken(), Step::fault(Fault::Reset));
}

#[test]
fn a_point_is_found_among_the_records() {
    use Part::{Content, Frame};
    let parts = [Frame, Frame, Content, Frame, Content, Frame, Frame];
    let table = [
        (Point::Events(0), 0),
        (Point::Events(3), 3),
        (Point::Events(50), 7),
        (Point::Tokens(0), 2),
        (Point::Tokens(1), 3),
        (Point::Tokens(2), 5),
        (Point::Tokens(3), 7),
    ];
    for (point, index) in table {
        assert_eq!(position(point, parts), index, "{point:?}");
    }
}

#[test]
fn a_flaky_script_fails_the_same_way_every_time_and_about_as_often_as_said() {
    let steps = |seed, ratio| -> Vec<Step> {
        let script = Script::flaky(seed, ratio);
        (1..=2000).map(|k| script.step(k).into_owned()).collect()
    };
    let failures = |steps: &[Step]| steps.iter().filter(|step| **step != Step::echo()).count();
    assert_eq!(steps(7, 0.3), steps(7, 0.3));
    assert_ne!(steps(7, 0.3), steps(8, 0.3));
    let failed = failures(&steps(7, 0.3));
    assert!((500..700).contains(&failed), "{failed} of 2000");
    assert_eq!((failures(&steps(7, 0.0)), failures(&steps(7, 1.0))), (0, 2000));
    assert_eq!((failures(&steps(7, f64::NAN)), failures(&steps(7, 5.0))), (0, 2000));
    let mut kinds: Vec<Step> = Vec::new();
    for step in steps(7, 1.0) {
        if !kinds.contains(&step) {
            kinds.push(step);
        }
    }
    assert_eq!(kinds.len(), 6, "every mishap befalls somebody");
}
