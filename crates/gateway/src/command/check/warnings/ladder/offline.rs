//! What of an offline text can be meant, but most often is not.

/// What is replaced in it.
const PLACE: &str = "{request_id}";

pub(super) fn of(text: &str) -> Option<String> {
    unknown_place(text).or_else(|| nameless(text))
}

fn unknown_place(text: &str) -> Option<String> {
    let place = places(text).find(|place| *place != PLACE)?;
    Some(format!("`{place}` in its offline text stays as it is: only `{PLACE}` is replaced"))
}

/// What looks like a place for something: a name in braces. JSON has none, since its names are quoted.
fn places(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let begins = text.match_indices('{').map(|(at, _)| at);
    begins.filter_map(move |at| {
        let rest = text.get(at..)?;
        let place = rest.get(..=rest.find('}')?)?;
        let name = place.strip_prefix('{')?.strip_suffix('}')?.trim();
        (!name.is_empty() && name.chars().all(is_part)).then_some(place)
    })
}

fn nameless(text: &str) -> Option<String> {
    (!text.contains(PLACE)).then(|| {
        format!(
            "without `{PLACE}` in its offline text, nobody finds the request a person asks about"
        )
    })
}
