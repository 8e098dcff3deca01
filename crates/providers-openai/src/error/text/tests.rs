use super::*;

#[test]
fn a_wait_is_read_from_text() {
    let table = [
        ("please try again in 2.73s.", Some(2_730)),
        ("try again in 11.054s", Some(11_054)),
        ("try again in 120ms. visit", Some(120)),
        ("try again in 6m0s", Some(360_000)),
        ("try again in 1h2m3.5s", Some(3_723_500)),
        ("please retry after 7 seconds. please contact", Some(7_000)),
        ("please retry after 1 second.", Some(1_000)),
        ("try again in 3 seconds.", Some(3_000)),
        ("retry after 5. 10 more words", Some(5_000)),
        ("retry after 99999999 days", Some(86_400_000)),
        ("try again in a moment", None),
        ("try again in .", None),
        ("try again in", None),
        ("slow down", None),
    ];
    for (text, millis) in table {
        assert_eq!(wait(text), millis.map(Duration::from_millis), "{text}");
    }
}
