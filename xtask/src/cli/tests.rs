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
        "bench --fast",
        "bench brake",
        "bench --smoke breaker",
        "bench breaker --fast",
        "bench breaker --smoke --check",
    ] {
        assert!(task(line).is_err(), "`{line}` was accepted");
    }
}

#[test]
fn fuzzing_has_a_default_and_takes_a_number() {
    assert!(matches!(task("fuzz"), Ok(Task::Fuzz { cases: 20_000 })));
    assert!(matches!(task("fuzz --cases 7"), Ok(Task::Fuzz { cases: 7 })));
}

#[test]
fn a_benchmark_without_a_name_is_that_of_the_gateway() {
    for (line, expected) in [
        ("bench", Bench::Gateway { smoke: false }),
        ("bench --smoke", Bench::Gateway { smoke: true }),
        ("bench breaker", Bench::Breaker { smoke: false, judge: false }),
        ("bench breaker --smoke", Bench::Breaker { smoke: true, judge: false }),
        ("bench breaker --check", Bench::Breaker { smoke: false, judge: true }),
    ] {
        let Ok(Task::Bench(bench)) = task(line) else { panic!("`{line}` was refused") };
        assert_eq!(bench, expected, "{line}");
    }
}
