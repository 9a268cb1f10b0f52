//! The screens of what has to do with time: incidents, clocks, windows, polls, due phases; and copying.

use super::app::Outgoing;
use super::fixture::Hand;
use crate::model::event::Event;
use crate::model::ids::{PlanId, Role, StepId};
use crate::model::state::Limit;
use crate::model::verdict::{Assurance, Meaning};
use crate::model::{Ask, Refusal};

const MORE: &str = r#"
[[severity]]
id = "p0"
title = "P0 · critical"
when = "Complete outage, data loss, security breach"
rto = "15m"
respond = "5m"
escalate = [
  { to = "L1 · on-call engineer", after = "0m", contact = "Platform Lead" },
  { to = "L2 · team lead", after = "15m" },
]
link = [{ title = "Status page", url = "https://status.holilabs.xyz" }]
[[severity.step]]
id = "p0-page"
title = "Page the on-call engineer"
[[severity.step]]
id = "p0-status"
title = "Update the status page"
run = "statusctl down"
[[severity]]
id = "p3"
title = "P3 · low"
when = "Cosmetic"
[[clock]]
id = "initiate"
title = "Rollback started"
starts = "plan-offered"
stops = "plan-started"
within = "5m"
[[clock]]
id = "window"
title = "Deployment"
starts = "deploy"
stops = { phase = "deployment" }
within = "1h"
[[maintenance]]
id = "sunday"
title = "Standard maintenance window"
every = "second sunday"
start = "02:00"
end = "04:00"
tasks = ["Apply security patches", "Verify the backups"]
[[maintenance]]
id = "new-year"
title = "New year's freeze"
kind = "freeze"
from = "2025-12-20T00:00Z"
to = "2026-01-01T00:00Z"
strict = true
"#;

fn declared(width: u16, height: u16) -> Hand {
    let mut hand = Hand::with(width, height, MORE);
    hand.done_before("health");
    hand.event(Event::IncidentDeclared {
        incident: 1,
        severity: "p0".into(),
        reason: "the API answers nobody".to_owned(),
    });
    hand.event(Event::IncidentEscalated { incident: 1, level: 0, to: "L1 · on-call engineer".to_owned() });
    hand.wait(90);
    hand
}

/// Acknowledged in time, then the clock has run out.
fn overdue(width: u16, height: u16) -> Hand {
    let mut hand = declared(width, height);
    hand.event(Event::IncidentAcknowledged { incident: 1 }).wait(15 * 60);
    hand.event(Event::IncidentEscalated { incident: 1, level: 1, to: "L2 · team lead".to_owned() });
    hand.event(Event::IncidentOverdue { incident: 1, limit: Limit::Rto });
    hand
}

fn keyed(mut hand: Hand, keys: &str) -> Hand {
    hand.keys(keys);
    hand
}

macro_rules! screens {
    ($($name:ident: $hand:expr;)*) => {$(
        #[test]
        fn $name() {
            let mut hand: Hand = $hand;
            hand.fetched();
            insta::assert_snapshot!(stringify!($name), hand.screen());
        }
    )*};
}

screens! {
    incident_80x24: declared(80, 24);
    incident_120x40: declared(120, 40);
    incident_overdue_80x24: overdue(80, 24);
    incident_menu_80x24: keyed(declared(80, 24), "i");
    incident_declare_80x24: keyed(Hand::with(80, 24, MORE), "i<Enter>");
    incident_procedure_120x40: keyed(declared(120, 40), "ip");
    times_80x24: keyed(overdue(80, 24), "C");
    times_120x40: keyed(overdue(120, 40), "C");
    window_header_120x40: Hand::with(120, 40, MORE);
    contacts_marked_120x40: keyed(Hand::with(120, 40, MORE), "c<Down>");
}

#[test]
fn an_incident_is_declared_acknowledged_and_resolved_by_keys() {
    let mut hand = Hand::with(80, 24, MORE);
    hand.keys("i<Enter>down<Enter>");
    let declare = Ask::Declare { severity: "p0".into(), reason: "down".to_owned() };
    assert_eq!(hand.asked(), [declare]);
    hand.event(Event::IncidentDeclared { incident: 1, severity: "p0".into(), reason: "down".to_owned() });
    hand.granted();
    assert!(hand.screen().contains("Incident: P0 · critical"), "the procedure follows:\n{}", hand.screen());
    hand.keys("<Esc>ia");
    assert_eq!(hand.asked(), [Ask::AcknowledgeIncident { incident: 1 }]);
    hand.granted().event(Event::IncidentAcknowledged { incident: 1 });
    hand.keys("irback again<Enter>");
    assert_eq!(hand.asked(), [Ask::Resolve { incident: 1, note: "back again".to_owned() }]);
    hand.granted().event(Event::IncidentResolved { incident: 1, note: "back again".to_owned() });
    assert!(!hand.screen().contains("INCIDENT 1"), "{}", hand.screen());
}

