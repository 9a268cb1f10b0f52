//! The verbs that need no run.

use super::home::Home;

#[test]
fn list_check_and_schema() {
    let home = Home::new();
    home.gonogo(["list"]).run().exits(0).prints("holi-labs");
    let list = home.gonogo(["list", "--json"]).run().exits(0).json();
    let ids: Vec<&str> = list.as_array().unwrap().iter().filter_map(|book| book["id"].as_str()).collect();
    for id in ["case-management", "holi-labs", "hse-digital"] {
        assert!(ids.contains(&id), "{id} is not among {ids:?}");
    }
    std::fs::create_dir(home.work().join("runbooks")).unwrap();
    home.book("runbooks/mine.toml", "format = 1\nid = \"mine\"\ntitle = \"Mine\"\n");
    home.gonogo(["list"]).run().exits(0).prints("mine");
    home.gonogo(["check", "holi-labs"]).run().exits(0).prints("holi-labs");
    let problems = home.gonogo(["check", "holi-labs", "--json"]).run().exits(0).json();
    assert_eq!(problems.as_array().map(Vec::len), Some(0));
    let schema = home.gonogo(["schema"]).run().exits(0).json();
    assert!(schema["properties"]["phase"].is_object(), "{schema}");
}

#[test]
fn what_a_run_keeps_is_its_owners_alone() {
    use std::os::unix::fs::MetadataExt;

    let home = Home::with(
        "format = 1\nid = \"k\"\ntitle = \"K\"\n[[phase]]\nid = \"p\"\ntitle = \"P\"\n\
         [[phase.step]]\nid = \"s\"\ntitle = \"S\"\nrun = 'echo x'\n\
         [[phase.step]]\nid = \"hand\"\ntitle = \"By hand\"\n",
    );
    home.headless([]).run().parked("it is done by hand");
    let mut folders = vec![home.root().join("state/runs"), home.memory().to_path_buf()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let found = entry.metadata().unwrap();
            let wanted = if found.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(found.mode() & 0o777, wanted, "{}", entry.path().display());
            if found.is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
            }
        }
    }
    assert!(files > 6, "{files}");
}

#[test]
fn completions_man_help_and_version() {
    let home = Home::new();
    let bash = home.gonogo(["completions", "bash"]).run().exits(0).prints("_gonogo");
    home.book("completions", &bash.stdout);
    let parsed = std::process::Command::new("bash").arg("-n").arg(home.work().join("completions")).status();
    assert!(parsed.unwrap().success());
    for shell in ["zsh", "fish"] {
        home.gonogo(["completions", shell]).run().exits(0).prints("gonogo");
    }
    home.gonogo(["man"]).run().exits(0).prints(".TH gonogo").prints("rehearse");
    home.gonogo(["--help"]).run().exits(0).prints("rehearse");
    home.gonogo(["--version"]).run().exits(0).prints(env!("CARGO_PKG_VERSION"));
    home.gonogo(["rum"]).run().exits(2).says("run");
    home.gonogo(["run"]).run().exits(2).says("BOOK");
}

#[test]
fn the_doctor_looks_at_bash_and_folders() {
    let home = Home::new();
    let ran = home.gonogo(["doctor"]).run();
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.stderr);
    let has_bad = ran.stdout.lines().any(|line| line.starts_with("BAD"));
    assert_eq!(ran.code == Some(1), has_bad, "{}", ran.stdout);
    ran.prints("ok    bash").prints("ok    runs folder").prints("ok    socket folder");
}

#[test]
fn a_plan_shows_all_masks_secrets_and_touches_nothing() {
    let home = Home::new();
    let ran = home
        .gonogo(["plan", "holi-labs", "--env", "production", "--set", "version=4f2c1ab"])
        .env("DATABASE_URL", "postgres://u:hidden-word@db/x")
        .run()
        .exits(0)
        .prints("4f2c1ab")
        .prints("Database backup")
        .prints("Option B: Manual rollback with Docker Compose");
    assert!(!ran.stdout.contains("hidden-word"), "{}", ran.stdout);
    assert!(!home.root().exists(), "a preview has made {}", home.root().display());
    assert_eq!(std::fs::read_dir(home.work()).unwrap().count(), 0);
    assert_eq!(std::fs::read_dir(home.memory()).unwrap().count(), 0);
}

#[test]
fn a_plan_runs_no_command_of_a_default() {
    let home = Home::with(
        "format = 1\nid = \"d\"\ntitle = \"D\"\n[input.v]\nask = \"V\"\ndefault.run = \"touch ran; echo v\"\n\
         [[phase]]\nid = \"p\"\ntitle = \"P\"\n[[phase.step]]\nid = \"s\"\ntitle = \"S\"\nrun = 'echo \"$v\"'\n",
    );
    home.gonogo(["plan", "book.toml"]).run().exits(0).prints("touch ran");
    assert!(!home.work().join("ran").exists());
}
