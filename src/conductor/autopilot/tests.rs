//! Every move of the headless driver, in a real run and in a rehearsal.

use super::*;
use crate::model::event::{AttemptEnd, Event, GuardPhase, Recorded, RehearsalOf, RunStarted};
use crate::model::fold::fold_into;
use crate::model::stamp::Stamp;
use crate::model::verdict::{Outcome, Verdict};
use crate::model::{Actor, Command, Report, decide};

const PLANS: &str = r#"
    rollback = "back"
    [[metric]]
    id = "errors"
    title = "Errors"
    query = "x"
    [[guard]]
    id = "red"
    title = "Red"
    when = { metric = "errors", is = "> 5" }
    then = { offer = "loss" }
    [[plan]]
    id = "back"
    title = "Back"
    step = [{ id = "p1", title = "P1", run = "true" }]
    [[plan]]
    id = "loss"
    title = "Loss"
    warning = "Orders are lost."
    step = [{ id = "l1", title = "L1", run = "true" }]
    [[phase]]
    id = "a"
    title = "A"
    [[phase.step]]
    id = "go"
    title = "Go"
    "#;

struct Run {
    state: State,
    policy: Policy,
}

impl Run {
    /// A run whose one step says `step`.
    fn of(step: &str, rehearsal: bool) -> Self {
        let text = format!("format = 1\nid = \"book\"\ntitle = \"Book\"\n{PLANS}{step}");
        let mut run = Self { state: State::of(toml::from_str(&text).unwrap()), policy: Policy::default() };
        let started = RunStarted {
            run: "7Q2M5K".into(),
            book: "book".into(),
            title: "Book".to_owned(),
            book_sha256: String::new(),
            environment: None,
            rehearsal: rehearsal.then_some(RehearsalOf { scenario: None, speed: 60 }),
            inputs: BTreeMap::new(),
            planned: None,
            driver: "ops1".into(),
            host: "bastion".to_owned(),
            folder: "/srv".to_owned(),
            version: "0.1.0".to_owned(),
        };
        run.record(&Actor::Conductor, vec![Event::RunStarted(started)]);
        run
    }

    fn real(step: &str) -> Self {
        Self::of(step, false)
    }

    fn rehearsed(step: &str) -> Self {
        Self::of(step, true)
    }

    fn record(&mut self, by: &Actor, events: Vec<Event>) {
        for event in events {
            let seq = self.state.events;
            let recorded = Recorded { seq, at: Stamp::from_millis(0), by: by.clone(), event };
            fold_into(&mut self.state, &recorded);
        }
    }

    fn next(&self) -> Move {
        next_move(&self.state, &self.policy)
    }

    fn ask(&mut self) -> Ask {
        match self.next() {
            Move::Ask(ask) => {
                let events = decide(&self.state, &Command::Ask(ask.clone()))
                    .unwrap_or_else(|refusal| panic!("{ask:?}: {refusal}"));
                assert!(!events.is_empty(), "{ask:?} would be asked for ever");
                self.record(&Actor::Autopilot("ops1".into()), events);
                ask
            }
            other => panic!("{other:?}"),
        }
    }

    fn parks(&self) -> String {
        match self.next() {
            Move::Park(why) => why,
            other => panic!("{other:?}"),
        }
    }

    fn hear(&mut self, report: Report) {
        let events = decide(&self.state, &Command::Report(report)).unwrap();
        self.record(&Actor::Conductor, events);
    }

    fn ends(&mut self, step: &str, verdict: Verdict) {
        let end = AttemptEnd {
            verdict,
            exit: Some(i32::from(verdict == Verdict::Failed)),
            signal: None,
            failing: Vec::new(),
            names: Vec::new(),
            state_lost: None,
            survivors: Vec::new(),
            bytes: 0,
            lines: 0,
            sha256: String::new(),
            why: None,
        };
        self.hear(Report::AttemptEnded { step: step.into(), attempt: 1, end });
    }

    fn failed(mut self) -> Self {
        self.ask();
        self.ends("go", Verdict::Failed);
        self
    }
}

