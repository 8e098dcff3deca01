use super::*;

#[test]
fn slashes_and_spaces_around_a_url_do_not_matter() {
    for value in ["http://h/v1", " http://h/v1/ ", "http://h/v1///\n"] {
        let url = BaseUrl::parse("base_url", value).expect("a good URL");
        assert_eq!(url.join("/models"), "http://h/v1/models", "{value:?}");
    }
}

#[test]
fn ports_addresses_and_any_spelling_of_the_scheme_are_fine() {
    for value in ["http://[::1]:8080/v1", "HTTPS://h", "http://127.0.0.1:11434/a/b"] {
        let url = BaseUrl::parse("base_url", value).expect("a good URL");
        assert_eq!(url.as_str(), value);
    }
}

#[test]
fn what_is_no_base_url_is_refused_by_name_and_credentials_stay_hidden() {
    let table = [
        ("", ""),
        ("api.openai.com/v1", "api.openai.com/v1"),
        ("ftp://h/v1", "ftp://h/v1"),
        ("https://", "https://"),
        ("https:///v1", "https:///v1"),
        ("https://:80/v1", "https://:80/v1"),
        ("https://h/v 1", "https://h/v 1"),
        ("https://h/v1?key=secret", "https://h/v1"),
        ("https://user:secret@h/v1", "https://***@h/v1"),
        ("user:secret@h", "***@h"),
    ];
    for (value, shown) in table {
        let error = BaseUrl::parse("base_url", value).expect_err(value);
        assert_eq!((error.field(), error.value()), ("base_url", shown));
        assert!(error.to_string().contains("http://"), "{error}");
    }
}

#[test]
fn one_ending_is_taken_off_and_slashes_with_it() {
    let table = [
        ("http://h/a/v1", "http://h/a"),
        ("http://h/a//v1/", "http://h/a"),
        ("http://h/v1/api", "http://h/v1"),
        ("http://h/v10", "http://h/v10"),
    ];
    for (value, expected) in table {
        let url = BaseUrl::parse("base_url", value).expect("a good URL");
        assert_eq!(url.without(&["/api", "/v1"]).as_str(), expected, "{value}");
    }
}
