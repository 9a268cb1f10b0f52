//! Whatever is asked and reported, in whatever order, the run stays sound.

use proptest::prelude::*;

use super::walk::{
    Walk, answer, cancel, choose, done, ended, fail, finish, look, note, rerun, sign, skip, start_plan,
    tried, waive,
};
use crate::model::event::GuardPhase;
use crate::model::fold::fold;
use crate::model::state::{Mode, Next, Place, Status};
use crate::model::verdict::{Meaning, Outcome, RunOutcome, Verdict};
use crate::model::{Actor, Ask, Command, Event, Recorded, Report, State, decide};

const BOOK: &str = r#"
rollback = "back"
[input.version]
ask = "Version"
later = true
[[metric]]
id = "errors"
title = "Errors"
query = "x"
[[phase]]
id = "a"
title = "A"
order = "free"
[[phase.step]]
id = "hand"
title = "Hand"
[[phase.step]]
id = "probe"
title = "Probe"
check = [{ name = "c", probe.tcp = { port = 1 } }]
[[phase.step]]
id = "make"
title = "Make"
run = "make"
retry = { attempts = 2 }
[[phase.step]]
id = "in"
title = "In"
run = "echo $version"
when.input = { name = "version", is = "2" }
[[phase]]
id = "b"
title = "B"
[[phase.step]]
id = "go"
title = "Go"
risk = "high"
retry = { attempts = 2 }
on_failure = "loss"
check = [
  { name = "c", probe.tcp = { port = 1 } },
  { name = "q", probe.person = { ask = "?" } },
]
watch = { for = "5m", criteria = [{ name = "low", metric = "errors", is = "< 1" }] }
signoff = { four_eyes = true }
variant = [{ id = "x", title = "X", run = "true" }, { id = "y", title = "Y", run = "false" }]
[[phase.step]]
id = "after"
title = "After"
optional = true
when.done = "go"
gate = { roles = ["lead"] }
[[plan]]
id = "back"
title = "Back"
then = "loss"
[[plan.step]]
id = "p1"
title = "P1"
run = "true"
check = [{ name = "c", probe.tcp = { port = 1 }, advisory = true }]
[[plan]]
id = "loss"
title = "Loss"
warning = "Orders are lost."
step = [{ id = "l1", title = "L1" }, { id = "l2", title = "L2" }]
[[trouble]]
id = "slow"
title = "Slow"
diagnosis = [{ id = "t1", title = "T1", run = "uptime", check = [{ name = "c", probe.tcp = { port = 1 } }] }]
[[guard]]
id = "offers"
title = "Offers"
when = { metric = "errors", is = "> 5" }
then = { offer = "loss" }
[[guard]]
id = "starts"
title = "Starts"
when = { metric = "errors", is = "> 9" }
then = { start = "back" }
"#;

const STEPS: [&str; 11] = ["hand", "probe", "make", "in", "go", "after", "p1", "l1", "l2", "t1", "no"];

/// Every kind of wish and report, on every step.
fn commands() -> Vec<Command> {
    let mut asks = vec![
        Ask::Drive { person: "ops2".into() },
        Ask::GiveInput { name: "version".into(), value: "1".to_owned() },
        Ask::GiveInput { name: "version".into(), value: "2".to_owned() },
        Ask::Acknowledge { guard: "offers".into() },
        Ask::DeclinePlan { plan: "loss".into(), reason: "no".to_owned() },
        Ask::RunAll { phase: "a".into() },
        Ask::RunAll { phase: "b".into() },
        Ask::Park { reason: "a look".to_owned() },
        note(None, "run"),
    ];
    asks.extend([RunOutcome::Go, RunOutcome::NoGo, RunOutcome::RolledBack].map(finish));
    for plan in ["back", "loss", "no"] {
        let confirm = Some(plan.to_owned());
        asks.push(start_plan(plan));
        asks.push(Ask::StartPlan { plan: plan.into(), because: "red".to_owned(), confirm });
    }
    let mut reports = vec![
        Report::ConductorStarted { pid: 1, version: "0.1.0".to_owned() },
        Report::ConductorStopping,
        Report::InputMoved { name: "version".into(), value: Some("2".to_owned()) },
    ];
    for guard in ["offers", "starts", "no"] {
        for to in [GuardPhase::Quiet, GuardPhase::Pending, GuardPhase::Firing, GuardPhase::Blind] {
            reports.push(Report::GuardMoved { guard: guard.into(), to, observed: "7".to_owned() });
        }
    }
    for step in STEPS {
        asks.extend(asks_of(step));
        reports.extend(reports_of(step));
    }
    asks.into_iter().map(Command::Ask).chain(reports.into_iter().map(Command::Report)).collect()
}

