use crate::command::check::warnings;

/// The warnings about a cache with these lines, and a route with those.
fn told(everywhere: &str, route: &str) -> Vec<String> {
    let text = format!(
        "{everywhere}\n[[target]]\nname = \"a\"\nprovider = \"ollama\"\nmodel = \"m\"\n\
         [[target]]\nname = \"b\"\nprovider = \"ollama\"\nmodel = \"n\"\n\
         [[route]]\nmodel = \"small\"\ntargets = [\"b\"]\n\
         [[route]]\nmodel = \"x\"\ntargets = [\"a\"]\n{route}\n"
    );
    warnings::of(&toml::from_str(&text).expect("valid"))
}

const LADDER: &str = "degrade.reduced.model = \"small\"";

#[test]
fn what_can_hardly_be_meant_of_a_cache_is_told() {
    let ladder = |lines: &str| format!("{lines}\n{LADDER}");
    let table = [
        (
            "",
            "cache.takes = \"all\"".to_owned(),
            "route x: with `takes = \"all\"`, who asks the same within 5m to hear something else does not",
        ),
        (
            "",
            ladder("cache.stale_if_error = \"0s\""),
            "route x: its level cached has only what is younger than 10m: `stale_if_error` is 0",
        ),
        (
            "",
            "cache.fresh = \"2h\"\ncache.stale_if_error = \"1h\"".to_owned(),
            "route x: `stale_if_error` of 1h means nothing beside `fresh` of 2h, which is longer",
        ),
        (
            "cache.redis.url = \"redis://user:p@ss@10.0.0.7:6379/1\"",
            String::new(),
            "cache.redis: answers and password go to 10.0.0.7:6379 in clear text; write `rediss://`",
        ),
        (
            "cache.redis.url = [\"redis://localhost:1\", \"redis://cache.internal\"]",
            String::new(),
            "cache.redis: answers and password go to cache.internal in clear text; write `rediss://`",
        ),
        (
            "cache.redis.url = \"redis://localhost.example.com\"",
            String::new(),
            "cache.redis: answers and password go to localhost.example.com in clear text; write \
             `rediss://`",
        ),
        (
            "[cache]\nmemory = \"off\"\ndisk = \"off\"",
            ladder("cache.stale_if_error = \"0s\""),
            "cache: without memory, disk and redis nothing is stored: only calls are shared",
        ),
    ];
    for (everywhere, route, expected) in table {
        assert_eq!(told(everywhere, &route), [expected], "{everywhere} {route}");
    }
}

#[test]
fn nothing_is_told_of_a_cache_that_can_well_be_meant() {
    let off = "cache = \"off\"".to_owned();
    let table = [
        ("", String::new()),
        ("", LADDER.to_owned()),
        ("", off.clone()),
        ("cache = \"off\"", LADDER.to_owned()),
        ("cache.takes = \"all\"\ncache.fresh = \"0s\"", off),
        ("", "cache.takes = \"all\"\ncache.fresh = \"0s\"".to_owned()),
        ("", "cache.stale_if_error = \"0s\"".to_owned()),
        ("cache.memory = \"off\"", String::new()),
        ("cache.redis.url = \"rediss://cache.internal\"", String::new()),
        ("cache.redis.url = \"valkeys://cache.internal\"", String::new()),
        ("cache.redis.url = \"redis://127.0.0.1:6379/0\"", String::new()),
        ("cache.redis.url = \"redis://[::1]:6379\"", String::new()),
    ];
    for (everywhere, route) in table {
        // How the route `small` behaves is none of this test's business.
        let told: Vec<_> = told(everywhere, &route)
            .into_iter()
            .filter(|warning| !warning.starts_with("route small"))
            .collect();
        assert_eq!(told, [""; 0], "{everywhere} {route}");
    }
}
