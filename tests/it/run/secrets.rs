//! A secret's value is nowhere but in the shell's state while the run is open, and nowhere after.

use std::path::{Path, PathBuf};

use super::home::Home;

const SECRET: &str = "s3cr3t-Zebra-7741/+x";

const BOOK: &str = r#"
format = 1
id = "secrets"
title = "Secrets"
[input.token]
ask = "Token"
env = "TEST_TOKEN"
secret = true
[[phase]]
id = "p"
title = "P"
[[phase.step]]
id = "print"
title = "Print it"
run = '''
echo "token: $token"
# In two writes, so that the value is cut.
printf '%s' "${token:0:7}"; sleep 0.1; printf '%s\n' "${token:7}"
echo "to stderr: $token" >&2
echo -n "$token" | base64
derived="https://user:$token@host/"
echo "$derived"
'''
[[phase.step]]
id = "use"
title = "Use it"
run = '[[ ${#token} -eq 20 && $derived == *"$token"* ]] && echo "length ${#token}"'
[[phase.step.check]]
name = "Its value is probed"
probe.command = { run = 'echo "$token"', contains = "nothing of the kind" }
advisory = true
[[phase.step]]
id = "hand"
title = "By hand"
"#;

/// Every file beneath `folder` that holds the secret, also in base64.
fn holding(folder: &Path) -> Vec<PathBuf> {
    let needles = [SECRET.as_bytes(), b"czNjcjN0LVplYnJhLTc3NDEvK3"];
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let bytes = std::fs::read(entry.path()).unwrap();
                if needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == *needle)) {
                    found.push(entry.path());
                }
            }
        }
    }
    found
}

#[test]
fn a_secret_is_masked_everywhere() {
    let home = Home::with(BOOK);
    let ran = home.headless([]).env("TEST_TOKEN", SECRET).run();
    assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET), "{}", ran.stderr);
    let run = ran.parked("it is done by hand");
    let transcript = home.transcript(&run, "print.1");
    assert!(transcript.starts_with("token: ***") || transcript.contains("token: "), "{transcript}");
    assert_eq!(transcript.lines().count(), 5, "{transcript}");
    assert!(home.transcript(&run, "use.1").contains("length 20"), "the command itself has the value");
    assert_eq!(holding(&home.root()), Vec::<PathBuf>::new(), "while the run is open");
    assert!(!holding(home.memory()).is_empty(), "the next command needs it: the search works");
    assert_eq!(home.show(&run)["inputs"]["token"], "***");
    for format in ["text", "markdown", "json"] {
        let export = home.gonogo(["export", &run, "--format", format]).run().exits(0);
        assert!(!export.stdout.contains(SECRET), "{format}");
    }
}

#[test]
fn nothing_is_left_of_a_secret_after_the_end() {
    let text = BOOK.split("[[phase.step]]\nid = \"hand\"").next().unwrap();
    let home = Home::with(text);
    home.headless(["--set", &format!("token={SECRET}")]).run().ended("go", 0);
    assert_eq!(holding(&home.root()), Vec::<PathBuf>::new());
    assert_eq!(holding(home.memory()), Vec::<PathBuf>::new());
}

#[test]
fn a_failed_command_that_holds_a_secret_is_told_without_it() {
    let book = BOOK.replace("echo \"token: $token\"", &format!("false \"$token\" {SECRET}"));
    let home = Home::with(&book);
    let ran = home.headless([]).env("TEST_TOKEN", SECRET).run();
    assert!(!ran.stderr.contains(SECRET), "{}", ran.stderr);
    let run = ran.parked("a person must look");
    let journal = std::fs::read(home.run_dir(&run).join("journal.db")).unwrap();
    let text = String::from_utf8_lossy(&journal).into_owned();
    assert!(text.contains("attempt-ended"), "the search works");
    // The value stands in the runbook itself here, hence only the journal is searched.
    assert!(!text.contains(SECRET));
}
