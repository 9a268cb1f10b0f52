//! A run that is walked through wish by wish.

use std::collections::BTreeMap;

use crate::model::event::{AttemptEnd, GuardPhase, Observation, Recorded, RehearsalOf, RunStarted};
use crate::model::fold::fold_into;
use crate::model::ids::{CheckName, StepId};
use crate::model::stamp::Stamp;
use crate::model::state::{Next, Status};
use crate::model::verdict::{Assurance, Meaning, Outcome, RunOutcome, Verdict};
use crate::model::{Actor, Ask, Command, Event, Refusal, Report, State, decide};

/// A run of a small book, and everything that was recorded in it.
pub(super) struct Walk {
    pub(super) state: State,
    pub(super) journal: Vec<Recorded>,
    /// Milliseconds that passed beside the second that each event takes.
    pub(super) waited: i64,
}

impl Walk {
    /// A run of the book with these `parts`, in the environment `production`.
    pub(super) fn of(parts: &str) -> Self {
        Self::begun(parts, started())
    }

    /// The same as a rehearsal, `speed` times faster.
    pub(super) fn rehearsing(parts: &str, speed: u32) -> Self {
        let rehearsal = Some(RehearsalOf { scenario: None, speed });
        Self::begun(parts, RunStarted { rehearsal, ..started() })
    }

    fn begun(parts: &str, start: RunStarted) -> Self {
        let text = format!("format = 1\nid = \"book\"\ntitle = \"Book\"\n{parts}");
        let mut walk =
            Self { state: State::of(toml::from_str(&text).unwrap()), journal: Vec::new(), waited: 0 };
        walk.record(&Actor::Person("ops1".into()), vec![Event::RunStarted(start)]);
        walk
    }

    fn record(&mut self, by: &Actor, events: Vec<Event>) {
        for event in events {
            let seq = self.state.events;
            let at =
                Stamp::from_millis(1_767_323_000_000 + i64::try_from(seq).unwrap() * 1_000 + self.waited);
            let recorded = Recorded { seq, at, by: by.clone(), event };
            fold_into(&mut self.state, &recorded);
            self.journal.push(recorded);
        }
    }

    /// What `command` gives, recorded.
    pub(super) fn take(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let by = match command {
            Command::Ask(_) | Command::AskAgainst(..) => Actor::Person("ops1".into()),
            Command::Report(_) => Actor::Conductor,
        };
        let events = decide(&self.state, command)?;
        self.record(&by, events.clone());
        Ok(events)
    }

    /// Grants `ask`; the kinds of what follows.
    pub(super) fn ask(&mut self, ask: Ask) -> Vec<String> {
        let command = Command::Ask(ask);
        let events = self.take(&command);
        kinds(&events.unwrap_or_else(|refusal| panic!("{command:?}: {refusal}")))
    }

    /// Hears `report`; the kinds of what follows.
    pub(super) fn hear(&mut self, report: Report) -> Vec<String> {
        kinds(&self.take(&Command::Report(report)).unwrap())
    }

    /// Time passes, and what comes due meanwhile is heard of; the kinds of what follows.
    pub(super) fn wait(&mut self, seconds: i64) -> Vec<String> {
        self.waited += seconds * 1_000;
        let mut heard = Vec::new();
        while let Some((_, timer)) = self.state.next_timer().filter(|(at, _)| *at <= self.now()) {
            heard.extend(self.hear(Report::Due(timer)));
        }
        heard
    }

    /// When the next event would be recorded.
    pub(super) fn now(&self) -> Stamp {
        let seq = i64::try_from(self.state.events).unwrap();
        Stamp::from_millis(1_767_323_000_000 + seq * 1_000 + self.waited)
    }

    /// Why `ask` is refused.
    pub(super) fn refuses(&self, ask: Ask) -> Refusal {
        let command = Command::Ask(ask);
        match decide(&self.state, &command) {
            Err(refusal) => refusal,
            Ok(events) => panic!("{command:?} is granted: {events:?}"),
        }
    }

    pub(super) fn run(&mut self, step: &str) -> Vec<String> {
        self.ask(run(step))
    }

    pub(super) fn run_again(&mut self, step: &str) -> Vec<String> {
        self.ask(rerun(step))
    }

    /// The step's running command ends.
    pub(super) fn ends(&mut self, step: &str, verdict: Verdict) -> Vec<String> {
        let attempt = self.state.step(&step.into()).unwrap().running().unwrap().number;
        self.hear(ended(step, attempt, verdict))
    }

    /// The step is run and passes.
    pub(super) fn pass(&mut self, step: &str) -> Vec<String> {
        self.run(step);
        self.ends(step, Verdict::Passed)
    }

    /// A check of the step has its verdict.
    pub(super) fn checked(&mut self, step: &str, check: &str, verdict: Outcome) -> Vec<String> {
        self.hear(Report::CheckEnded { step: step.into(), check: check.into(), verdict })
    }

