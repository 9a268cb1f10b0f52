//! The exports of runs that went this way and that.

mod walk;

use gonogo::export::{RunEntry, markdown, print_copy, show};
use gonogo::model::event::GuardPhase;
use gonogo::model::ids::{GuardId, PlanId, RunId, StepId};
use gonogo::model::runbook::Runbook;
use gonogo::model::stamp::Stamp;
use gonogo::model::verdict::RunOutcome;
use gonogo::model::{Ask, Report};
use unicode_width::UnicodeWidthStr;
use walk::{Odd, Walk};

fn small() -> Runbook {
    toml::from_str(include_str!("small.toml")).unwrap()
}

fn holi() -> Runbook {
    toml::from_str(include_str!("../../../runbooks/holi-labs.toml")).unwrap()
}

fn text(walk: &Walk) -> String {
    let text = print_copy(&walk.state, &walk.info());
    for line in text.lines() {
        assert!(line.width() <= 100, "{} columns: {line}", line.width());
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert_eq!(line, line.trim_end());
    }
    text
}

fn note(walk: &mut Walk, step: Option<&str>, text: &str) {
    walk.ask(Ask::Note { step: step.map(StepId::from), text: text.to_owned() });
}

fn start_plan(walk: &mut Walk, plan: &str, because: &str) {
    walk.ask(Ask::StartPlan {
        plan: PlanId::from(plan),
        because: because.to_owned(),
        confirm: Some(plan.to_owned()),
    });
}

fn small_go() -> Walk {
    let mut walk = Walk::new(small(), None)
        .odd("drain", Odd::Skip("the queue is empty"))
        .odd("roll-out", Odd::FailOnce(7))
        .odd("health", Odd::ChecksFail);
    walk.go(None);
    walk.ask(Ask::Waive {
        step: StepId::from("health"),
        reason: "the balancer answers 503 by design until it is warm".to_owned(),
    });
    note(&mut walk, None, "The window was moved by ten minutes.");
    walk.go(None);
    walk.end(RunOutcome::Go);
    walk
}

#[test]
fn a_run_that_went_well_with_deviations() {
    insta::assert_snapshot!(text(&small_go()));
}

#[test]
fn the_same_as_markdown() {
    let walk = small_go();
    insta::assert_snapshot!(markdown(&walk.state, &walk.info()));
}

