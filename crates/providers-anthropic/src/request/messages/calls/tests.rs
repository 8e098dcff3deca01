use super::*;

#[test]
fn an_identity_from_elsewhere_is_made_to_fit() {
    assert_eq!(wire_id("call_1-a").as_deref(), Some("call_1-a"));
    assert_eq!(wire_id("functions.f:0").as_deref(), Some("functions_f_0"));
    assert_eq!(wire_id(""), None);
}
