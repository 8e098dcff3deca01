use super::*;

fn words(prefix: &[&'static str], manager: &Manager) -> String {
    let prefix: Vec<_> = prefix.to_vec();
    format!("{:?}", manager.command(&prefix, manager.install).line())
}

#[test]
fn nobody_is_asked_while_installing() {
    for manager in &MANAGERS {
        let line = words(&["sudo", "-n"], manager);
        let silent = ["-y", "--no", "--non-interactive", "brew"];
        assert!(silent.iter().any(|word| line.contains(word)), "{line}");
        assert!(line.starts_with("\"sudo -n "), "{line}");
    }
}

#[test]
fn a_program_is_looked_for_in_every_folder() {
    let sh = any_in(&["no-such-program", "sh"], OsStr::new("/nowhere:/bin:/usr/bin"));
    assert_eq!(sh, Some(PathBuf::from("/bin/sh")));
    assert_eq!(any_in(&PROGRAMS, OsStr::new("/nowhere")), None);
}

#[test]
fn without_one_the_reader_learns_what_to_do() {
    for word in ["redis-server", "valkey-server", VARIABLE] {
        assert!(remedy().contains(word), "{word}");
    }
}
