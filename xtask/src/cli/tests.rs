use super::*;

fn task(line: &str) -> Result<Task, String> {
    parse(line.split_whitespace().map(str::to_owned))
}

fn steps(line: &str) -> Vec<&'static str> {
    match task(line) {
        Ok(Task::Ci(plan)) => plan.steps.iter().map(|step| step.name).collect(),
        other => panic!("`{line}` gave {other:?}"),
    }
}

#[test]
fn without_names_every_step_runs() {
    assert_eq!(steps("ci").len(), STEPS.len());
}

#[test]
fn named_steps_run_in_the_order_of_the_table() {
    assert_eq!(steps("ci --step clippy --step fmt"), ["fmt", "clippy"]);
}

#[test]
fn what_is_not_understood_is_refused() {
    for line in [
        "build",
        "ci --step",
        "ci --step nothing",
        "ci --fast",
        "fuzz --cases",
        "fuzz --cases many",
        "fuzz 5",
    ] {
        assert!(task(line).is_err(), "`{line}` was accepted");
    }
}

#[test]
fn fuzzing_has_a_default_and_takes_a_number() {
    assert!(matches!(task("fuzz"), Ok(Task::Fuzz { cases: 20_000 })));
    assert!(matches!(task("fuzz --cases 7"), Ok(Task::Fuzz { cases: 7 })));
}
