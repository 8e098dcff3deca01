use super::*;
use crate::ErrorKind;

fn open(json: &str) -> Object<'_> {
    Object::open("a.b", serde_json::from_str(json).expect("JSON")).expect("an object")
}

#[test]
fn what_is_left_and_says_something_is_named() {
    let mut object = open(r#"{"x":1,"y":[ ],"z":null,"w":"","deep":{"k":1}}"#);
    assert_eq!(object.take::<u8>("x").expect("a number"), Some(1));
    let error = object.finish().expect_err("one is left");
    assert_eq!((error.kind(), error.param()), (ErrorKind::Unsupported, Some("a.b.deep")));
}

#[test]
fn of_a_member_given_twice_the_last_counts_and_none_is_left() {
    let mut object = open(r#"{"x":1,"x":2,"x":3}"#);
    assert_eq!(object.take::<u8>("x").expect("a number"), Some(3));
    object.finish().expect("nothing is left");
}

#[test]
fn taking_one_member_changes_nothing_about_which_of_the_others_is_last() {
    let mut object = open(r#"{"role":"user","content":"a","content":"b"}"#);
    assert_eq!(object.take::<String>("role").expect("text").as_deref(), Some("user"));
    assert_eq!(object.take::<String>("content").expect("text").as_deref(), Some("b"));
}

#[test]
fn a_wrong_shape_is_invalid_and_named() {
    let mut object = open(r#"{"x":"secret"}"#);
    let error = object.take::<u8>("x").expect_err("no number");
    assert_eq!((error.kind(), error.param()), (ErrorKind::InvalidRequest, Some("a.b.x")));
    assert!(!format!("{error} {error:?}").contains("secret"));
}
