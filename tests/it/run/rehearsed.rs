//! Rehearsals of the runbooks inside the binary, without a person.

use gonogo::model::runbook::Runbook;
use gonogo::runbook::EMBEDDED;
use serde_json::Value;

use super::home::Home;

/// What one scenario must come to.
pub struct Faulty {
    /// The scenario.
    pub scenario: &'static str,
    /// The plan that it ends by.
    pub plan: &'static str,
    /// The step that fails; none where a guard may have called first.
    pub step: Option<&'static str>,
}

fn embedded(book: &str) -> Runbook {
    let (_, text) = EMBEDDED.iter().find(|(id, _)| *id == book).unwrap();
    toml::from_str(text).unwrap()
}

fn rehearse(home: &Home, book: &str, more: &[&str]) -> super::gonogo::Ran {
    home.gonogo(["rehearse", book, "--headless", "--signer", "Test Driver", "--json", "--speed", "240"])
        .args(more.iter().copied())
        .run()
}

/// Rehearses `book` to its GO; every line of its print copy has its mark, those of the rollback are n/a.
pub fn goes(book: &str, more: &[&str]) {
    let home = Home::new();
    let run = rehearse(&home, book, more).says("[REHEARSAL] ").ended("go", 0);
    let copy = home.print_copy(&run);
    assert!(copy.contains("\nOutcome      GO"), "{copy}");
    for (rollback, text, mark) in marks(book, &copy) {
        let good: &[&str] = if rollback { &["[-]"] } else { &["[x]", "[-]"] };
        assert!(good.contains(&mark.as_str()), "`{text}` is {mark}:\n{copy}");
    }
    let shown = home.show(&run);
    let steps = shown["phases"].as_array().unwrap().iter().flat_map(|phase| phase["steps"].as_array().unwrap());
    for step in steps {
        assert!(["passed", "not-applicable"].contains(&step["status"].as_str().unwrap()), "{step}");
    }
}

/// Rehearses every scenario of `book`, two at a time: each ends rolled back by the plan that is meant for it.
pub fn roll_back(book: &str, table: &[Faulty]) {
    let world = embedded(book).rehearsal.unwrap();
    let scenarios: Vec<&str> = world.scenario.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(scenarios, table.iter().map(|it| it.scenario).collect::<Vec<_>>(), "the table has them all");
    for pair in table.chunks(2) {
        std::thread::scope(|scope| {
            for faulty in pair {
                scope.spawn(move || rolls_back(book, faulty));
            }
        });
    }
}

fn rolls_back(book: &str, faulty: &Faulty) {
    let home = Home::new();
    let run = rehearse(&home, book, &["--scenario", faulty.scenario])
        .says(&format!("ROLLING BACK by plan {}", faulty.plan))
        .ended("rolled-back", 3);
    let shown = home.show(&run);
    let plans = shown["plans"].as_array().unwrap();
    assert_eq!(plans[0]["id"], faulty.plan, "{}", faulty.scenario);
    let all_through = plans.iter().all(|plan| plan["complete"] == Value::Bool(true));
    assert!(all_through, "{}: {plans:?}", faulty.scenario);
    if let Some(step) = faulty.step {
        assert_eq!(status(&shown, step), "failed", "{}", faulty.scenario);
    }
    let copy = home.print_copy(&run);
    assert!(copy.contains("\nOutcome      ROLLED-BACK"), "{copy}");
    let marks = marks(book, &copy);
    let done = marks.iter().any(|(rollback, _, mark)| *rollback && mark == "[x]");
    assert!(done, "{}: no line of the rollback is marked:\n{copy}", faulty.scenario);
}

fn status(shown: &Value, step: &str) -> String {
    let phases = shown["phases"].as_array().unwrap();
    let mut steps = phases.iter().flat_map(|phase| phase["steps"].as_array().unwrap());
    steps.find(|it| it["id"] == step).unwrap()["status"].as_str().unwrap().to_owned()
}

/// Whether it is a line of the rollback, its text, its mark: of every line of the runbook's print copy.
fn marks(book: &str, copy: &str) -> Vec<(bool, String, String)> {
    let print = embedded(book).print.unwrap();
    // A long text goes on in the next line: the words are compared, one after the other.
    let words: Vec<&str> = copy.split_whitespace().collect();
    let mut out = Vec::new();
    let mut from = 0;
    for section in &print.sections {
        for line in &section.lines {
            let wanted: Vec<&str> = line.text.split_whitespace().collect();
            let at = (from..words.len()).find(|at| {
                words[*at].starts_with('[') && words[at + 1..].starts_with(&wanted)
                    // `[ ]` is two words.
                    || words[*at] == "]" && words[at + 1..].starts_with(&wanted)
            });
            let at = at.unwrap_or_else(|| panic!("`{}` is missing:\n{copy}", line.text));
            let mark = if words[at] == "]" { "[ ]".to_owned() } else { words[at].to_owned() };
            out.push((section.rollback, line.text.clone(), mark));
            from = at + 1;
        }
    }
    out
}