    /// The step's watch has its verdict.
    pub(super) fn watched(&mut self, step: &str, verdict: Outcome) -> Vec<String> {
        self.hear(Report::WatchEnded { step: step.into(), verdict, criteria: Vec::new() })
    }

    pub(super) fn guard(&mut self, guard: &str, to: GuardPhase) -> Vec<String> {
        self.hear(Report::GuardMoved { guard: guard.into(), to, observed: "7 %".to_owned() })
    }

    pub(super) fn status(&self, step: &str) -> Status {
        self.state.status(self.state.book.find(&step.into()).unwrap())
    }

    pub(super) fn next(&self, step: &str) -> Next {
        self.state.next(self.state.book.find(&step.into()).unwrap())
    }
}

pub(super) fn started() -> RunStarted {
    RunStarted {
        run: "7Q2M5K".into(),
        book: "book".into(),
        title: "Book".to_owned(),
        book_sha256: "00".repeat(32),
        environment: Some("production".into()),
        rehearsal: None,
        inputs: BTreeMap::new(),
        planned: None,
        driver: "ops1".into(),
        host: "bastion".to_owned(),
        folder: "/srv".to_owned(),
        version: "0.1.0".to_owned(),
    }
}

/// The kinds of `events`, as the journal calls them.
pub(super) fn kinds(events: &[Event]) -> Vec<String> {
    events
        .iter()
        .map(|event| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned())
        .collect()
}

pub(super) fn ended(step: &str, attempt: u32, verdict: Verdict) -> Report {
    let exit = i32::from(!matches!(verdict, Verdict::Passed | Verdict::Look));
    Report::AttemptEnded { step: step.into(), attempt, end: end(verdict, exit) }
}

pub(super) fn end(verdict: Verdict, exit: i32) -> AttemptEnd {
    AttemptEnd {
        verdict,
        exit: Some(exit),
        signal: None,
        failing: Vec::new(),
        names: Vec::new(),
        state_lost: None,
        survivors: Vec::new(),
        bytes: 3,
        lines: 1,
        sha256: "ab".repeat(32),
        why: None,
    }
}

pub(super) fn tried(step: &str, check: &str, number: u32, outcome: Outcome) -> Report {
    let observation = Observation {
        outcome,
        query: "GET /health".to_owned(),
        observed: "503".to_owned(),
        reason: "the status is 503".to_owned(),
        took_ms: 4,
        simulated: false,
    };
    Report::CheckTried { step: step.into(), check: check.into(), number, observation }
}

pub(super) fn run(step: &str) -> Ask {
    Ask::Run { step: step.into(), confirm: None }
}

pub(super) fn rerun(step: &str) -> Ask {
    Ask::Rerun { step: step.into(), confirm: None }
}

pub(super) fn cancel(step: &str) -> Ask {
    Ask::Cancel { step: step.into() }
}

pub(super) fn done(step: &str) -> Ask {
    Ask::Done { step: step.into(), note: String::new() }
}

pub(super) fn skip(step: &str, reason: &str) -> Ask {
    Ask::Skip { step: step.into(), reason: reason.to_owned() }
}

pub(super) fn waive(step: &str, reason: &str) -> Ask {
    Ask::Waive { step: step.into(), reason: reason.to_owned() }
}

pub(super) fn fail(step: &str, reason: &str) -> Ask {
    Ask::Fail { step: step.into(), reason: reason.to_owned() }
}

pub(super) fn look(step: &str, note: &str) -> Ask {
    Ask::ConfirmLook { step: step.into(), note: note.to_owned() }
}

pub(super) fn choose(step: &str, variant: &str) -> Ask {
    Ask::ChooseVariant { step: step.into(), variant: variant.into() }
}

pub(super) fn answer(step: &str, check: &str, yes: bool, evidence: &str) -> Ask {
    Ask::Answer { step: StepId::new(step), check: CheckName::new(check), yes, evidence: evidence.to_owned() }
}

pub(super) fn sign(step: &str, person: &str, role: Option<&str>, meaning: Meaning) -> Ask {
    Ask::SignOff {
        step: step.into(),
        person: person.into(),
        role: role.map(Into::into),
        meaning,
        assurance: Assurance::Unsigned,
        note: String::new(),
    }
}

pub(super) fn start_plan(plan: &str) -> Ask {
    Ask::StartPlan { plan: plan.into(), because: "errors".to_owned(), confirm: None }
}

pub(super) fn finish(outcome: RunOutcome) -> Ask {
    Ask::End { outcome, note: "because".to_owned() }
}

pub(super) fn note(step: Option<&str>, text: &str) -> Ask {
    Ask::Note { step: step.map(Into::into), text: text.to_owned() }
}
