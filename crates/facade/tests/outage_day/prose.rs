//! What the report says in words.

pub(crate) const INTRODUCTION: &str = "\
A day of traffic over three targets, in virtual time: outages, brownouts, 429 storms, answers that break off, a revoked key, the
loss of a region, and five minutes in which nothing works at all. Every layer stands as a user gets it, with default settings;
only the providers are played. This page is written by the test that lets the day pass,
[`crates/facade/tests/outage_day`](../crates/facade/tests/outage_day/main.rs). The same seed gives the same page, byte for byte, on
every machine, and the test fails when the page is not what it would write:

```sh
cargo test -p osier --test outage_day                  # some seconds
OSIER_RENEW=1 cargo test -p osier --test outage_day    # writes this page anew; look at what changed
```
";

pub(crate) const JUDGED: &str = "\
What is judged, for each of the two routes: of the requests that any target could answer at least 99.9 % are answered, with at
most 1.15 attempts for each; a target that is hard down is left within eight minutes, and has its share again within two minutes of
its end; what nobody can answer fails within six seconds, and is told when to come back; in calm weather nothing fails, nothing is
slower than the target, and there is one attempt for each request.
";

pub(crate) const THE_DAY: &str = "\
`alpha` and `beta` are two hosts of one model in one region, and able to go on with an answer that was begun; `gamma` is another
model, elsewhere. In good weather the first word takes 300 to 900 ms, half of the time under 490 ms, and each of 4 to 8 further
words 60 to 200 ms. Half of the requests are streamed, and three of ten ask for temperature 0, so that a host of the same model
would say the same again. There are between 480 requests in the quietest hour and 4480 in the busiest. Whatever is left to
chance is drawn from the seed.

As in the gateway, a watch probes the free endpoints of targets that nobody asks. Of the key, which is revoked at 5:00 and works
again at 7:00, Osier is told nothing.
";

pub(crate) const HOW_IT_IS_COUNTED: &str = "\
- **answered**: the caller got every word, once, in order. A streamed answer that broke off counts as failed, though some of it
  was seen; the caller was told so by a typed error. That no cut answer looked whole is asserted for each request.
- **added latency**: how much later than the target that answered would have begun (of a streamed answer: the first word; of a
  whole one: the end) had it been asked alone, at once, and in good weather. That a target is slow today counts as added.
- **attempts**: calls that reached a provider, counted there, hedges and resumptions included, for each request.
- **could be answered**: all requests but those that came while all three targets were down, or were under way when that began.
- **left after**: from the beginning of an incident to the last call of the target that had, of the 30 calls around it, more than a
  tenth of its usual share; probes do not count. **last call**: to the very last one. Both only of targets that answer
  nobody: of one that still answers some, the *share kept* says how far it was avoided.
- **share kept**: the calls that a target got in the incident, without probes, of those that it would have got on a calm day.
- **back after**: from the end of an incident until the target gets at least 90 % of its usual share of the next 60 calls.
- **probes**: calls let through by a circuit that was not closed.
- **calm**: no incident begins within a minute, or ended within the last 15.
";

pub(crate) const TIMELINE: &str = "\
For each target what is wrong with it, and below its share of the calls in tenths, in columns of 15 minutes (`X` all of
them, a dot next to none).
";
