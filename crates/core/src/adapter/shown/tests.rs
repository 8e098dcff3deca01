use super::*;

#[test]
fn a_name_that_is_no_name_is_not_repeated() {
    for name in ["", "my prompt", "sk-ant-1", "é", &"n".repeat(65)] {
        assert_eq!(shown(name), "?", "{name}");
    }
    for name in ["top_k", "tools.0.name", "task-list"] {
        assert_eq!(shown(name), name);
    }
}
