use super::*;

fn shell(script: &str) -> Process {
    Process::new("sh").args(["-c", script])
}

#[test]
fn success_is_told_from_failure() {
    assert!(shell("exit 0").run().is_ok());
    assert!(shell("exit 3").run().is_err());
    assert!(shell("exit 3").output().is_err());
    assert!(Process::new("no-such-program").run().is_err());
}

#[test]
fn output_larger_than_a_pipe_is_read_whole() {
    let text = shell("yes | head -c 300000").output().unwrap();
    assert_eq!(text.len(), 300_000);
}

#[test]
fn what_does_not_end_is_ended() {
    let error = shell("exec sleep 600").limit(Duration::from_millis(50)).run().unwrap_err();
    assert!(error.to_string().contains("did not end"), "{error}");
}
