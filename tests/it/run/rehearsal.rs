//! The whole Holi Labs runbook, rehearsed without a person, to its print copy.

use std::collections::BTreeSet;

use gonogo::model::runbook::Runbook;
use serde_json::Value;

use super::home::Home;

const BOOK: &str = include_str!("../../../runbooks/holi-labs.toml");

#[test]
fn holi_labs_goes_to_its_print_copy() {
    let home = Home::new();
    let run = home
        .gonogo([
            "rehearse",
            "holi-labs",
            "--headless",
            "--signer",
            "Test Driver",
            "--json",
            "--speed",
            "240",
        ])
        .run()
        .says("[REHEARSAL] ")
        .ended("go", 0);
    let text = home.print_copy(&run);
    marked(&text, "[x] ");
    assert!(text.matches("REHEARSAL: nothing of this is real").count() >= 2, "{text}");
    assert!(text.contains("Deployer: Test Driver") && text.contains("\nOutcome      GO"), "{text}");
    let bare = text.lines().find(|line| line.ends_with(':') && !line.starts_with(' '));
    assert_eq!(bare, None, "a section that does not say REHEARSAL");
    lists(&home, &run);
    shows(&home.show(&run));
    exports(&home, &run, &text);
    let verified = home.gonogo(["verify", &run]).run();
    assert_eq!(verified.code, Some(2), "without a signed seal it is incomplete: {}", verified.stdout);
}

/// Every line of the runbook's print copy has its mark; those of the rollback are n/a, with the reason.
fn marked(text: &str, mark: &str) {
    let book: Runbook = toml::from_str(BOOK).unwrap();
    let print = book.print.unwrap();
    assert!(text.contains(&print.heading), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    let mut seen = 0;
    for section in &print.sections {
        let title = lines.iter().position(|line| line.starts_with(&format!("{}:", section.title)));
        let title = title.unwrap_or_else(|| panic!("{} is missing:\n{text}", section.title));
        let till = lines[title..].iter().position(|line| line.is_empty()).unwrap() + title;
        for line in &section.lines {
            let at = lines[title..till].iter().position(|shown| {
                shown.get(4..).is_some_and(|shown| {
                    shown == line.text || shown.starts_with(&format!("{} ..", line.text))
                })
            });
            let at = at.unwrap_or_else(|| panic!("`{}` is missing:\n{text}", line.text)) + title;
            if section.rollback {
                assert!(lines[at].starts_with("[-] ") && lines[at + 1].contains("n/a: "), "{}", lines[at]);
            } else {
                assert!(lines[at].starts_with(mark) && lines[at].contains("Test Driver"), "{}", lines[at]);
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 27);
    the_seeds(text);
}

/// With `GONOGO_CORPUS` set to the folder of the seeds: every line of the seed's own form is there.
fn the_seeds(text: &str) {
    let Some(folder) = std::env::var_os("GONOGO_CORPUS") else {
        eprintln!("not run: the seed's print copy needs GONOGO_CORPUS, the folder of the seeds");
        return;
    };
    let seed = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("000_"))
        .unwrap();
    let seed = std::fs::read_to_string(seed).unwrap();
    let form = seed.split("## Appendix").nth(1).unwrap().split("```").nth(1).unwrap().to_owned();
    let wanted: Vec<&str> = form.lines().filter_map(|line| line.strip_prefix("[ ] ")).collect();
    assert_eq!(wanted.len(), 27);
    for line in wanted {
        let there = ["[x] ", "[-] "].iter().any(|mark| text.contains(&format!("{mark}{line}")));
        assert!(there, "`{line}` of the seed has no mark:\n{text}");
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect()
}

fn lists(home: &Home, run: &str) {
    let list = home.gonogo(["runs", "--json"]).run().exits(0).json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let entry = &list[0];
    let wanted = ["run", "book", "environment", "rehearsal", "outcome", "started", "ended", "due"];
    assert_eq!(keys(entry), wanted.into());
    assert_eq!((&entry["run"], &entry["book"]), (&run.into(), &"holi-labs".into()));
    assert_eq!((&entry["rehearsal"], &entry["outcome"]), (&true.into(), &"go".into()));
    assert!(entry["ended"].as_str() > entry["started"].as_str());
}

fn shows(shown: &Value) {
    let wanted = [
        "run",
        "book",
        "environment",
        "rehearsal",
        "outcome",
        "inputs",
        "head",
        "events",
        "phases",
        "guards",
        "plans",
        "incidents",
        "clocks",
        "overrides",
        "planned",
    ];
    assert_eq!(keys(shown), wanted.into());
    assert_eq!(keys(&shown["book"]), ["id", "title", "sha256"].into());
    assert_eq!((&shown["outcome"], &shown["rehearsal"]), (&"go".into(), &true.into()));
    assert_eq!(shown["inputs"]["database_url"], "***");
    let statuses = ["passed", "not-applicable", "skipped"];
    let (mut attempts, mut checks, mut signoffs) = (0, 0, 0);
    let phases = shown["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 8);
    for step in phases.iter().flat_map(|phase| phase["steps"].as_array().unwrap()) {
        let wanted = ["id", "title", "status", "attempts", "checks", "signoffs", "note"];
        assert_eq!(keys(step), wanted.into());
        assert!(statuses.contains(&step["status"].as_str().unwrap()), "{step}");
        for attempt in step["attempts"].as_array().unwrap() {
            let wanted = ["number", "exit", "verdict", "started", "ended", "transcript_sha256"];
            assert_eq!(keys(attempt), wanted.into());
            assert_eq!((&attempt["exit"], &attempt["verdict"]), (&0.into(), &"passed".into()), "{step}");
            assert_eq!(attempt["transcript_sha256"].as_str().unwrap().len(), 64);
            attempts += 1;
        }
        for check in step["checks"].as_array().unwrap() {
            assert_eq!(keys(check), ["name", "verdict", "observed", "reason", "tries"].into());
            assert_eq!(check["verdict"], "passed", "{step}");
            checks += 1;
        }
        for signoff in step["signoffs"].as_array().unwrap() {
            assert_eq!(keys(signoff), ["person", "meaning", "at", "assurance"].into());
            assert_eq!(signoff["person"], "Test Driver");
            signoffs += 1;
        }
    }
    assert!(attempts > 20 && checks > 20 && signoffs > 2, "{attempts} {checks} {signoffs}");
}

fn exports(home: &Home, run: &str, text: &str) {
    let file = home.work().join("copy.txt");
    home.gonogo(["export", run, "--format", "text", "-o", "copy.txt"]).run().exits(0).says("copy.txt");
    let same = |text: &str| {
        text.lines().filter(|line| !line.starts_with("Exported ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(same(&std::fs::read_to_string(file).unwrap()), same(text));
    home.gonogo(["export", run, "--format", "markdown"]).run().exits(0).prints("REHEARSAL");
    let json = home.gonogo(["export", run, "--format", "json"]).run().exits(0).json();
    assert_eq!(json, home.show(run));
}
