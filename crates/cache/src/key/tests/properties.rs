use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::*;

/// Any value, a few levels deep. Numbers are whole: how others are written is up to serde_json.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{0,2}", "[\"\\\\/\u{0}-\u{20}aé😀\u{ffff}]{0,6}", any::<String>()]
}

/// A request with fields that shape the answer, heard of or not.
fn any_request() -> impl Strategy<Value = Map<String, Value>> {
    let names = prop_oneof!["temperature|tools|messages|model|user|x_new", "[a-c]{1,2}"];
    prop::collection::btree_map(names, any_value(), 1..5)
        .prop_map(|fields| fields.into_iter().collect())
}

/// Writes a value in one of its many ways, as the dice fall.
struct Scribe<'d> {
    dice: &'d [Index],
    thrown: usize,
    out: String,
}

impl<'d> Scribe<'d> {
    fn write(fields: &Map<String, Value>, dice: &'d [Index]) -> String {
        let mut scribe = Self { dice, thrown: 0, out: String::new() };
        scribe.members(fields);
        scribe.out
    }

    fn throw(&mut self, sides: usize) -> usize {
        self.thrown += 1;
        self.dice[self.thrown % self.dice.len()].index(sides)
    }

    fn space(&mut self) {
        let space = ["", "", " ", "\n\t", "\r "][self.throw(5)];
        self.out.push_str(space);
    }

    fn value(&mut self, value: &Value) {
        self.space();
        match value {
            Value::String(text) => self.text(text),
            Value::Object(members) => self.members(members),
            Value::Array(values) => {
                self.out.push('[');
                for (i, value) in values.iter().enumerate() {
                    self.out.push_str(if i > 0 { "," } else { "" });
                    self.value(value);
                }
                self.space();
                self.out.push(']');
            }
            other => self.out.push_str(&other.to_string()),
        }
        self.space();
    }

    fn members(&mut self, members: &Map<String, Value>) {
        let mut members: Vec<_> = members.iter().collect();
        for last in (1..members.len()).rev() {
            members.swap(last, self.throw(last + 1));
        }
        self.out.push('{');
        for (i, (name, value)) in members.into_iter().enumerate() {
            self.out.push_str(if i > 0 { "," } else { "" });
            self.space();
            self.text(name);
            self.space();
            self.out.push(':');
            self.value(value);
        }
        self.space();
        self.out.push('}');
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for letter in text.chars() {
            match (self.throw(3), letter) {
                (0, letter) => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        write!(self.out, "\\u{unit:04x}").expect("memory");
                    }
                }
                (1, '/') => self.out.push_str("\\/"),
                (_, letter) => {
                    let quoted = Value::from(letter.to_string()).to_string();
                    self.out.push_str(&quoted[1..quoted.len() - 1]);
                }
            }
        }
        self.out.push('"');
    }
}

/// Every request that differs from this one in one place: a value, a member, an item or their order.
fn changed(value: &Value) -> Vec<Value> {
    let mut all = match value {
        Value::Null => vec![json!(false), json!("null")],
        Value::Bool(is) => vec![json!(!is), json!(is.to_string())],
        Value::Number(number) => {
            vec![json!(number.to_string()), json!(format!("{number}0")), json!([number])]
        }
        Value::String(text) => {
            vec![json!(format!("{text}x")), json!(format!("\\{text}")), json!([text])]
        }
        Value::Array(values) => changed_items(values),
        Value::Object(members) => changed_members(members),
    };
    if let Value::Number(number) = value {
        all.push(format!("{number}1").parse().expect("a number"));
    }
    all
}

fn changed_items(values: &[Value]) -> Vec<Value> {
    let mut all = vec![json!([values])];
    let with = |edit: &dyn Fn(&mut Vec<Value>)| {
        let mut values = values.to_vec();
        edit(&mut values);
        Value::from(values)
    };
    all.push(with(&|values| values.push(Value::Null)));
    for i in 0..values.len() {
        all.push(with(&|values| drop(values.remove(i))));
        all.extend(
            changed(&values[i]).into_iter().map(|value| with(&|all| all[i] = value.clone())),
        );
        if i > 0 && values[i] != values[i - 1] {
            all.push(with(&|values| values.swap(i, i - 1)));
        }
    }
    all
}

fn changed_members(members: &Map<String, Value>) -> Vec<Value> {
    let mut all = Vec::new();
    let with = |edit: &dyn Fn(&mut Map<String, Value>)| {
        let mut members = members.clone();
        edit(&mut members);
        Value::from(members)
    };
    all.push(with(&|members| drop(members.insert("never there".to_owned(), Value::Null))));
    for (name, value) in members {
        all.push(with(&|members| drop(members.remove(name))));
        all.push(with(&|members| {
            let value = members.remove(name).expect("it is there");
            members.insert(format!("{name} "), value);
        }));
        all.extend(
            changed(value)
                .into_iter()
                .map(|value| with(&|members| drop(members.insert(name.clone(), value.clone())))),
        );
    }
    all.retain(|changed| changed.as_object() != Some(members));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_request_has_one_key_however_it_is_written(
        request in any_request(),
        dice in prop::collection::vec(any::<Index>(), 1..40),
    ) {
        let written = Scribe::write(&request, &dice);
        prop_assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), Value::Object(request.clone()));
        prop_assert_eq!(key_of(&written), key_of(&Value::Object(request).to_string()));
    }

    #[test]
    fn whatever_changes_in_a_request_changes_its_key(request in any_request()) {
        let key = key_of(&Value::Object(request.clone()).to_string());
        for changed in changed_members(&request) {
            prop_assert_ne!(key_of(&changed.to_string()), key, "{}", changed);
        }
    }

    #[test]
    fn two_askers_never_share_a_key(
        one in (prop::option::of("[ab\u{0}]{0,3}"), "[ab\u{0}]{0,3}", prop::option::of("[ab\u{0}]{0,3}")),
        other in (prop::option::of("[ab\u{0}]{0,3}"), "[ab\u{0}]{0,3}", prop::option::of("[ab\u{0}]{0,3}")),
    ) {
        let key = |(tenant, route, target): &(Option<String>, String, Option<String>)| {
            key_for(tenant.as_deref(), route, target.as_deref(), REQUEST)
        };
        prop_assert_eq!(one == other, key(&one) == key(&other));
        prop_assert_eq!(one.0 == other.0, key(&one).tenant() == key(&other).tenant());
    }

    #[test]
    fn what_does_not_shape_the_answer_may_have_any_value(
        request in any_request(),
        value in any_value(),
        which in any::<Index>(),
    ) {
        let mut with = request.clone();
        with.insert((*which.get(&SHAPELESS)).to_owned(), value);
        prop_assert_eq!(key_of(&Value::Object(with).to_string()), key_of(&Value::Object(request).to_string()));
    }

    #[test]
    fn no_bytes_make_the_writer_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        pieces in prop::collection::vec(
            prop::sample::select(vec!["[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "d83d", "1", "null", " ", "a"]),
            0..30,
        ),
    ) {
        let mut canonical = Canonical::with_capacity(0);
        let _ = canonical.json(&bytes);
        let text = pieces.concat();
        let written = Canonical::with_capacity(0).json(text.as_bytes()).is_some();
        if serde_json::from_str::<Value>(&text).is_ok() {
            prop_assert!(written, "{}", text);
        }
    }

    #[test]
    fn whatever_json_there_is_can_be_written(value in any_value()) {
        prop_assert!(Canonical::with_capacity(0).json(value.to_string().as_bytes()).is_some());
    }
}
