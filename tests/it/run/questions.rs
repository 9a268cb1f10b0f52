//! Questions to a person: what an answer needs, and what it comes to.

use gonogo::model::Ask;
use gonogo::model::ids::{CheckName, StepId};
use gonogo::model::verdict::Outcome;

use super::client::Client;
use super::home::Home;

const BOOK: &str = r#"
format = 1
id = "asked"
title = "Asked"
[[phase]]
id = "go"
title = "Go"
[[phase.step]]
id = "first"
title = "First"
[[phase.step]]
id = "look"
title = "Look"
[[phase.step.check]]
name = "p95"
probe.person = { ask = "What is p95?", evidence = "number", is = "< 300ms" }
[[phase.step.check]]
name = "board"
probe.person = { ask = "Is the dashboard green?", evidence = "link" }
[[phase.step.check]]
name = "open"
probe.person = { ask = "Is it as it should be?" }
"#;

async fn answer(driver: &mut Client, check: &str, yes: bool, evidence: &str) -> Result<(), String> {
    let ask = Ask::Answer {
        step: StepId::new("look"),
        check: CheckName::new(check),
        yes,
        evidence: evidence.to_owned(),
    };
    driver.ask(ask).await.map_err(|refusal| refusal.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_needs_its_evidence_and_a_number_decides() {
    let home = Home::with(BOOK);
    let run = home.headless([]).run().parked("it is done by hand");
    let mut driver = Client::driver(&home, &run).await;
    driver.ask(Ask::Done { step: "first".into(), note: String::new() }).await.unwrap();
    // Before the step is run nobody was asked.
    answer(&mut driver, "p95", true, "212ms").await.unwrap_err();
    driver.run("look").await;
    for (check, evidence, why) in [
        ("p95", "", "evidence"),
        ("p95", "fast enough", "not a number"),
        ("p95", "412ms", "does not meet"),
        ("board", "the usual one", "not a link"),
        ("open", " ", "evidence"),
        ("nobody asked", "yes", "nobody asked"),
    ] {
        let refused = answer(&mut driver, check, true, evidence).await.unwrap_err();
        assert!(refused.contains(why), "{check} {evidence}: {refused}");
    }
    answer(&mut driver, "p95", true, "212ms").await.unwrap();
    answer(&mut driver, "board", false, "all of it is red").await.unwrap();
    let verdict = |driver: &Client, check: &str| {
        let checks = &driver.state.step(&"look".into())?.checks;
        checks.get(check)?.verdict.map(|(_, verdict)| verdict)
    };
    driver.until(|state| state.step(&"look".into()).is_some_and(|of| of.checks.len() == 2)).await;
    assert_eq!(verdict(&driver, "p95"), Some(Outcome::Passed));
    assert_eq!(verdict(&driver, "board"), Some(Outcome::Failed));
    // What nobody has answered is neither, and the step is not through.
    assert_eq!(verdict(&driver, "open"), None);
    let again = answer(&mut driver, "p95", false, "it rose").await.unwrap_err();
    assert!(again.contains("not open"), "{again}");
}
