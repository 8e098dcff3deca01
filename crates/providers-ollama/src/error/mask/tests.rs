use super::*;

#[test]
fn keys_are_hidden_and_words_are_not() {
    let table = [
        ("invalid key sk-ant-api03-Ab_9.", "invalid key sk-***."),
        ("sk-a, (sk-b) \"sk-c\"", "sk-***, (sk-***) \"sk-***\""),
        ("sk-", "sk-"),
        ("a desk-lamp and a task-list", "a desk-lamp and a task-list"),
        ("é sk-é", "é sk-é"),
        ("sk-asksk-b", "sk-***"),
    ];
    for (said, shown) in table {
        assert_eq!(mask(said), shown, "{said}");
    }
}