#[test]
fn a_command_is_run_waited_for_and_the_run_ended_go() {
    for rehearsal in [false, true] {
        let mut run = Run::of("run = \"true\"", rehearsal);
        assert!(matches!(run.ask(), Ask::Run { .. }));
        assert_eq!(run.next(), Move::Wait);
        run.ends("go", Verdict::Passed);
        match run.ask() {
            Ask::End { outcome: RunOutcome::Go, note } => {
                assert_eq!(note.starts_with("simulated"), rehearsal, "{note}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(run.next(), Move::Finished(RunOutcome::Go));
    }
}

#[test]
fn checks_and_watches_are_begun_and_waited_for() {
    let step = "check = [{ name = \"c\", probe.tcp = { port = 1 } }]\n\
                watch = { for = \"5m\", criteria = [{ name = \"low\", metric = \"errors\", is = \"< 1\" }] }";
    let mut run = Run::real(step);
    assert!(matches!(run.ask(), Ask::Run { .. }));
    assert_eq!(run.next(), Move::Wait);
    run.hear(Report::CheckEnded { step: "go".into(), check: "c".into(), verdict: Outcome::Passed });
    assert_eq!(run.next(), Move::Wait, "the watch follows by itself");
    run.hear(Report::WatchEnded { step: "go".into(), verdict: Outcome::Passed, criteria: Vec::new() });
    assert!(matches!(run.ask(), Ask::End { .. }));
}

#[test]
fn a_typed_confirmation_is_given_by_yes_or_in_a_rehearsal() {
    let step = "run = \"true\"\nrisk = \"critical\"";
    let mut run = Run::real(step);
    assert!(run.parks().contains("--yes"));
    run.policy.yes = true;
    assert!(matches!(run.ask(), Ask::Run { confirm: Some(typed), .. } if typed == "go"));
    assert!(matches!(Run::rehearsed(step).ask(), Ask::Run { confirm: Some(_), .. }));
}

#[test]
fn a_variant_is_chosen_beforehand_or_in_a_rehearsal_the_first() {
    let step = "variant = [{ id = \"x\", title = \"X\", run = \"true\" }, { id = \"y\", title = \"Y\", run = \"true\" }]";
    let mut run = Run::real(step);
    assert!(run.parks().contains("a variant must be chosen"));
    run.policy.variants.insert("go".into(), "y".into());
    assert!(matches!(run.ask(), Ask::ChooseVariant { variant, .. } if variant.as_str() == "y"));
    assert!(matches!(run.ask(), Ask::Run { .. }));
    assert!(
        matches!(Run::rehearsed(step).ask(), Ask::ChooseVariant { variant, .. } if variant.as_str() == "x")
    );
}

#[test]
fn a_look_is_for_a_person() {
    for rehearsal in [false, true] {
        let mut run = Run::of("run = \"true\"", rehearsal);
        run.ask();
        run.ends("go", Verdict::Look);
        if rehearsal {
            assert!(matches!(run.ask(), Ask::ConfirmLook { note, .. } if note.starts_with("simulated")));
        } else {
            assert!(run.parks().contains("a person must look"));
        }
    }
}

#[test]
fn an_unknown_outcome_is_for_a_person_even_in_a_rehearsal() {
    for rehearsal in [false, true] {
        let mut run = Run::of("run = \"true\"\non_failure = \"back\"", rehearsal);
        run.policy.on_failure = OnFailure::Rollback;
        run.ask();
        run.ends("go", Verdict::Interrupted);
        assert!(run.parks().contains("its outcome is unknown"));
    }
}

#[test]
fn a_question_and_work_by_hand_are_for_a_person() {
    let question = "check = [{ name = \"q\", probe.person = { ask = \"?\", evidence = true } }]";
    let mut run = Run::real(question);
    run.ask();
    assert!(run.parks().contains("a question"));
    assert!(Run::real("").parks().contains("by hand"));
    let mut run = Run::rehearsed(question);
    run.ask();
    assert!(
        matches!(run.ask(), Ask::Answer { yes: true, evidence, .. } if evidence.starts_with("simulated"))
    );
    assert!(matches!(Run::rehearsed("").ask(), Ask::Done { note, .. } if note.starts_with("simulated")));
}

#[test]
fn a_real_run_is_signed_by_the_signer_alone() {
    let mut run = Run::real("signoff = { roles = [\"deployer\"], four_eyes = true }");
    assert!(run.parks().contains("a sign-off is needed"));
    run.policy.signer = Some("ops9".into());
    match run.ask() {
        Ask::SignOff { person, role, meaning: Meaning::Performed, note, .. } => {
            assert_eq!((person.as_str(), role, note.as_str()), ("ops9", Some("deployer".into()), ""));
        }
        other => panic!("{other:?}"),
    }
    assert!(run.parks().contains("a sign-off is needed"), "four eyes are two persons");
}

#[test]
fn a_rehearsal_makes_the_second_person_up_and_says_so() {
    let mut run = Run::rehearsed("signoff = { four_eyes = true }\ngate = { roles = [\"a\", \"b\", \"c\"] }");
    let mut persons = Vec::new();
    while let Move::Ask(Ask::SignOff { person, note, .. }) = run.next() {
        assert_eq!(note, "simulated");
        persons.push(person.to_string());
        run.ask();
    }
    assert_eq!(persons, ["ops1", "Simulated Pair", "Simulated Pair 2"]);
    assert!(matches!(run.next(), Move::Ask(Ask::End { .. })));
}

#[test]
fn one_person_polls_and_signs_where_nothing_says_otherwise() {
    let mut run = Run::real("signoff = { roles = [\"deployer\"] }\ngate = { roles = [\"lead\"] }");
    run.policy.signer = Some("ops9".into());
    assert!(matches!(run.ask(), Ask::SignOff { meaning: Meaning::Approved, .. }));
    assert!(matches!(run.ask(), Ask::SignOff { meaning: Meaning::Performed, .. }));
    assert!(matches!(run.ask(), Ask::End { .. }));
}

#[test]
fn a_failure_parks_or_starts_the_offered_plan_by_policy() {
    let mut run = Run::real("run = \"true\"").failed();
    assert!(run.parks().contains("rollback plan `back` is offered"));
    run.policy.on_failure = OnFailure::Rollback;
    assert!(matches!(run.ask(), Ask::StartPlan { plan, .. } if plan.as_str() == "back"));
    assert!(matches!(run.ask(), Ask::Run { step, .. } if step.as_str() == "p1"));
    run.ends("p1", Verdict::Passed);
    assert!(matches!(run.ask(), Ask::End { outcome: RunOutcome::RolledBack, .. }));
    assert_eq!(run.next(), Move::Finished(RunOutcome::RolledBack));
}

#[test]
fn a_plan_with_a_warning_wants_yes() {
    let mut run = Run::real("run = \"true\"\non_failure = \"loss\"").failed();
    run.policy.on_failure = OnFailure::Rollback;
    assert!(run.parks().contains("--yes"));
    run.policy.yes = true;
    assert!(matches!(run.ask(), Ask::StartPlan { confirm: Some(_), .. }));
}

#[test]
fn a_rehearsal_follows_the_offered_plan() {
    let mut run = Run::rehearsed("run = \"true\"\non_failure = \"loss\"").failed();
    assert!(matches!(run.ask(), Ask::StartPlan { plan, .. } if plan.as_str() == "loss"));
    run.ask();
    run.ends("l1", Verdict::Failed);
    assert!(run.parks().starts_with("rollback plan loss failed"), "nothing is left to fall back to");
}

#[test]
fn before_the_deployment_there_is_nothing_to_take_back() {
    let mut run = Run::rehearsed("run = \"true\"");
    let mut book = run.state.book.as_ref().clone().into();
    let early = |book: &mut crate::model::runbook::Runbook| {
        book.phase[0].stage = Some(crate::model::runbook::Stage::Before);
    };
    early(&mut book);
    run.state.book = std::sync::Arc::new(book.into());
    let mut run = run.failed();
    run.policy.on_failure = OnFailure::Rollback;
    assert_eq!(run.parks(), "Go: the command ended with exit code 1");
}

#[test]
fn a_guard_s_offer_waits_for_the_running_command() {
    let mut run = Run::rehearsed("run = \"true\"");
    run.ask();
    let fires = Report::GuardMoved { guard: "red".into(), to: GuardPhase::Firing, observed: "7".to_owned() };
    run.hear(fires);
    assert_eq!(run.next(), Move::Wait);
    run.ends("go", Verdict::Passed);
    assert!(matches!(run.ask(), Ask::StartPlan { plan, because, .. }
        if plan.as_str() == "loss" && because == "Red: 7"));
}
