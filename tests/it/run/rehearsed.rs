//! A runbook of the library, rehearsed without a person: to its GO, and back by each of its scenarios.

use std::sync::Mutex;

use gonogo::model::ids::StepId;
use gonogo::model::runbook::{Plan, Runbook};
use gonogo::runbook::EMBEDDED;
use serde_json::Value;

use super::home::Home;

/// Rehearsals that run at once: most of each is waiting.
const AT_ONCE: usize = 3;

/// The text of a runbook of the library.
pub fn text(id: &str) -> &'static str {
    EMBEDDED.iter().find(|(name, _)| *name == id).unwrap_or_else(|| panic!("{id} is not in the library")).1
}

/// What a rehearsal left: its print copy and `show --json`.
pub struct Left {
    pub copy: String,
    pub shown: Value,
}

impl Left {
    /// The ids of the plans that ran, in their order.
    fn plans(&self) -> Vec<&str> {
        let plans = self.shown["plans"].as_array().unwrap();
        plans
            .iter()
            .filter(|plan| plan["started"].is_string())
            .filter_map(|plan| plan["id"].as_str())
            .collect()
    }
}

/// Rehearses the runbook at `book` to `outcome`.
pub fn rehearse(home: &Home, book: &str, more: &[&str], outcome: &str, code: i32) -> Left {
    let call = home.gonogo(["rehearse", book, "--headless", "--signer", "Test Driver", "--json"]);
    let run = call
        .args(["--speed", "240"])
        .args(more.iter().copied())
        .run()
        .says("[REHEARSAL] ")
        .ended(outcome, code);
    Left { copy: home.print_copy(&run), shown: home.show(&run) }
}

/// Rehearses `id` to GO: every line of its print copy is marked, and those of the rollback are n/a, except for `open`.
pub fn goes(id: &str, more: &[&str], open: &[&str]) -> Left {
    let left = rehearse(&Home::new(), id, more, "go", 0);
    let book: Runbook = toml::from_str(text(id)).unwrap();
    for section in &book.print.unwrap().sections {
        for line in &section.lines {
            let mark = if section.rollback || open.contains(&line.text.as_str()) { "[-]" } else { "[x]" };
            assert_eq!(mark_of(&left.copy, &line.text), Some(mark), "`{}`:\n{}", line.text, left.copy);
        }
    }
    for step in left.shown["phases"].as_array().unwrap().iter().flat_map(|it| it["steps"].as_array().unwrap())
    {
        for attempt in step["attempts"].as_array().unwrap() {
            assert_eq!((&attempt["exit"], &attempt["verdict"]), (&0.into(), &"passed".into()), "{step}");
        }
    }
    left
}

/// Rehearses every scenario of `id`, several at once: each ends rolled back by the plans that stand beside it.
pub fn comes_back(id: &str, scenarios: &[(&str, &[&str])]) {
    let book: Runbook = toml::from_str(text(id)).unwrap();
    let mut described: Vec<_> =
        book.rehearsal.unwrap().scenario.iter().map(|scenario| scenario.name.to_string()).collect();
    let mut named: Vec<_> = scenarios.iter().map(|(name, _)| (*name).to_owned()).collect();
    described.sort();
    named.sort();
    assert_eq!(named, described, "every scenario is rehearsed");
    let queue = Mutex::new(scenarios.iter());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some((scenario, plans)) = next else { break };
                    let left = rehearse(&Home::new(), id, &["--scenario", scenario], "rolled-back", 3);
                    assert_eq!(left.plans(), *plans, "{scenario}");
                    assert!(left.copy.contains("\nOutcome      ROLLED-BACK"), "{scenario}:\n{}", left.copy);
                    rolled_back(&left, scenario, text(id));
                }
            });
        }
    });
}

/// Every line of the print copy has a mark; those of the rollback say that it was done, but for what only plans that did
/// not run do.
fn rolled_back(left: &Left, scenario: &str, text: &str) {
    let book: Runbook = toml::from_str(text).unwrap();
    let ran = left.plans();
    let (done, not_done): (Vec<_>, Vec<_>) =
        book.plan.iter().partition(|plan| ran.contains(&plan.id.as_str()));
    let holds =
        |plans: &[&Plan], step: &StepId| plans.iter().any(|plan| plan.step.iter().any(|it| it.id == *step));
    for section in &book.print.as_ref().unwrap().sections {
        for line in &section.lines {
            let copy = &left.copy;
            let mark =
                mark_of(copy, &line.text).unwrap_or_else(|| panic!("{scenario}: `{}`:\n{copy}", line.text));
            if section.rollback {
                let elsewhere = line.named().all(|step| holds(&not_done, step) && !holds(&done, step));
                let expected = if elsewhere { "[-]" } else { "[x]" };
                assert_eq!(mark, expected, "{scenario}: {}:\n{copy}", line.text);
            }
        }
    }
}

/// The mark of the line that says `text`; long lines go on below, four blanks in.
fn mark_of(copy: &str, text: &str) -> Option<&'static str> {
    let mut lines: Vec<String> = Vec::new();
    for line in copy.lines() {
        match (line.strip_prefix("    "), lines.last_mut()) {
            (Some(more), Some(last)) => last.extend([" ", more.trim_start()]),
            _ => lines.push(line.to_owned()),
        }
    }
    let marks = ["[x]", "[~]", "[w]", "[!]", "[ ]", "[-]"];
    lines.iter().find_map(|line| {
        let rest = line.get(4..)?.strip_prefix(text)?;
        let mark = marks.into_iter().find(|mark| line.starts_with(mark))?;
        (rest.is_empty() || rest.starts_with(' ')).then_some(mark)
    })
}
