//! One breaker per name.

use std::sync::{Arc, Mutex};

use osier_breaker::{Mode, Registry, Settings, State};

use crate::{fail, start};

#[test]
fn a_name_has_one_breaker() {
    let registry = Registry::try_new(Settings::default()).unwrap();
    let (a, again, b) = (registry.get("a"), registry.get("a"), registry.get("b"));
    assert!(Arc::ptr_eq(a.as_ref().unwrap(), &again.unwrap()));
    assert!(!Arc::ptr_eq(&a.unwrap(), &b.unwrap()));
    assert!(registry.find("c").is_none());
}

#[test]
fn names_are_bounded_and_can_be_removed() {
    let registry = Registry::try_new(Settings::default()).unwrap().max_names(2);
    for name in ["a", "b", "a"] {
        assert!(registry.get(name).is_ok());
    }
    let full = registry.get("c").unwrap_err();
    assert!(full.to_string().contains("2 breakers"), "{full}");
    assert!(registry.remove("a").is_some());
    assert!(registry.get("c").is_ok());
}

#[test]
fn it_lists_forces_and_tells_by_name() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&told);
    let registry = Registry::try_new(Settings::consecutive(1))
        .unwrap()
        .with_clock(start)
        .on_transition(move |name, moved| ears.lock().unwrap().push((name.to_owned(), moved.to)));
    fail(&registry.get("b").unwrap(), start());
    registry.get("a").unwrap();
    assert!(registry.set_mode("a", Mode::ForcedOpen));
    assert!(!registry.set_mode("nobody", Mode::ForcedOpen));
    let list: Vec<_> =
        registry.list_at(start()).into_iter().map(|(name, s)| (name.to_string(), s.mode)).collect();
    assert_eq!(list, [("a".to_owned(), Mode::ForcedOpen), ("b".to_owned(), Mode::Normal)]);
    assert!(registry.reset("b"));
    let moves = [("b", State::Open), ("a", State::Open), ("b", State::Closed)];
    assert_eq!(*told.lock().unwrap(), moves.map(|(name, to)| (name.to_owned(), to)));
}

#[test]
fn bad_settings_are_refused_before_any_breaker_is_made() {
    assert!(Registry::try_new(Settings::consecutive(0)).is_err());
}
