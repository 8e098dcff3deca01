use crate::command::check::warnings;

/// The warnings about a ladder with these lines, over targets a and b; c is another model, and d takes
/// any.
fn told(lines: &str) -> Vec<String> {
    let target = |name: &str, more: &str| {
        format!("[[target]]\nname = \"{name}\"\nprovider = \"ollama\"\n{more}\n")
    };
    let targets = [
        ("a", "model = \"m\"\ncontext = 9000"),
        ("b", "model = \"m\""),
        ("c", ""),
        ("d", "context = 8000"),
    ];
    let targets = targets.map(|(name, more)| target(name, more)).concat();
    let route = |model: &str, targets: &str| {
        format!("[[route]]\nmodel = \"{model}\"\ntargets = {targets}\n")
    };
    let routes = [
        route("alike", "[\"b\"]"),
        route("other", "[\"c\"]"),
        route("small", "[\"d\"]"),
        route("x", "[\"a\", \"b\"]"),
    ];
    let text = format!("{targets}{}{lines}", routes.concat());
    warnings::of(&toml::from_str(&text).expect("valid"))
}

const OTHERS: &str = "reduced.model = \"other\"\nminimal.model = \"other\"";
const ALL_OFF: &str = "[route.degrade]\nreduced = \"off\"\nminimal = \"off\"\n";

#[test]
fn what_can_hardly_be_meant_of_a_ladder_is_told() {
    let table = [
        (
            String::new(),
            "reduced and minimal ask the same targets as full: they help against load, not against an \
             outage",
        ),
        (
            "reduced = \"off\"".to_owned(),
            "minimal asks the same targets as full: it helps against load, not against an outage",
        ),
        (
            "reduced.model = \"other\"\nminimal.model = \"alike\"".to_owned(),
            "minimal asks the same targets as full: it helps against load, not against an outage",
        ),
        (
            "reduced.model = \"other\"\nminimal.model = \"small\"".to_owned(),
            "minimal takes up to 8000 tokens, and full up to 9000: longer requests cannot go there",
        ),
        (
            format!("{OTHERS}\nreduced.max_tokens = 300"),
            "answers may be longer at minimal than at reduced, which is the better level",
        ),
        (
            format!("{OTHERS}\nreduced.max_tokens = \"off\""),
            "answers may be longer at reduced than at full, which is the better level",
        ),
        (
            format!("{OTHERS}\noffline = \"Back soon: {{id}}, {{request_id}}.\""),
            "`{id}` in its offline text stays as it is: only `{request_id}` is replaced",
        ),
        (
            format!("{OTHERS}\noffline = \"Name {{ request_id }}.\""),
            "`{ request_id }` in its offline text stays as it is: only `{request_id}` is replaced",
        ),
        (
            format!("{OTHERS}\noffline = \"Back soon.\""),
            "without `{request_id}` in its offline text, nobody finds the request a person asks about",
        ),
    ];
    for (lines, expected) in table {
        let expected = format!("route x: {expected}");
        assert_eq!(told(&format!("[route.degrade]\n{lines}")), [expected], "{lines}");
    }
}

#[test]
fn nothing_is_told_of_a_ladder_that_can_well_be_meant() {
    let table = [
        String::new(),
        "degrade = \"off\"".to_owned(),
        format!("[route.degrade]\n{OTHERS}"),
        format!("[route.degrade]\n{OTHERS}\noffline = \"Name {{request_id}}.\""),
        format!("[route.degrade]\n{OTHERS}\nfull.max_tokens = \"off\""),
        "[route.degrade]\nreduced = \"off\"\nminimal.model = \"other\"".to_owned(),
        "[route.degrade]\nreduced.model = \"other\"".to_owned(),
        format!("{ALL_OFF}offline = \"Name {{request_id}}.\""),
        format!(
            "[route.degrade]\n{OTHERS}\noffline = '{{\"id\": {{\"of\": \"{{request_id}}\"}}, \"no\": {{}}}}'"
        ),
    ];
    for lines in table {
        assert_eq!(told(&lines), [""; 0], "{lines}");
    }
}

#[test]
fn a_ladder_without_another_level_is_told_and_nothing_else_of_it() {
    for more in ["", "offline = \"off\"", "full.max_tokens = \"off\""] {
        let expected = "route x: its ladder has no level below full";
        let stored = format!("{expected}, and what is stored stands in without it");
        assert_eq!(told(&format!("{ALL_OFF}{more}")), [stored], "{more}");
        assert_eq!(told(&format!("cache = \"off\"\n{ALL_OFF}{more}")), [expected], "{more}");
    }
}

#[test]
fn weights_of_nothing_are_told_where_there_is_a_ladder() {
    let still = "degrade: with all weights 0, nothing moves the standing level";
    let nothing = "[degrade]\nweights = { failures = 0, unready = 0.0, shedding = 0 }";
    let some = "[degrade]\nweights = { failures = 0, unready = 0 }";
    let ladder = format!("[route.degrade]\n{OTHERS}");
    assert_eq!(told(&format!("{ladder}\n{nothing}")), [still]);
    assert_eq!(told(&format!("{ladder}\n{some}")), [""; 0]);
    assert_eq!(told(nothing), [""; 0]);
}

#[test]
fn another_model_of_the_same_target_is_somebody_else() {
    let text = "[[target]]\nname = \"a\"\nprovider = \"ollama\"\n\
                [[route]]\nmodel = \"*\"\ntargets = [\"a\"]\n\
                degrade = { minimal = \"off\", reduced = { model = \"small\" } }";
    assert_eq!(warnings::of(&toml::from_str(text).expect("valid")), [""; 0]);
}