fn asks_of(step: &str) -> Vec<Ask> {
    let confirm = Some(step.to_owned());
    let mut asks = vec![
        Ask::Run { step: step.into(), confirm: confirm.clone() },
        Ask::Rerun { step: step.into(), confirm },
        super::walk::run(step),
        rerun(step),
        cancel(step),
        look(step, "fine"),
        answer(step, "q", true, "seen"),
        answer(step, "q", false, "seen"),
        done(step),
        fail(step, "broken"),
        skip(step, "left"),
        skip(step, ""),
        waive(step, "known"),
        note(Some(step), "text"),
    ];
    asks.extend(["x", "y", "no"].map(|variant| choose(step, variant)));
    for person in ["ops1", "ops2"] {
        for meaning in [Meaning::Performed, Meaning::Rejected] {
            asks.push(sign(step, person, None, meaning));
            asks.push(sign(step, person, Some("lead"), meaning));
        }
    }
    asks
}

fn reports_of(step: &str) -> Vec<Report> {
    let mut reports = vec![Report::WatchRestarted { step: step.into() }];
    for attempt in 1..=4 {
        for verdict in
            [Verdict::Passed, Verdict::Look, Verdict::Failed, Verdict::Interrupted, Verdict::Cancelled]
        {
            reports.push(ended(step, attempt, verdict));
        }
    }
    for verdict in [Outcome::Passed, Outcome::Errored, Outcome::Failed] {
        reports.push(tried(step, "c", 1, verdict));
        for check in ["c", "q", "no"] {
            reports.push(Report::CheckEnded { step: step.into(), check: check.into(), verdict });
        }
        reports.push(Report::WatchEnded { step: step.into(), verdict, criteria: Vec::new() });
    }
    reports
}

fn json(state: &State) -> serde_json::Value {
    serde_json::to_value(state).unwrap()
}

