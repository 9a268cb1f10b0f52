//! A run as a whole.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Resolution;
use super::{Book, ClockRun, Incident, Mode, Next, PlanRun, Status, StepState, next};
use crate::model::event::{GuardPhase, RunStarted};
use crate::model::ids::{GuardId, InputName, MaintenanceId, Person, PlanId, StepId};
use crate::model::runbook::{Condition, Runbook, Stage, Step};
use crate::model::stamp::Stamp;
use crate::model::verdict::RunOutcome;

/// How many steps are followed that depend on one another by `when.done`. The lint lets no runbook have more than 50; one
/// that was never linted, or depends on itself, must not exhaust the stack.
const LONGEST_CHAIN: u32 = 64;

/// What a run looks like after some of its events.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// The runbook.
    pub book: Arc<Book>,
    /// What event 0 says; `None` before it.
    pub start: Option<RunStarted>,
    /// When the run started.
    pub started: Option<Stamp>,
    /// When the last event was recorded.
    pub touched: Option<Stamp>,
    /// How many events were folded: the next event's number.
    pub events: u64,
    /// Which way the run goes.
    pub mode: Mode,
    /// Who drives.
    pub driver: Option<Person>,
    /// Rises with every change of the driver's seat.
    pub epoch: u64,
    /// What happened in the steps that were touched.
    pub steps: HashMap<StepId, StepState>,
    /// The inputs known; a secret's value is `None`.
    pub inputs: BTreeMap<InputName, Option<String>>,
    /// Variables that steps have set.
    pub set_by_steps: BTreeMap<InputName, StepId>,
    /// The guards that have moved.
    pub guards: BTreeMap<GuardId, GuardState>,
    /// The plans that were started, in order.
    pub plans: Vec<PlanRun>,
    /// The plan that is offered now.
    pub offer: Option<Offer>,
    /// The offers that were declined, in order.
    #[serde(default)]
    pub declined: Vec<Declined>,
    /// Notes on the run.
    pub notes: Vec<Note>,
    /// Why a headless run waits for a person.
    pub parked: Option<String>,
    /// When the first step of a deploy phase began.
    #[serde(default)]
    pub deploy_began: Option<Stamp>,
    /// The incidents that were declared, in order.
    #[serde(default)]
    pub incidents: Vec<Incident>,
    /// The clocks that were started, in order.
    #[serde(default)]
    pub clocks: Vec<ClockRun>,
    /// The windows that were overridden, in order.
    #[serde(default)]
    pub overrides: Vec<Override>,
}

/// A deployment against a maintenance window or a freeze, with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// What stood against it.
    pub windows: Vec<MaintenanceId>,
    /// The same in words.
    pub why: String,
    /// The reason that was given.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Stamp,
}

/// Where a guard stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardState {
    /// Where.
    pub phase: GuardPhase,
    /// Since when.
    pub since: Stamp,
    /// What was observed then.
    pub observed: String,
    /// How often it has fired.
    pub fired: u32,
    /// Whether the driver has seen it fire.
    pub acknowledged: bool,
}

/// A plan offered to the driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The plan.
    pub plan: PlanId,
    /// Why.
    pub because: String,
    /// When.
    pub at: Stamp,
}

/// An offer that was declined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// The plan.
    pub plan: PlanId,
    /// Why it was not taken.
    pub reason: String,
    /// Who declined it.
    pub by: String,
    /// When.
    pub at: Stamp,
}

/// A note on the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When.
    pub at: Stamp,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

impl State {
    /// A run of `book` before its first event.
    pub fn new(book: Arc<Book>) -> Self {
        Self {
            book,
            start: None,
            started: None,
            touched: None,
            events: 0,
            mode: Mode::Deploying,
            driver: None,
            epoch: 0,
            steps: HashMap::new(),
            inputs: BTreeMap::new(),
            set_by_steps: BTreeMap::new(),
            guards: BTreeMap::new(),
            plans: Vec::new(),
            offer: None,
            declined: Vec::new(),
            notes: Vec::new(),
            parked: None,
            deploy_began: None,
            incidents: Vec::new(),
            clocks: Vec::new(),
            overrides: Vec::new(),
        }
    }

    /// A run of `runbook` before its first event.
    pub fn of(runbook: Runbook) -> Self {
        Self::new(Arc::new(Book::from(runbook)))
    }

    /// What happened in `step`, where anything did.
    pub fn step(&self, step: &StepId) -> Option<&StepState> {
        self.steps.get(step)
    }

    /// What `step` needs next.
    pub fn next(&self, step: &Step) -> Next {
        match self.steps.get(&step.id) {
            Some(state) => next(step, state),
            None => next(step, &StepState::default()),
        }
    }

    /// The step's status.
    pub fn status(&self, step: &Step) -> Status {
        self.status_given(step, self.steps.get(&step.id))
    }

