use super::walk::{Walk, done, finish, run, skip, start_plan};
use crate::model::state::ClockStanding;
use crate::model::verdict::{RunOutcome, Verdict};
use crate::model::{Ask, Event};

const BOOK: &str = r#"
rollback = "back"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "one"
title = "One"
[[phase.step]]
id = "two"
title = "Two"
run = "true"
[[plan]]
id = "back"
title = "Back"
then = "more"
step = [{ id = "b1", title = "B1" }]
[[plan]]
id = "more"
title = "More"
step = [{ id = "m1", title = "M1" }]
[[severity]]
id = "p0"
title = "P0"
[[clock]]
id = "initiate"
title = "Rollback started"
starts = "plan-offered"
stops = "plan-started"
within = "5m"
[[clock]]
id = "complete"
title = "Rollback through"
starts = "plan-started"
stops = "plan-ended"
within = "10m"
[[clock]]
id = "phase"
title = "Phase"
starts = { phase = "a" }
stops = { phase = "a" }
within = "1h"
[[clock]]
id = "two"
title = "Two"
starts = { step = "two" }
stops = { step = "two" }
within = "2m"
[[clock]]
id = "mend"
title = "Mended"
starts = "incident"
stops = "incident-resolved"
within = "15m"
[[clock]]
id = "whole"
title = "The run"
starts = "run"
stops = "run-ended"
within = "4h"
"#;

/// Each clock that was started, as the screen has it.
fn shown(walk: &Walk) -> Vec<String> {
    let one = |standing: ClockStanding| match standing {
        ClockStanding::Running(left) => format!("{left} left"),
        ClockStanding::Late(over) => format!("{over} over"),
        ClockStanding::Met(took) => format!("met in {took}"),
        ClockStanding::Missed(took) => format!("missed, {took}"),
        ClockStanding::Void => "void".to_owned(),
    };
    walk.state
        .clocks_at(walk.now())
        .map(|(clock, run, it)| format!("{} {}: {}", clock.id, run.number, one(it)))
        .collect()
}

#[test]
fn a_rollback_is_started_and_through_in_time_with_the_plan_that_follows() {
    let mut walk = Walk::of(BOOK);
    walk.ask(done("one"));
    walk.run("two");
    walk.ends("two", Verdict::Failed);
    walk.wait(60);
    walk.ask(start_plan("back"));
    walk.wait(4 * 60);
    walk.ask(done("b1"));
    let running = shown(&walk);
    assert!(running.iter().any(|it| it.starts_with("complete 1: ") && it.ends_with(" left")), "{running:?}");
    walk.wait(4 * 60);
    walk.ask(done("m1"));
    let ended = shown(&walk);
    assert_eq!(ended[3..], ["initiate 1: met in 1m1s", "complete 1: met in 8m6s"]);
}

#[test]
fn a_missed_clock_is_told_once_and_stays_missed() {
    let mut walk = Walk::of(BOOK);
    walk.ask(done("one"));
    walk.run("two");
    assert_eq!(walk.wait(121), ["clock-missed"]);
    assert_eq!(walk.wait(60), Vec::<String>::new());
    walk.ends("two", Verdict::Passed);
    assert!(shown(&walk).iter().any(|it| it.starts_with("two 1: missed, 3m")), "{:?}", shown(&walk));
    assert!(
        matches!(&walk.journal[3].event, Event::ClockMissed { clock, number: 1 } if clock.as_str() == "two")
    );
}

#[test]
fn a_declined_plan_ends_its_clock_and_a_new_offer_starts_another() {
    let mut walk = Walk::of(BOOK);
    walk.ask(done("one"));
    walk.run("two");
    walk.ends("two", Verdict::Failed);
    walk.ask(Ask::DeclinePlan { plan: "back".into(), reason: "a typo".to_owned() });
    walk.run_again("two");
    walk.ends("two", Verdict::Failed);
    let shown = shown(&walk);
    assert!(shown.contains(&"initiate 1: void".to_owned()), "{shown:?}");
    assert!(shown.iter().any(|it| it.starts_with("initiate 2: ")), "{shown:?}");
}

#[test]
fn each_incident_has_a_clock_of_its_own() {
    let mut walk = Walk::of(BOOK);
    let declare = || Ask::Declare { severity: "p0".into(), reason: "down".to_owned() };
    walk.ask(declare());
    walk.wait(60);
    walk.ask(declare());
    walk.ask(Ask::Resolve { incident: 1, note: "up".to_owned() });
    let shown = shown(&walk);
    assert_eq!(shown[1..], ["mend 1: met in 1m2s", "mend 2: 14m58s left"], "{shown:?}");
}

#[test]
fn the_end_stops_what_still_runs() {
    let mut walk = Walk::of(BOOK);
    walk.ask(done("one"));
    walk.ask(run("two"));
    walk.ends("two", Verdict::Passed);
    walk.ask(finish(RunOutcome::Go));
    let shown = shown(&walk);
    assert!(shown[0].starts_with("whole 1: met in "), "{shown:?}");
    assert!(shown[1].starts_with("phase 1: met in "), "{shown:?}");
    let mut walk = Walk::of(BOOK);
    walk.ask(skip("one", "not today"));
    walk.wait(2 * 60 * 60);
    walk.ask(finish(RunOutcome::NoGo));
    assert!(self::shown(&walk)[1].starts_with("phase 1: missed, 2h"), "{:?}", self::shown(&walk));
}

#[test]
fn a_rehearsal_is_as_much_faster() {
    let mut walk = Walk::rehearsing(BOOK, 60);
    walk.ask(done("one"));
    walk.run("two");
    assert_eq!(walk.wait(2), ["clock-missed"], "two minutes are two seconds");
    walk.ends("two", Verdict::Passed);
    let shown = shown(&walk);
    assert!(shown.contains(&"two 1: missed, 4m".to_owned()), "{shown:?}");
}
