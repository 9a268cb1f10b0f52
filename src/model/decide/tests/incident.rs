use super::walk::{Walk, done};
use crate::model::event::GuardPhase;
use crate::model::state::{Limit, Timer};
use crate::model::verdict::RunOutcome;
use crate::model::{Ask, Refusal, Report};

const BOOK: &str = r#"
[[metric]]
id = "errors"
title = "Errors"
query = "x"
[[severity]]
id = "p0"
title = "P0"
rto = "15m"
respond = "5m"
escalate = [
  { to = "L1", after = "0m" },
  { to = "L2", after = "10m" },
  { to = "L3", after = "30m" },
]
step = [{ id = "page", title = "Page" }]
[[severity]]
id = "p3"
title = "P3"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
[[guard]]
id = "down"
title = "Down"
when = { metric = "errors", is = "> 5" }
then = { declare = "p0" }
"#;

fn declare(severity: &str, reason: &str) -> Ask {
    Ask::Declare { severity: severity.into(), reason: reason.to_owned() }
}

fn resolve(incident: u32, note: &str) -> Ask {
    Ask::Resolve { incident, note: note.to_owned() }
}

#[test]
fn the_first_level_is_told_at_once_and_the_others_in_their_time() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(walk.ask(declare("p0", "everything is down")), ["incident-declared", "incident-escalated"]);
    assert_eq!(walk.wait(4 * 60), Vec::<String>::new());
    assert_eq!(walk.wait(2 * 60), ["incident-overdue"], "nobody has answered in 5 minutes");
    assert_eq!(walk.wait(5 * 60), ["incident-escalated"]);
    assert_eq!(walk.wait(60), Vec::<String>::new(), "nothing is told twice");
    assert_eq!(walk.wait(4 * 60), ["incident-overdue"]);
    assert_eq!(walk.wait(20 * 60), ["incident-escalated"]);
    assert_eq!(walk.wait(24 * 60 * 60), Vec::<String>::new());
    let incident = walk.state.incident(1).unwrap();
    assert_eq!(incident.escalated.iter().map(|it| it.to.as_str()).collect::<Vec<_>>(), ["L1", "L2", "L3"]);
    assert!(incident.missed(Limit::Rto) && incident.missed(Limit::Respond));
}

#[test]
fn what_came_due_while_nobody_looked_is_told_once_in_its_order() {
    let mut walk = Walk::of(BOOK);
    walk.ask(declare("p0", "everything is down"));
    // A day without a conductor.
    let told = walk.wait(24 * 60 * 60);
    assert_eq!(told, ["incident-overdue", "incident-escalated", "incident-overdue", "incident-escalated"]);
    let late = Report::Due(Timer::Level { incident: 1, level: 1 });
    assert_eq!(walk.hear(late), Vec::<String>::new());
    assert_eq!(walk.hear(Report::Due(Timer::Level { incident: 7, level: 0 })), Vec::<String>::new());
}

#[test]
fn an_acknowledgement_answers_and_takes_the_banner_away_but_not_the_next_level() {
    let mut walk = Walk::of(BOOK);
    walk.ask(declare("p0", "everything is down"));
    assert_eq!(walk.state.incident(1).unwrap().unacknowledged().count(), 1);
    assert_eq!(walk.ask(Ask::AcknowledgeIncident { incident: 1 }), ["incident-acknowledged"]);
    assert_eq!(walk.ask(Ask::AcknowledgeIncident { incident: 1 }), Vec::<String>::new());
    assert_eq!(walk.wait(9 * 60), Vec::<String>::new(), "it was answered in time");
    assert_eq!(walk.wait(60), ["incident-escalated"]);
    assert_eq!(walk.state.incident(1).unwrap().unacknowledged().count(), 1);
    assert_eq!(walk.ask(Ask::AcknowledgeIncident { incident: 1 }), ["incident-acknowledged"]);
}

#[test]
fn resolved_is_resolved() {
    let mut walk = Walk::of(BOOK);
    assert!(matches!(walk.refuses(declare("p0", " ")), Refusal::Reason { .. }));
    assert!(matches!(walk.refuses(declare("p9", "x")), Refusal::Unknown { .. }));
    walk.ask(declare("p0", "everything is down"));
    assert!(matches!(walk.refuses(resolve(1, "")), Refusal::Reason { .. }));
    assert!(matches!(walk.refuses(resolve(2, "up")), Refusal::Unknown { .. }));
    assert_eq!(walk.ask(resolve(1, "up again")), ["incident-resolved"]);
    assert_eq!(walk.wait(24 * 60 * 60), Vec::<String>::new());
    assert!(matches!(walk.refuses(Ask::AcknowledgeIncident { incident: 1 }), Refusal::Unknown { .. }));
}

#[test]
fn several_may_be_open_and_a_procedure_begins_anew_once_nobody_is_at_it() {
    let mut walk = Walk::of(BOOK);
    walk.ask(declare("p0", "one"));
    walk.ask(done("page"));
    assert_eq!(walk.ask(declare("p0", "two")), ["incident-declared", "incident-escalated"]);
    assert_eq!(walk.ask(declare("p3", "three")), ["incident-declared"]);
    assert_eq!(walk.state.open_incidents().map(|it| it.number).collect::<Vec<_>>(), [1, 2, 3]);
    walk.ask(resolve(1, "up"));
    walk.ask(resolve(2, "up"));
    assert_eq!(walk.ask(declare("p0", "four")), ["incident-declared", "incident-escalated", "step-reopened"],);
}

#[test]
fn a_guard_declares_once() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    let fired = ["guard-moved", "incident-declared", "incident-escalated"];
    assert_eq!(walk.guard("down", GuardPhase::Firing), fired);
    assert!(walk.state.incident(1).unwrap().reason.contains("Down: 7 %"));
    walk.guard("down", GuardPhase::Quiet);
    assert_eq!(walk.guard("down", GuardPhase::Firing), ["guard-moved"], "one is open");
}

#[test]
fn after_the_end_nothing_comes_due() {
    let mut walk = Walk::of(BOOK);
    walk.ask(declare("p0", "everything is down"));
    walk.ask(super::walk::finish(RunOutcome::NoGo));
    assert_eq!(walk.wait(24 * 60 * 60), Vec::<String>::new());
    assert!(matches!(walk.refuses(declare("p0", "again")), Refusal::Ended { .. }));
}