    /// The status that `step` has where `of` is what happened in it.
    pub fn status_given(&self, step: &Step, of: Option<&StepState>) -> Status {
        self.status_at(step, of, LONGEST_CHAIN)
    }

    fn status_at(&self, step: &Step, of: Option<&StepState>, left: u32) -> Status {
        match of.and_then(|of| of.settled.as_ref()).map(|settled| settled.how) {
            Some(Resolution::Skipped) => return Status::Skipped,
            Some(Resolution::Waived) => return Status::Waived,
            _ => {}
        }
        let begun = of.is_some_and(|of| of.started.is_some());
        if !begun && self.not_applicable_at(step, left).is_some() {
            return Status::NotApplicable;
        }
        let untouched = StepState::default();
        match next(step, of.unwrap_or(&untouched)) {
            Next::Nothing => Status::Passed,
            Next::Failed(_) => Status::Failed,
            Next::Interrupted => Status::Interrupted,
            Next::Look => Status::Look,
            Next::Running | Next::Checking | Next::Watching => Status::Running,
            _ if begun => Status::Running,
            _ => Status::Pending,
        }
    }

    /// Why `step` doesn't apply to this run; `None` where it does.
    pub fn not_applicable(&self, step: &Step) -> Option<String> {
        self.not_applicable_at(step, LONGEST_CHAIN)
    }

    fn not_applicable_at(&self, step: &Step, left: u32) -> Option<String> {
        match step.when.as_ref()? {
            Condition::Environment(names) => {
                let here = self.start.as_ref()?.environment.as_ref()?;
                (!names.contains(here)).then(|| format!("not in {here}"))
            }
            Condition::Input { name, is } => {
                let value = self.inputs.get(name).and_then(Option::as_deref).unwrap_or("");
                (value != is).then(|| format!("{name} is not {is}"))
            }
            Condition::Done(id) => {
                let other = self.book.find(id)?;
                let status = self.status_at(other, self.steps.get(id), left.checked_sub(1)?);
                let out = matches!(status, Status::Skipped | Status::NotApplicable);
                out.then(|| format!("“{}” was left out", other.title))
            }
            Condition::Chosen { step, variant } => {
                let chosen = self.steps.get(step)?.variant.as_ref()?;
                (chosen != variant).then(|| format!("variant {chosen} was chosen"))
            }
        }
    }

    /// The step whose command runs.
    pub fn running(&self) -> Option<&StepId> {
        self.steps.iter().find(|(_, of)| of.running().is_some()).map(|(id, _)| id)
    }

    /// The first step that is open in the way the run goes: of the phases, or of the plan.
    pub fn current(&self) -> Option<&Step> {
        match &self.mode {
            Mode::Deploying => self.book.phase_steps().find(|step| !self.status(step).is_settled()),
            Mode::RollingBack(plan) => {
                self.book.plan(plan)?.step.iter().find(|step| !self.status(step).is_settled())
            }
            Mode::Returned(_) | Mode::Ended(_) => None,
        }
    }

    /// The plan that a failure of `step` calls for: its own, else the runbook's once there is a deployment to take back.
    pub fn plan_on_failure(&self, step: &Step) -> Option<&PlanId> {
        // The step's lifetime is not the state's: the plan's own id is given.
        let named = step.on_failure.as_ref().or_else(|| {
            let phase = self.book.phase_with(&step.id)?;
            self.book.rollback.as_ref().filter(|_| phase.stage() >= Stage::Deploy)
        })?;
        self.book.plan(named).map(|plan| &plan.id)
    }

    /// How the run ended, where it has.
    pub fn outcome(&self) -> Option<RunOutcome> {
        match &self.mode {
            Mode::Ended(ended) => Some(ended.outcome),
            _ => None,
        }
    }

    /// Whether any rollback plan was started.
    pub fn rolled_back(&self) -> bool {
        !self.plans.is_empty()
    }

    /// Whether the guards watch: from the first step of a deploy phase on.
    pub fn guards_watch(&self) -> bool {
        !matches!(self.mode, Mode::Ended(_))
            && self
                .book
                .phase
                .iter()
                .filter(|phase| phase.stage() >= Stage::Deploy)
                .flat_map(|phase| &phase.step)
                .any(|step| self.steps.get(&step.id).is_some_and(|of| of.started.is_some()))
    }

    /// Whether nothing of the run is real.
    pub fn is_rehearsal(&self) -> bool {
        self.start.as_ref().is_some_and(|start| start.rehearsal.is_some())
    }

    /// How many times faster than written windows and waits run.
    pub fn speed(&self) -> u32 {
        self.start.as_ref().and_then(|start| start.rehearsal.as_ref()).map_or(1, |of| of.speed.max(1))
    }
}
