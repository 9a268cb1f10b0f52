//! `gonogo import`, and documents in place of runbooks.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::cases::fixture;

fn gonogo(home: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(args)
        .current_dir(home)
        .env("GONOGO_HOME", home.join("home"))
        .env("USER", "ops1")
        .output()
        .unwrap()
}

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("cluster.md"), fixture("kubernetes.md")).unwrap();
    std::fs::write(home.path().join("small.md"), "# Small\n\n## Do\n\n1. Say hello\n\n   ```bash\n   echo hello > out.txt\n   ```\n\n2. Look\n\n   ```bash\n   cat out.txt\n   ```\n").unwrap();
    home
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_document_is_written_as_a_runbook_and_reported() {
    let home = home();
    let done = gonogo(home.path(), &["import", "cluster.md", "-o", "cluster.toml"]);
    assert!(done.status.success(), "{done:?}");
    assert!(done.stdout.is_empty() && text(&done.stderr).contains("task items"), "{done:?}");
    let check = gonogo(home.path(), &["check", "cluster.toml"]);
    assert!(check.status.success(), "{check:?}");
    let again = gonogo(home.path(), &["import", "cluster.md", "-o", "cluster.toml"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("--force"), "{again:?}");
    let json =
        gonogo(home.path(), &["import", "cluster.md", "-o", "cluster.toml", "--force", "--report", "json"]);
    let report: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["task_items"]["found"], 2);
    assert_eq!(
        report["code_blocks"]["found"],
        report["code_blocks"]["placed"].as_u64().unwrap()
            + report["code_blocks"]["not_understood"].as_array().unwrap().len() as u64
    );
    assert_eq!(report["document"], "cluster.md");
    let printed = gonogo(home.path(), &["import", "cluster.md"]);
    assert!(text(&printed.stdout).starts_with("format = 1\n"));
    let only_report = gonogo(home.path(), &["import", "cluster.md", "--report", "json"]);
    assert!(serde_json::from_slice::<Value>(&only_report.stdout).is_ok());
}

#[test]
fn documents_that_cannot_be_imported_are_told() {
    let home = home();
    std::fs::write(home.path().join("empty.md"), "").unwrap();
    std::fs::write(home.path().join("image.md"), b"\x89PNG\0\0").unwrap();
    std::fs::write(home.path().join("words.md"), "# Words\n\nOnly words.\n").unwrap();
    for (file, wanted) in [
        ("empty.md", "is empty"),
        ("image.md", "not a text document"),
        ("words.md", "nothing to do"),
        ("gone.md", "there is no file"),
        (".", "is a folder"),
    ] {
        for verb in ["import", "check", "run"] {
            if file == "." && verb != "import" {
                continue;
            }
            let done = gonogo(home.path(), &[verb, file]);
            assert_eq!(done.status.code(), Some(1), "{verb} {file}: {done:?}");
            assert!(text(&done.stderr).contains(wanted), "{verb} {file}: {done:?}");
        }
    }
}

#[test]
fn check_and_plan_tell_the_lines_of_the_document() {
    let home = home();
    std::fs::write(
        home.path().join("warns.md"),
        "# W\n\n## Do\n\nwords\n\n```bash\nX=1; read -r Y; echo $UNSET_ONE ${Z:-1}\n```\n",
    )
    .unwrap();
    let check = gonogo(home.path(), &["check", "warns.md", "--json"]);
    assert!(check.status.success(), "{check:?}");
    let plan = gonogo(home.path(), &["plan", "small.md"]);
    assert!(text(&plan.stdout).contains("line 5 of the document"), "{}", text(&plan.stdout));
}

#[test]
fn a_document_runs_at_once_in_its_order() {
    let home = home();
    let done = gonogo(home.path(), &["run", "small.md", "--headless", "--json", "--signer", "ops1"]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    assert_eq!(std::fs::read_to_string(home.path().join("out.txt")).unwrap(), "hello\n");
    let line: Value = serde_json::from_slice(text(&done.stdout).lines().last().unwrap().as_bytes()).unwrap();
    assert_eq!(line["outcome"], "go");
    let rehearse = gonogo(home.path(), &["rehearse", "small.md", "--headless"]);
    assert_eq!(rehearse.status.code(), Some(1));
    assert!(text(&rehearse.stderr).contains("[rehearsal]"), "{rehearse:?}");
}