#[test]
fn clocks_stand_on_the_screen_until_they_are_met_or_missed() {
    let mut hand = Hand::with(80, 24, MORE);
    hand.done_before("health");
    hand.event(Event::PlanOffered { plan: PlanId::new("manual-compose"), because: "errors".to_owned() });
    hand.wait(30);
    assert!(hand.screen().contains("Rollback started 4:30 left"), "{}", hand.screen());
    hand.wait(5 * 60);
    assert!(hand.screen().contains("Rollback started MISSED by 0:30"), "{}", hand.screen());
    insta::assert_snapshot!("clock_missed_80x24", hand.screen());
}

#[test]
fn a_closed_window_asks_for_a_reason_and_the_step_goes_on() {
    let mut hand = Hand::with(80, 24, MORE);
    hand.done_before("migrations").keys("<Enter>");
    let run = Ask::Run { step: StepId::new("migrations"), confirm: None };
    assert_eq!(hand.asked(), [run.clone()]);
    let why = "outside “Standard maintenance window”: it opens 2026-01-11 02:00:00 UTC";
    hand.answer(Some(&Refusal::Outside { step: "migrations".to_owned(), why: why.to_owned() }));
    insta::assert_snapshot!("window_override_80x24", hand.screen());
    hand.keys("it can't wait<Enter>");
    assert_eq!(hand.asked(), [Ask::Override { reason: "it can't wait".to_owned() }]);
    hand.granted();
    assert_eq!(hand.asked(), [run]);
}

#[test]
fn a_run_picked_up_a_day_later_shows_what_is_overdue() {
    let mut hand = Hand::with(80, 24, MORE);
    hand.done_before("gate").wait(24 * 60 * 60);
    let screen = hand.screen();
    assert!(screen.contains("overdue 23h"), "{screen}");
    insta::assert_snapshot!("overdue_80x24", screen);
    hand.event(Event::StepSkipped { step: StepId::new("gate"), reason: "late".to_owned() });
    assert!(!hand.screen().contains("overdue"), "{}", hand.screen());
}

#[test]
fn a_gate_shows_who_has_said_what() {
    let mut hand = Hand::with(120, 40, MORE);
    hand.done_before("gate");
    let mut poll = |person: &str, role: &str, meaning, note: &str| {
        hand.event(Event::SignedOff {
            step: StepId::new("gate"),
            person: person.into(),
            role: Some(Role::new(role)),
            meaning,
            assurance: Assurance::Unsigned,
            note: note.to_owned(),
            evidence_sha256: String::new(),
        });
    };
    poll("ops1", "deployer", Meaning::Approved, "");
    poll("ops2", "platform-lead", Meaning::Rejected, "errors are up");
    hand.keys("<Esc>");
    insta::assert_snapshot!("gate_no_go_120x40", hand.screen());
}

#[test]
fn only_y_copies_and_only_what_is_marked() {
    let copied = |hand: &Hand| -> Vec<String> {
        let texts = hand.sent.iter().filter_map(|it| match it {
            Outgoing::Copy(text) => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    };
    let mut hand = Hand::with(80, 24, MORE);
    hand.keys("c<Down><Down><Up>");
    assert_eq!(copied(&hand), Vec::<String>::new());
    hand.keys("y");
    assert_eq!(copied(&hand), ["+1-555-0100"]);
    hand.keys("<Esc>?y<Esc>");
    assert_eq!(copied(&hand).len(), 1, "a page without marks copies nothing");
    let long = format!("[[link]]\ntitle = \"Long\"\nurl = \"https://{}\"", "x".repeat(5_000));
    let mut hand = Hand::with(80, 24, &long);
    hand.keys(&format!("c{}y", "<Down>".repeat(40)));
    assert_eq!(copied(&hand), Vec::<String>::new(), "nobody's clipboard takes that");
}
