use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::wrong_shape;

/// Values that try to end the quotation before its end.
const NASTY: [&str; 8] = [
    "SECRET",
    "expected SECRET",
    ", expected SECRET",
    "\", expected SECRET",
    "`, expected SECRET",
    "`, there are no SECRET",
    "missing field `SECRET`",
    "\n, expected SECRET at line 1 column 1",
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    One,
    Two,
}

#[derive(Debug, Deserialize)]
enum Never {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[expect(dead_code, reason = "only read")]
    name: Option<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Either {
    #[expect(dead_code, reason = "only read")]
    Number(u8),
    #[expect(dead_code, reason = "only read")]
    Flag(bool),
}

/// A type with words of its own, as foreign types have them.
#[derive(Debug)]
struct Foreign;

impl<'de> Deserialize<'de> for Foreign {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!("no such thing: {text}, expected {text}")))
    }
}

fn told<T: DeserializeOwned + std::fmt::Debug>(value: &serde_json::Value) -> String {
    wrong_shape(&serde_json::from_str::<T>(&value.to_string()).expect_err("misshapen"))
}

#[test]
fn no_value_is_ever_quoted() {
    for value in NASTY {
        let told = [
            told::<Vec<u8>>(&json!(value)),
            told::<u8>(&json!(value)),
            told::<char>(&json!(value)),
            told::<Choice>(&json!(value)),
            told::<Never>(&json!(value)),
            told::<Known>(&json!({ value: 1 })),
            told::<Known>(&json!({ "name": value })),
            told::<Either>(&json!(value)),
            told::<Foreign>(&json!(value)),
            told::<crate::chat::Message>(&json!({ "role": value })),
            told::<crate::chat::Message>(&json!(value)),
        ];
        for told in told {
            assert!(!told.contains("SECRET"), "{value}: {told}");
            assert!(!told.is_empty(), "{value}");
        }
    }
}

#[test]
fn what_was_expected_is_told() {
    assert_eq!(told::<Vec<u8>>(&json!("x")), "expected a sequence at line 1 column 3");
    assert_eq!(told::<Choice>(&json!("x")), "expected `one` or `two` at line 1 column 3");
    assert_eq!(told::<Foreign>(&json!("x")), "wrong type");
    assert_eq!(told::<Either>(&json!("x")), "wrong type");
    let role = told::<crate::chat::Message>(&json!({ "content": "x" }));
    assert!(role.starts_with("missing field `role`"), "{role}");
}
