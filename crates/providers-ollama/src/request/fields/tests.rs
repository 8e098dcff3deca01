use super::*;

#[test]
fn the_table_is_sorted_so_that_every_row_is_found() {
    assert!(FIELDS.is_sorted_by_key(|(name, _)| name));
}

#[test]
fn the_table_has_every_field_of_the_dialect() {
    let dialect = "messages model audio frequency_penalty function_call functions logit_bias logprobs \
        max_completion_tokens max_tokens metadata modalities moderation n parallel_tool_calls \
        prediction presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention \
        reasoning_effort response_format safety_identifier seed service_tier stop store stream \
        stream_options temperature tool_choice tools top_logprobs top_p user verbosity \
        web_search_options";
    for field in dialect.split_whitespace() {
        assert!(FIELDS.iter().any(|(name, _)| *name == field), "{field}");
    }
}
