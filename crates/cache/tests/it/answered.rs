//! Who is answered from what, and what is stored after.

use std::time::Duration;

use osier_cache::{Settings, Takes};
use osier_core::CacheUse;

use crate::scene::{Scene, down, hi, says, secs, sure};
use crate::shelf::Shelf;

/// An age, and what is then left to do with an answer, whatever its own times are within their tenth.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stored {
    Nothing,
    Fresh,
    Stale,
    IfError,
    Gone,
}

use Stored::{Fresh, Gone, IfError, Nothing, Stale};

impl Stored {
    fn age(self) -> Option<Duration> {
        match self {
            Nothing => None,
            Fresh => Some(secs(200)),
            Stale => Some(secs(400)),
            IfError => Some(secs(3600)),
            Gone => Some(secs(100_000)),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Case {
    choice: CacheUse,
    takes: Takes,
    is_sure: bool,
    streams: bool,
    stored: Stored,
    is_up: bool,
}

/// What the caller gets, how often somebody is asked, and which answer is stored after.
#[derive(Debug, PartialEq)]
struct Outcome {
    told: &'static str,
    calls: u64,
    after: Option<&'static str>,
}

impl Case {
    fn all() -> impl Iterator<Item = Self> {
        let takes = [Takes::Nothing, Takes::Deterministic, Takes::All];
        let stored = [Nothing, Fresh, Stale, IfError, Gone];
        (0..5 * 3 * 5 * 8).map(move |number: usize| {
            let bit = |place: usize| (number / 75) & (1 << place) != 0;
            Self {
                choice: CacheUse::ALL[number % 5],
                takes: takes[number / 5 % 3],
                stored: stored[number / 15 % 5],
                is_sure: bit(0),
                streams: bit(1),
                is_up: bit(2),
            }
        })
    }

    fn reads(self) -> bool {
        match self.choice {
            CacheUse::Use | CacheUse::Only => true,
            CacheUse::Refresh | CacheUse::Bypass => false,
            CacheUse::Usual => match self.takes {
                Takes::Nothing => false,
                Takes::Deterministic => self.is_sure,
                Takes::All => true,
            },
        }
    }

    /// What is promised, in the words of the crate's table.
    fn promised(self) -> Outcome {
        let before = self.stored.age().map(|_| "old");
        let outcome = |told, calls, after| Outcome { told, calls, after };
        match (self.choice, self.stored) {
            (CacheUse::Only, Fresh) => outcome("old (hit, 200 s)", 0, before),
            (CacheUse::Only, Stale) => outcome("old (stale, 400 s)", 0, before),
            (CacheUse::Only, IfError) => outcome("old (stale, 3600 s)", 0, before),
            (CacheUse::Only, Nothing | Gone) => outcome("not_stored", 0, before),
            (CacheUse::Bypass, _) if self.is_up => outcome("new (bypass)", 1, before),
            (CacheUse::Bypass | CacheUse::Refresh, _) if !self.is_up => {
                outcome("overloaded", 1, before)
            }
            (_, Fresh) if self.reads() => outcome("old (hit, 200 s)", 0, before),
            (_, Stale) if self.reads() => {
                let after = if self.is_up { Some("new") } else { before };
                outcome("old (stale, 400 s)", 1, after)
            }
            _ if self.is_up => outcome("new (miss)", 1, Some("new")),
            (_, Fresh) => outcome("old (stale, 200 s, cached: overloaded)", 1, before),
            (_, Stale) => outcome("old (stale, 400 s, cached: overloaded)", 1, before),
            (_, IfError) => outcome("old (stale, 3600 s, cached: overloaded)", 1, before),
            (_, Nothing | Gone) => outcome("overloaded", 1, before),
        }
    }

    async fn happens(self) -> (String, u64, Option<String>) {
        let shelf = Shelf::new("memory");
        let step = if self.is_up { says("new") } else { down() };
        let settings = Settings::default().takes(self.takes);
        let scene = Scene::of(step, settings, |cache| cache.inner(shelf.shared()));
        let asked = if self.is_sure { sure() } else { hi() };
        let request = if self.streams { asked.clone().stream() } else { asked.clone() };
        if let Some(age) = self.stored.age() {
            scene.place(&shelf, asked.clone(), "old", age);
        }
        let told = scene.told(request, self.choice).await;
        scene.settle().await;
        (told, scene.far_end.count(), scene.stored(&shelf, asked))
    }
}

#[tokio::test(start_paused = true)]
async fn everybody_is_answered_from_what_was_promised_and_the_right_answer_is_stored_after() {
    for case in Case::all() {
        let (told, calls, after) = case.happens().await;
        let Outcome { told: promised, calls: times, after: stored } = case.promised();
        assert_eq!((&*told, calls, after.as_deref()), (promised, times, stored), "{case:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_answer_says_who_gave_it_and_what_it_is_stored_under() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("Reeds."), &shelf);
    let key = scene.key(sure());
    assert_eq!(scene.ask(sure()).await.unwrap().head.cache.unwrap().key, Some(key));
    scene.settle().await;
    assert_eq!(shelf.keeps(&key).unwrap().as_secs(), 86_400 * 11 / 10, "the longest of its times");

    scene.place(&shelf, sure(), "Reeds.", secs(1));
    let hit = scene.ask(sure()).await.unwrap();
    assert_eq!(
        (hit.head.target.as_deref(), hit.head.cache.unwrap().key),
        (Some("model"), Some(key))
    );
}

#[tokio::test(start_paused = true)]
async fn without_any_store_those_who_ask_are_answered_all_the_same() {
    let scene = Scene::of(says("Reeds."), Settings::default(), |cache| cache);
    for choice in CacheUse::ALL {
        let told = scene.told(sure(), choice).await;
        let promised = match choice {
            CacheUse::Bypass => "Reeds. (bypass)",
            CacheUse::Only => "not_stored",
            CacheUse::Usual | CacheUse::Use | CacheUse::Refresh => "Reeds. (miss)",
        };
        assert_eq!(told, promised, "{choice:?}");
    }
    assert_eq!(scene.cache.stores().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_request_too_deep_for_a_key_is_answered_and_has_nothing_to_do_with_the_cache() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("Reeds."), &shelf);
    let mut deep = serde_json::json!(1);
    for _ in 0..200 {
        deep = serde_json::json!([deep]);
    }
    let request = || sure().set("deep", &deep);
    assert_eq!(scene.told(request(), CacheUse::Use).await, "Reeds. (bypass)");
    assert_eq!(scene.told(request(), CacheUse::Only).await, "not_stored");
    scene.settle().await;
    assert_eq!((shelf.len(), scene.far_end.count()), (0, 1));
}
