//! What the report says in words.

pub(crate) const INTRODUCTION: &str = "\
An hour of trouble over a ladder of three live levels, in virtual time: all strong models are down for twenty minutes, for five of
them the small one as well; a brownout follows; later nothing answers at all for three minutes; and at last more callers come than
are admitted. Every layer stands as a user gets it, with default settings; only the providers are played. This page is written by the
test that lets it happen, [`crates/facade/tests/incident`](../crates/facade/tests/incident/main.rs). The same seed gives the same
page, byte for byte, on every machine, and the test fails when the page is not what it would write:

```sh
cargo test -p osier --test incident                  # some seconds
OSIER_RENEW=1 cargo test -p osier --test incident    # writes this page anew; look at what changed
```
";

pub(crate) const PICTURE: &str = "\
Above the standing level of the route: where requests begin. Each mark below it is an alert; the filled ones are those of the route.
Below the answers of each minute by their level; grey is what was refused because too many asked.
";

pub(crate) const JUDGED: &str = "\
What is judged: every request that is admitted is answered, and nobody waits for more than two seconds because of the ladder; full is
left within half a minute when nobody answers there, and is the standing level again within five minutes after the last trouble; the
level turns round at most once within 30 s; each of its changes is one alert; there are at most 1.15 attempts for each request; and no
level sends what its model would reject.
";

pub(crate) const WHAT_HAPPENS: &str = "\
`strong-a` and `strong-b` answer at full, `small` at reduced, `tiny` at minimal; answers that were given before are remembered by
question, and below them there is a text. Three requests come in a second, half of them streamed, two of ten with tools and a
`max_tokens` of 8000; six of ten ask one of forty questions that others ask as well. A strong model takes 300 to 900 ms to its first
word and about 1.6 s to the last of 24 to 27, the small one half a second for half of the words, the tiny one a fifth of a second for
six to nine. What was begun when a target goes down is said to its end: answers that break off are a matter of
[the outage day](outage-day.md). Whatever is left to chance is drawn from the seed.

At most 32 requests are under way at once, 24 of them of normal priority; all here are. As in the gateway, a watch probes the free
endpoints of targets that nobody asks.
";

pub(crate) const CALLERS: &str = "\
Times are in minutes. Of the answers that were not given at full, all say so, with the reason. In the brownout two failures of five
keep the circuits of both strong models open for most of the time; full is tried, stood at and left again, each time after a longer
pause, and the small model answers at once meanwhile.
";

pub(crate) const ALERTS: &str = "\
Those of the route are in bold. The others tell of targets whose status changed for more than a moment.
";

pub(crate) const HOW_IT_IS_COUNTED: &str = "\
- **answered at a level**: as the answer itself says, and the test holds it to that: at a live level the words are those of a model of
  that level, to this question, every word once and in order; at cached they are what a model has said to the same question before; at
  offline the text, with the identity of the request.
- **refused**: shed before any work, with a `Retry-After`, because more requests were under way than are admitted.
- **failed**: any other error, at any point, even in the middle of an answer.
- **attempts**: calls that reached a provider, counted there, for each request.
- **waited**: from the request until the call to the target that answered it; of cached and offline answers until they came.
- **left after**: from the beginning of an episode until the standing level moved down.
- **back after**: from its end until full was the standing level again, or the level before it where other trouble went on; nothing
  where other trouble followed at once.
";
