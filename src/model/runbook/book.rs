//! The whole runbook.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Channel, Clock, Contact, Escalation, Guard, Input, Link, Log, Maintenance, Metric, Note, Phase, Plan,
    Print, Rehearsal, Severity, Source, Step, Trouble, Vendor,
};
use crate::model::ids::{
    ClockId, EnvironmentName, GuardId, InputName, MetricId, PhaseId, PlanId, RunbookId, SeverityId, SourceId,
    StepId,
};

/// The one file format that this version reads.
pub const FORMAT: u32 = 1;

/// A runbook file, `format = 1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Runbook {
    /// The file format: 1.
    pub format: u32,
    /// The runbook's name in the library: small letters, digits and dashes.
    pub id: RunbookId,
    /// The title, as screens and the print copy show it.
    pub title: String,
    /// What it is for, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The document's own version or date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Who keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The plan that is offered first on NO-GO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback: Option<PlanId>,
    /// When to go back, in words, one reason a line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rollback_if: Vec<String>,
    /// What a run asks for or takes from the environment; each reaches commands as a variable of its name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub input: IndexMap<InputName, Input>,
    /// The targets; each value reaches commands as a variable of its name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub environment: IndexMap<EnvironmentName, IndexMap<InputName, String>>,
    /// The phases, in their order.
    #[serde(default)]
    pub phase: Vec<Phase>,
    /// Where metrics are read.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub source: IndexMap<SourceId, Source>,
    /// The live panes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metric: Vec<Metric>,
    /// The red flags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guard: Vec<Guard>,
    /// The logs that are followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<Log>,
    /// The rollback plans.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<Plan>,
    /// Known troubles and their ways out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trouble: Vec<Trouble>,
    /// How grave incidents are, gravest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub severity: Vec<Severity>,
    /// What must be through in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clock: Vec<Clock>,
    /// When deployments are welcome, and when they are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maintenance: Vec<Maintenance>,
    /// Who to call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<Contact>,
    /// How to escalate, gravest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<Escalation>,
    /// Where the team talks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channel: Vec<Channel>,
    /// Who else to call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendor: Vec<Vendor>,
    /// Dashboards and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub link: Vec<Link>,
    /// Text to look up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<Note>,
    /// The print copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<Print>,
    /// The simulated world.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rehearsal: Option<Rehearsal>,
}

impl Runbook {
    /// A runbook without anything in it, to hold a place.
    pub fn empty() -> Self {
        Self {
            format: FORMAT,
            id: RunbookId::new("empty"),
            title: String::new(),
            about: None,
            version: None,
            owner: None,
            rollback: None,
            rollback_if: Vec::new(),
            input: IndexMap::new(),
            environment: IndexMap::new(),
            phase: Vec::new(),
            source: IndexMap::new(),
            metric: Vec::new(),
            guard: Vec::new(),
            log: Vec::new(),
            plan: Vec::new(),
            trouble: Vec::new(),
            severity: Vec::new(),
            clock: Vec::new(),
            maintenance: Vec::new(),
            contact: Vec::new(),
            escalation: Vec::new(),
            channel: Vec::new(),
            vendor: Vec::new(),
            link: Vec::new(),
            note: Vec::new(),
            print: None,
            rehearsal: None,
        }
    }

    /// Every step: of the phases, then of the plans, of the troubleshooting, and of the severities' procedures.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.phase_steps()
            .chain(self.plan.iter().flat_map(|plan| &plan.step))
            .chain(self.trouble.iter().flat_map(Trouble::steps))
            .chain(self.severity.iter().flat_map(|severity| &severity.step))
    }

    /// The steps of the phases alone, in their order.
    pub fn phase_steps(&self) -> impl Iterator<Item = &Step> {
        self.phase.iter().flat_map(|phase| &phase.step)
    }

    /// The step of that id, wherever it stands.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps().find(|step| step.id == *id)
    }

    /// The phase that holds `step`.
    pub fn phase_of(&self, step: &StepId) -> Option<&Phase> {
        self.phase.iter().find(|phase| phase.step.iter().any(|s| s.id == *step))
    }

    /// The plan that holds `step`.
    pub fn plan_of(&self, step: &StepId) -> Option<&Plan> {
        self.plan.iter().find(|plan| plan.step.iter().any(|s| s.id == *step))
    }

    /// The phase of that id.
    pub fn phase(&self, id: &PhaseId) -> Option<&Phase> {
        self.phase.iter().find(|phase| phase.id == *id)
    }

    /// The plan of that id.
    pub fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.plan.iter().find(|plan| plan.id == *id)
    }

    /// The metric of that id.
    pub fn metric(&self, id: &MetricId) -> Option<&Metric> {
        self.metric.iter().find(|metric| metric.id == *id)
    }

    /// The severity of that id.
    pub fn severity(&self, id: &SeverityId) -> Option<&Severity> {
        self.severity.iter().find(|severity| severity.id == *id)
    }

    /// The clock of that id.
    pub fn clock(&self, id: &ClockId) -> Option<&Clock> {
        self.clock.iter().find(|clock| clock.id == *id)
    }

    /// The guard of that id.
    pub fn guard(&self, id: &GuardId) -> Option<&Guard> {
        self.guard.iter().find(|guard| guard.id() == *id)
    }
}