/// What holds after every command.
fn is_sound(walk: &Walk, pool: &[Command]) {
    let state = &walk.state;
    let running = state.steps.values().filter(|of| of.running().is_some()).count();
    assert!(running <= 1, "{running} commands run");
    for step in state.book.steps() {
        let (status, next) = (state.status(step), state.next(step));
        match status {
            Status::Passed | Status::Skipped | Status::Waived => {
                assert_eq!(next, Next::Nothing, "{}", step.id);
            }
            Status::Failed => assert!(matches!(next, Next::Failed(_)), "{}: {next:?}", step.id),
            Status::Look => assert_eq!(next, Next::Look),
            Status::Interrupted => assert_eq!(next, Next::Interrupted),
            Status::NotApplicable => assert!(state.not_applicable(step).is_some()),
            Status::Pending | Status::Running => assert_ne!(next, Next::Nothing),
        }
        let under_way = matches!(next, Next::Checking | Next::Watching | Next::Running);
        let on_course = match (state.book.place(&step.id).unwrap(), &state.mode) {
            (_, Mode::Ended(_)) => false,
            (Place::Phase { .. }, mode) => *mode == Mode::Deploying,
            (Place::Plan { plan, .. }, mode) => *mode == Mode::RollingBack(state.book.plan[plan].id.clone()),
            (Place::Trouble { .. } | Place::Severity { .. }, _) => true,
        };
        assert!(on_course || !under_way, "{} is under way, but the run does not go there", step.id);
        // The first of them may come from the queue that a person filled.
        let by_itself = state.step(&step.id).map_or(0, |of| {
            let again = of.attempts.iter().skip(of.reopened + 1);
            again.rev().take_while(|it| it.by == "gonogo").count()
        });
        let allowed = step.retry.map_or(0, |retry| retry.attempts as usize - 1);
        assert!(by_itself <= allowed, "{}: {by_itself} attempts by itself", step.id);
    }
    match &state.mode {
        Mode::RollingBack(_) => assert!(state.current().is_some(), "the plan is stuck"),
        Mode::Ended(_) => {
            for command in pool {
                match command {
                    Command::Ask(_) | Command::AskAgainst(..) => {
                        assert!(decide(state, command).is_err(), "{command:?}");
                    }
                    Command::Report(_) => assert_eq!(decide(state, command), Ok(Vec::new())),
                }
            }
        }
        Mode::Deploying | Mode::Returned(_) => {}
    }
    assert!(state.queue.is_empty() || running == 1, "a queue that nothing takes on: {:?}", state.queue);
    assert!(state.offer.is_none() || state.mode == Mode::Deploying);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_walk_stays_sound(picks in prop::collection::vec((any::<u16>(), 0..8_u8), 1..100)) {
        let pool = commands();
        let mut walk = Walk::of(BOOK);
        for (pick, luck) in picks {
            let pick = usize::from(pick);
            // Most are such as are granted, or no walk would come far; the end comes late.
            let granted: Vec<&Command> = pool
                .iter()
                .filter(|it| luck < 7 && !matches!(it, Command::Ask(Ask::End { .. })))
                .filter(|it| decide(&walk.state, it).is_ok_and(|events| !events.is_empty()))
                .collect();
            let command = granted.get(pick % granted.len().max(1)).copied().unwrap_or(&pool[pick % pool.len()]);
            let before = walk.state.mode.clone();
            if let Ok(events) = walk.take(command) {
                let touches = |event: &Event| crate::model::fold::step_of(event).cloned();
                for step in events.iter().filter(|it| !matches!(it, Event::NoteAdded { .. })).filter_map(touches) {
                    prop_assert!(walk.state.book.find(&step).is_some(), "{step} is unknown");
                    let frozen = matches!(before, Mode::RollingBack(_) | Mode::Returned(_))
                        && matches!(walk.state.book.place(&step), Some(Place::Phase { .. }));
                    prop_assert!(!frozen, "{step} moves while the deployment stands still: {events:?}");
                }
            }
            is_sound(&walk, &pool);
        }

        let replayed = walk.journal.iter().fold(State::new(walk.state.book.clone()), fold);
        prop_assert_eq!(json(&replayed), json(&walk.state));
        let read: State = serde_json::from_str(&serde_json::to_string(&walk.state).unwrap()).unwrap();
        prop_assert_eq!(json(&read), json(&walk.state));
        for recorded in &walk.journal {
            let text = serde_json::to_string(recorded).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Recorded>(&text).unwrap(), recorded);
        }
    }

    #[test]
    fn any_events_fold(picks in prop::collection::vec((any::<u16>(), any::<u16>()), 1..60)) {
        // Events of one walk, in an order in which they never came: an old or odd journal still opens.
        let pool = commands();
        let mut walk = Walk::of(BOOK);
        for (pick, _) in &picks {
            let _ = walk.take(&pool[usize::from(*pick) % pool.len()]);
        }
        let mut state = State::new(walk.state.book.clone());
        for (seq, (_, pick)) in (0_u64..).zip(&picks) {
            let mut recorded = walk.journal[usize::from(*pick) % walk.journal.len()].clone();
            recorded.seq = seq;
            recorded.by = Actor::Conductor;
            state = fold(state, &recorded);
            for command in &pool {
                let _refused = decide(&state, command);
            }
        }
    }
}
