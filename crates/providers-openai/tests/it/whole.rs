//! Whole answers, once more.

use osier_conformance::anything;
use osier_core::adapter::Call;
use osier_core::{Adapter, Request};
use osier_providers_openai::OpenAi;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_body_is_an_answer_that_needs_no_repair_or_an_error(body in anything::json(super::VOCABULARY)) {
        let request = Request::empty();
        let call = Call { request: &request, id: "id", unix_time: 0 };
        let adapter = OpenAi::new("k");
        for body in [body.to_string(), format!(r#"{{"choices":[{{"message":{body}}}]}}"#)] {
            if let Ok(answer) = adapter.decode(&call, body.into()) {
                let again = adapter.decode(&call, answer.data().clone()).expect("sound");
                prop_assert_eq!(again.data().as_ptr(), answer.data().as_ptr());
            }
        }
    }
}