#[test]
fn the_same_as_json() {
    let walk = small_go();
    let json = show(&walk.state, &walk.info()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let mut wanted = vec![
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
    wanted.sort_unstable();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted);
    assert_eq!(value["inputs"]["token"], "***");
    assert_eq!(value["inputs"]["version"], "4f2c1ab");
    assert_eq!(value["outcome"], "go");
    insta::assert_snapshot!(json);
}

#[test]
fn a_run_that_was_rolled_back() {
    let mut walk = Walk::new(small(), None).odd("health", Odd::ChecksFail);
    walk.go(None);
    walk.report(Report::GuardMoved {
        guard: GuardId::from("too-many-errors"),
        to: GuardPhase::Firing,
        observed: "12".to_owned(),
    });
    start_plan(&mut walk, "back", "health checks fail");
    walk.go(None);
    walk.end(RunOutcome::RolledBack);
    insta::assert_snapshot!(text(&walk));
}

#[test]
fn a_run_under_way() {
    let mut walk = Walk::new(small(), None).odd("backup", Odd::Look("the warning about locales is known"));
    walk.go(Some("health"));
    let text = text(&walk);
    assert!(text.contains("OPEN - NOT FINAL"));
    assert!(!text.contains("ENDED"));
    insta::assert_snapshot!(text);
}

#[test]
fn a_run_called_off_says_what_was_not_done() {
    let mut walk = Walk::new(small(), None);
    walk.go(Some("health"));
    walk.end(RunOutcome::NoGo);
    let text = text(&walk);
    assert!(text.contains("[ ] Healthy"), "{text}");
    assert!(text.contains("not done: the deployment was called off"), "{text}");
    assert!(text.contains("n/a: no rollback plan was started"), "{text}");
}

#[test]
fn holi_labs_goes_well() {
    let mut walk = Walk::new(holi(), None)
        .odd("queue-drain", Odd::Skip(""))
        .odd("maintenance-mode", Odd::Skip("zero-downtime deployment"));
    walk.go(None);
    walk.end(RunOutcome::Go);
    let text = text(&walk);
    assert!(
        !text.contains("[ ] ") || text.matches("[ ] ").count() == 1,
        "only the key has an open mark:\n{text}"
    );
    insta::assert_snapshot!(text);
}

#[test]
fn holi_labs_is_rehearsed_and_rolled_back() {
    let mut walk = Walk::new(holi(), Some("health-down")).odd("health-checks", Odd::ChecksFail);
    walk.go(None);
    start_plan(&mut walk, "manual-compose", "Health checks: check “/health” failed: status 503 is not 200");
    walk.go(None);
    walk.end(RunOutcome::RolledBack);
    let text = text(&walk);
    let headings: Vec<&str> =
        text.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ')).collect();
    assert!(headings.is_empty(), "every heading says REHEARSAL: {headings:?}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_rehearsal_says_so_in_every_form() {
    let mut walk = Walk::new(small(), Some(""));
    walk.go(None);
    walk.end(RunOutcome::Go);
    let text = text(&walk);
    assert_eq!(text.matches("REHEARSAL: nothing of this is real").count(), 2);
    assert!(text.contains("SIMULATED"));
    let page = markdown(&walk.state, &walk.info());
    assert!(
        page.lines().filter(|line| line.starts_with('#')).all(|line| line.contains("REHEARSAL")),
        "{page}"
    );
    let json = show(&walk.state, &walk.info()).unwrap();
    assert!(json.contains("\"rehearsal\": true"));
    assert!(RunEntry::of(&RunId::new("7Q2M9X"), &walk.state, walk.info().exported_at).rehearsal);
}

#[test]
fn what_comes_from_outside_drives_no_terminal() {
    let nasty = "\u{1b}]0;owned\u{7}\u{1b}[2J|<script>`x`\r\nHead  SHA-256 forged\u{202e}";
    let mut book = small();
    book.title = nasty.to_owned();
    let mut print = book.print.clone().unwrap();
    print.heading = nasty.to_owned();
    print.sections[0].title = nasty.to_owned();
    print.sections[0].lines[0].text = nasty.to_owned();
    book.print = Some(print);
    let mut walk = Walk::new(book, None);
    note(&mut walk, Some("backup"), nasty);
    let text = text(&walk);
    assert!(!text.contains('\u{202e}'));
    assert_eq!(text.lines().filter(|line| line.starts_with("Head ")).count(), 1, "{text}");
    let page = markdown(&walk.state, &walk.info());
    assert!(!page.contains("<script>") && !page.chars().any(|c| c.is_control() && c != '\n'), "{page}");
    let json = show(&walk.state, &walk.info()).unwrap();
    assert!(!json.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{json}");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["book"]["title"], nasty);
}

#[test]
fn a_runbook_without_a_print_copy_gets_a_line_a_step() {
    let mut book = small();
    book.print = None;
    let mut walk = Walk::new(book, None);
    walk.go(Some("roll-out"));
    let text = text(&walk);
    assert!(text.contains("Small deployment\n") && text.contains("[x] Backup ....."), "{text}");
    assert!(text.contains("[ ] Roll out\n"), "{text}");
}

#[test]
fn labels_are_never_cut() {
    let mut walk = Walk::new(small(), Some("")).signed_by("Maximiliane Musterfrau-Beispielhausen");
    walk.go(None);
    let text = text(&walk);
    assert!(text.contains("      Maximiliane Musterfrau-Beispielhausen UNSIGNED SIMULATED\n"), "{text}");
}

#[test]
fn an_entry_of_the_list() {
    let entry =
        serde_json::to_value(RunEntry::of(&RunId::new("7Q2M9X"), &small_go().state, Stamp::from_millis(0)))
            .unwrap();
    assert_eq!(entry["run"], "7Q2M9X");
    assert_eq!(entry["book"], "small");
    assert_eq!(entry["environment"], "production");
    assert_eq!(entry["rehearsal"], false);
    assert_eq!(entry["outcome"], "go");
    assert!(entry["ended"].as_str().unwrap() > entry["started"].as_str().unwrap());
    let open = serde_json::to_value(RunEntry::of(
        &RunId::new("7Q2M9X"),
        &Walk::new(small(), None).state,
        Stamp::from_millis(0),
    ))
    .unwrap();
    assert!(open["outcome"].is_null() && open["ended"].is_null());
}
