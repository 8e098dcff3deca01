use super::*;
use crate::script::Answer;

const PAUSE: Duration = Duration::from_millis(200);

/// How many writes a streamed answer of three tokens takes.
fn writes(step: &Step) -> usize {
    let stamp = Stamp { number: 1, created: 0, model: "m".to_owned(), include_usage: true };
    let said = Answer::text("a b c").say("");
    let plan = Plan::chat(Dialect::OpenAi, step, &said, &stamp, true);
    plan.acts.iter().filter(|act| matches!(act, Act::Write(_))).count()
}

#[test]
fn one_write_holds_what_no_wait_keeps_apart() {
    let together = || Step::echo().coalesced();
    let table = [
        // A head, a role, three tokens, a finish, usage, the terminator and the end of the body.
        (Step::echo(), 9),
        (together(), 1),
        (together().write_size(7), 1),
        (together().first_token_after(PAUSE), 2),
        (together().between_tokens(PAUSE), 3),
        (together().stall_after(2), 1),
    ];
    for (step, expected) in table {
        assert_eq!(writes(&step), expected, "{step:?}");
    }
}
