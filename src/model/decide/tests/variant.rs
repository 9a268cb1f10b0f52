use super::walk::{Walk, cancel, choose, rerun, run, start_plan};
use crate::model::state::{Next, Status};
use crate::model::verdict::{Outcome, Verdict};
use crate::model::{Ask, Refusal};

const BOOK: &str = r#"
[input.host]
ask = "Host"
later = true
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "first"
title = "First"
[[phase.step]]
id = "go"
title = "Go"
variant = [
  { id = "kube", title = "Kube", run = "kubectl apply", check = [{ name = "pods", probe.tcp = { port = 1 } }] },
  { id = "ssh", title = "SSH", run = "ssh $host", check = [{ name = "up", probe.http = { url = "http://${host}" } }] },
  { id = "fill", title = "Fill", run = "ssh <host>" },
]
[[plan]]
id = "back"
title = "Back"
[[plan.step]]
id = "p1"
title = "P1"
variant = [{ id = "x", title = "X", run = "true" }, { id = "y", title = "Y", run = "false" }]
"#;

fn at_go() -> Walk {
    let mut walk = Walk::of(BOOK);
    walk.ask(super::walk::done("first"));
    walk
}

#[test]
fn a_variant_is_chosen_first() {
    let mut walk = at_go();
    let wanted = Refusal::ChooseFirst { step: "go".to_owned(), variants: "kube, ssh, fill".to_owned() };
    assert_eq!(walk.refuses(run("go")), wanted);
    assert_eq!(walk.refuses(rerun("go")), wanted);
    assert!(matches!(walk.refuses(choose("go", "no")), Refusal::Unknown { .. }));
    assert_eq!(walk.ask(choose("go", "kube")), ["variant-chosen"]);
    assert!(walk.ask(choose("go", "kube")).is_empty());
    assert_eq!(walk.run("go"), ["attempt-started"]);
}

#[test]
fn it_may_be_chosen_before_its_turn() {
    let mut walk = Walk::of(BOOK);
    walk.ask(choose("go", "kube"));
    walk.ask(choose("p1", "x"));
    assert_eq!(walk.status("go"), Status::Pending);
}

#[test]
fn only_the_chosen_variant_s_inputs_and_placeholders_count() {
    let mut walk = at_go();
    walk.ask(choose("go", "kube"));
    walk.pass("go");
    walk.ask(cancel("go"));
    walk.ask(choose("go", "ssh"));
    assert_eq!(walk.status("go"), Status::Pending);
    let missing = Refusal::MissingInput { step: "go".to_owned(), names: "host".to_owned() };
    assert_eq!(walk.refuses(run("go")), missing);
    walk.ask(Ask::GiveInput { name: "host".into(), value: "h1".to_owned() });
    walk.run("go");
    walk.ends("go", Verdict::Failed);
    walk.ask(choose("go", "fill"));
    assert!(matches!(walk.refuses(run("go")), Refusal::Placeholder { .. }));
}

#[test]
fn another_variant_begins_the_step_anew() {
    let mut walk = at_go();
    walk.ask(choose("go", "kube"));
    walk.pass("go");
    walk.checked("go", "pods", Outcome::Failed);
    assert_eq!(walk.ask(choose("go", "ssh")), ["variant-chosen", "step-reopened"]);
    assert_eq!(walk.next("go"), Next::Run, "the other variant's command has not run");
    assert_eq!(walk.state.step(&"go".into()).unwrap().attempts.len(), 1, "what was done stays known");
}

#[test]
fn nothing_is_chosen_while_the_step_is_under_way() {
    let mut walk = at_go();
    walk.ask(choose("go", "kube"));
    walk.run("go");
    assert!(matches!(walk.refuses(choose("go", "ssh")), Refusal::NotNow { .. }));
    walk.ends("go", Verdict::Passed);
    assert_eq!(walk.next("go"), Next::Checking);
    assert!(matches!(walk.refuses(choose("go", "ssh")), Refusal::NotNow { .. }));
}

#[test]
fn nothing_is_chosen_where_the_run_does_not_go() {
    let mut walk = at_go();
    walk.ask(choose("go", "kube"));
    walk.ask(start_plan("back"));
    assert_eq!(walk.refuses(choose("go", "ssh")), Refusal::Frozen { plan: "back".to_owned() });
    walk.ask(choose("p1", "x"));
    walk.pass("p1");
    assert!(matches!(walk.refuses(choose("p1", "y")), Refusal::PlanNotStarted { .. }), "it is through");
}
