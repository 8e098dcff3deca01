use osier_core::{CacheUsed, Served};

use super::*;

mod events;
mod replay;
mod whole;

const MAX: usize = 1 << 20;

fn judged(json: &str, tools: bool) -> Result<bool, Unworthy> {
    let completion = Completion::parse(json.to_owned()).expect(json);
    let worth = Worth::of_whole(&Head::default(), &completion, tools, MAX)?;
    assert_eq!(worth.completion.data(), completion.data(), "it is stored as it came");
    Ok(worth.replays)
}

fn events(chunks: &[&str]) -> Vec<Event> {
    chunks.iter().map(|chunk| Event::parse((*chunk).to_owned()).expect(chunk)).collect()
}

fn put_together(chunks: &[&str], tools: bool) -> Result<Completion, Unworthy> {
    let worth = Worth::of_events(&Head::default(), &events(chunks), tools, MAX)?;
    assert!(worth.replays, "it came as a stream");
    Ok(worth.completion)
}

#[test]
fn only_a_live_answer_at_the_full_level_is_stored() {
    let head = |level: Option<Level>, status: Option<CacheStatus>| {
        let mut head = Head::default();
        head.level = level.map(|level| Served { level, reason: "test" });
        head.cache = status.map(|status| CacheUsed::new(status, None));
        head
    };
    let mut table = vec![(head(None, None), None), (head(Some(Level::Full), None), None)];
    table.extend(
        [Level::Reduced, Level::Minimal, Level::Cached, Level::Offline]
            .map(|level| (head(Some(level), None), Some(Unworthy::Degraded))),
    );
    table.extend(
        [CacheStatus::Miss, CacheStatus::Shared, CacheStatus::Bypass]
            .map(|status| (head(None, Some(status)), None)),
    );
    table.extend(
        [CacheStatus::Hit, CacheStatus::Stale]
            .map(|status| (head(None, Some(status)), Some(Unworthy::Cached))),
    );
    let whole = Completion::of_text("m", "Reeds");
    let chunk = r#"{"choices":[{"index":0,"delta":{"content":"Reeds"},"finish_reason":"stop"}]}"#;
    for (head, expected) in table {
        assert_eq!(Worth::of_whole(&head, &whole, false, MAX).err(), expected, "{head:?}");
        assert_eq!(
            Worth::of_events(&head, &events(&[chunk]), false, MAX).err(),
            expected,
            "{head:?}"
        );
    }
}

#[test]
fn an_answer_may_be_as_long_as_is_said_and_no_longer() {
    let whole = Completion::of_text("m", "Reeds");
    let length = whole.data().len();
    let of = |max| Worth::of_whole(&Head::default(), &whole, false, max).err();
    assert_eq!((of(length), of(length - 1)), (None, Some(Unworthy::TooLong)));

    let chunk = r#"{"choices":[{"index":0,"delta":{"content":"Reeds"},"finish_reason":"stop"}]}"#;
    let length = put_together(&[chunk], false).expect("worth it").data().len();
    let of = |max| Worth::of_events(&Head::default(), &events(&[chunk]), false, max).err();
    assert_eq!((of(length), of(length - 1)), (None, Some(Unworthy::TooLong)));
}
