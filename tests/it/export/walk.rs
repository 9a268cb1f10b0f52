//! Walks a runbook through the real `decide` and `fold`, with made-up work.

use std::collections::{BTreeMap, HashMap};

use gonogo::export::{Chain, ExportInfo};
use gonogo::model::event::{AttemptEnd, CriterionEnd, Observation, RehearsalOf, RunStarted};
use gonogo::model::ids::{EnvironmentName, InputName, Person, RunId, StepId};
use gonogo::model::runbook::Runbook;
use gonogo::model::stamp::Stamp;
use gonogo::model::state::{Next, State};
use gonogo::model::verdict::{Assurance, Meaning, Outcome, RunOutcome, Verdict};
use gonogo::model::{Actor, Ask, Command, Event, Recorded, Report, decide, fold};

/// How a step's work comes out, where not well.
#[derive(Clone)]
pub enum Odd {
    /// Left out with this reason.
    Skip(&'static str),
    /// The first attempt ends with this code; the driver runs it again.
    FailOnce(i32),
    /// A command inside fails, and the driver accepts it.
    Look(&'static str),
    /// Its checks fail for good.
    ChecksFail,
}

/// A run under way.
pub struct Walk {
    pub state: State,
    actor: Actor,
    at: Stamp,
    odd: HashMap<&'static str, Odd>,
    signer: Person,
}

impl Walk {
    pub fn new(runbook: Runbook, rehearsal: Option<&str>) -> Self {
        let person = Person::from("ops1");
        let actor = match rehearsal {
            Some(_) => Actor::Autopilot(person.clone()),
            None => Actor::Person(person.clone()),
        };
        let inputs: BTreeMap<InputName, Option<String>> = runbook
            .input
            .iter()
            .map(|(name, input)| {
                let value = if name.as_str() == "version" { "4f2c1ab" } else { "some-value" };
                (name.clone(), (!input.secret).then(|| value.to_owned()))
            })
            .collect();
        let start = RunStarted {
            run: RunId::from("7Q2M9X"),
            book: runbook.id.clone(),
            title: runbook.title.clone(),
            book_sha256: "5f".repeat(32),
            environment: Some(EnvironmentName::from("production")),
            rehearsal: rehearsal.map(|scenario| RehearsalOf {
                scenario: (!scenario.is_empty()).then(|| scenario.to_owned()),
                speed: 60,
            }),
            inputs,
            planned: None,
            driver: person,
            host: "deploy-1".to_owned(),
            folder: "/srv/holi".to_owned(),
            version: "0.1.0".to_owned(),
        };
        let at = Stamp::from_millis(1_767_323_045_678);
        let mut walk =
            Self { state: State::of(runbook), actor, at, odd: HashMap::new(), signer: Person::from("ops1") };
        walk.record(&walk.actor.clone(), Event::RunStarted(start));
        walk
    }

    pub fn odd(mut self, step: &'static str, odd: Odd) -> Self {
        self.odd.insert(step, odd);
        self
    }

    pub fn signed_by(mut self, signer: &str) -> Self {
        self.signer = Person::from(signer);
        self
    }

    fn record(&mut self, by: &Actor, event: Event) {
        self.at = self.at.plus_millis(1_000);
        let recorded = Recorded { seq: self.state.events, at: self.at, by: by.clone(), event };
        self.state = fold(self.state.clone(), &recorded);
    }

    fn tell(&mut self, by: &Actor, command: &Command) {
        for event in decide(&self.state, command).unwrap() {
            self.record(by, event);
        }
    }

    pub fn ask(&mut self, ask: Ask) {
        let by = self.actor.clone();
        self.tell(&by, &Command::Ask(ask));
    }

    pub fn report(&mut self, report: Report) {
        self.tell(&Actor::Conductor, &Command::Report(report));
    }

    pub fn later(&mut self, millis: i64) {
        self.at = self.at.plus_millis(millis);
    }

    /// Takes step after step until nothing is open, `until` comes up, or a step has failed for good.
    pub fn go(&mut self, until: Option<&str>) {
        for _ in 0..2_000 {
            let Some(step) = self.state.current().cloned() else { return };
            if until == Some(step.id.as_str()) || !self.work(&step) {
                return;
            }
        }
        panic!("the walk doesn't end");
    }

    fn work(&mut self, step: &gonogo::model::runbook::Step) -> bool {
        let id = step.id.clone();
        let odd = self.odd.get(id.as_str()).cloned();
        if let Some(Odd::Skip(reason)) = odd {
            self.ask(Ask::Skip { step: id, reason: reason.to_owned() });
            return true;
        }
        match self.state.next(step) {
            Next::Choose => {
                let variant = step.variant[1].id.clone();
                self.ask(Ask::ChooseVariant { step: id, variant });
            }
            Next::Run | Next::Check | Next::Watch => {
                let confirm = Some(id.to_string());
                self.ask(Ask::Run { step: id, confirm });
            }
            Next::Running => self.end_attempt(&id, odd.as_ref()),
            Next::Look => {
                let Some(Odd::Look(note)) = odd else { panic!("{id}") };
                self.ask(Ask::ConfirmLook { step: id, note: note.to_owned() });
            }
            Next::Checking => self.end_checks(step, odd.as_ref()),
            Next::Answer(names) => {
                for check in names {
                    self.ask(Ask::Answer {
                        step: id.clone(),
                        check,
                        yes: true,
                        evidence: "seen on the dashboard".to_owned(),
                    });
                }
            }
            Next::Watching => {
                let criteria = step
                    .watch
                    .iter()
                    .flat_map(|watch| &watch.criteria)
                    .map(|it| CriterionEnd {
                        name: it.name.clone(),
                        verdict: Outcome::Passed,
                        observed: "60 of 60 samples".to_owned(),
                    })
                    .collect();
                self.report(Report::WatchEnded { step: id, verdict: Outcome::Passed, criteria });
            }
            Next::Do => self.ask(Ask::Done { step: id, note: String::new() }),
            Next::Sign(_) => {
                let role = step.signoff.iter().flat_map(|rule| &rule.roles).next().cloned();
                self.ask(Ask::SignOff {
                    step: id,
                    person: self.signer.clone(),
                    role,
                    meaning: Meaning::Performed,
                    assurance: Assurance::Unsigned,
                    note: String::new(),
                });
            }
            Next::Failed(_) => match odd {
                Some(Odd::FailOnce(_)) => {
                    let confirm = Some(id.to_string());
                    self.ask(Ask::Rerun { step: id, confirm });
                }
                _ => return false,
            },
            Next::Interrupted | Next::Nothing => panic!("{id}"),
        }
        true
    }

    fn end_attempt(&mut self, step: &StepId, odd: Option<&Odd>) {
        let attempt = self.state.step(step).unwrap().attempt().unwrap().number;
        let (verdict, exit) = match odd {
            Some(Odd::FailOnce(code)) if attempt == 1 => (Verdict::Failed, *code),
            Some(Odd::Look(_)) => (Verdict::Look, 0),
            _ => (Verdict::Passed, 0),
        };
        let end = AttemptEnd {
            verdict,
            exit: Some(exit),
            signal: None,
            failing: Vec::new(),
            names: Vec::new(),
            state_lost: None,
            survivors: Vec::new(),
            bytes: 12,
            lines: 1,
            sha256: "ab".repeat(32),
            why: None,
        };
        self.later(2_000);
        self.report(Report::AttemptEnded { step: step.clone(), attempt, end });
    }

    fn end_checks(&mut self, step: &gonogo::model::runbook::Step, odd: Option<&Odd>) {
        let variant = self.state.step(&step.id).unwrap().variant.clone();
        for check in step.checks(variant.as_ref()).filter(|check| !check.probe.is_person()) {
            let verdict =
                if matches!(odd, Some(Odd::ChecksFail)) { Outcome::Failed } else { Outcome::Passed };
            let observation = Observation {
                outcome: verdict,
                query: "GET /health".to_owned(),
                observed: "503".to_owned(),
                reason: "status 503 is not 200".to_owned(),
                took_ms: 4,
                simulated: false,
            };
            let (id, name) = (step.id.clone(), check.name.clone());
            self.report(Report::CheckTried { step: id.clone(), check: name.clone(), number: 1, observation });
            self.report(Report::CheckEnded { step: id, check: name, verdict });
        }
    }

    pub fn end(&mut self, outcome: RunOutcome) {
        if let (RunOutcome::Go, Some(offer)) = (outcome, self.state.offer.clone()) {
            self.ask(Ask::DeclinePlan { plan: offer.plan, reason: "it answers by now".to_owned() });
        }
        self.ask(Ask::End {
            outcome,
            note: if outcome == RunOutcome::NoGo { "called off".into() } else { String::new() },
        });
    }

    pub fn info(&self) -> ExportInfo {
        ExportInfo {
            head: "c4".repeat(32),
            events: self.state.events,
            exported_at: self.at.plus_millis(60_000),
            chain: Chain::Whole,
        }
    }
}
