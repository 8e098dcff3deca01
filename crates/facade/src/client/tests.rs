use osier_simulate::{Script, Scripted, Step};

use super::*;

fn target(name: &'static str) -> Target {
    Target::provider(name, Scripted::new(name, Script::of(Step::answer("Hello"))))
}

fn built(names: &[&'static str]) -> Result<Client, BuildError> {
    let builder = names.iter().fold(Client::builder(), |client, name| client.target(target(name)));
    builder.build()
}

#[test]
fn a_client_needs_targets_and_each_of_them_a_name_of_its_own() {
    assert!(built(&["a", "b"]).is_ok());
    for (names, told) in
        [(&[][..], "at least one"), (&["a", "b", "a"], "two targets are named `a`")]
    {
        let error = built(names).expect_err("refused");
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[test]
fn a_client_without_any_time_is_refused() {
    let built = |timeout| Client::builder().target(target("a")).timeout(timeout).build();
    assert!(built(Duration::from_nanos(1)).is_ok() && built(Duration::MAX).is_ok());
    let error = built(Duration::ZERO).expect_err("refused").to_string();
    assert_eq!(error, "client.timeout is `0s`; allowed is any time longer than zero");
}
