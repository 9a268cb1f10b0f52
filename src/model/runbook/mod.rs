//! What a runbook says: the file's types, without its text or its places (those are `crate::runbook`'s).

mod action;
mod book;
mod check;
mod clock;
mod directory;
mod every;
mod guard;
mod guard_when;
mod input;
mod log;
mod maintenance;
mod metric;
mod note;
mod phase;
mod plan;
mod print;
mod rehearsal;
mod severity;
mod step;
mod trouble;
mod watch;

pub use action::{Action, Figure, KubernetesAction, Scale, SetImage, Switch, Undo, Wish, Work};
pub use book::{FORMAT, Runbook};
pub use check::{Check, Probe};
pub use clock::{Clock, ClockStart, ClockStop};
pub use directory::{Channel, Contact, Escalation, Link, Vendor};
pub use every::{BadEvery, BadTimeOfDay, Every, Nth, TimeOfDay, Weekday};
pub use guard::{Call, Guard, Then, Unseen};
pub use guard_when::{CheckOf, GuardWhen};
pub use input::{Default_ as InputDefault, Input};
pub use log::Log;
pub use maintenance::{Maintenance, MaintenanceKind};
pub use metric::{Metric, Source, SourceAuth};
pub use note::Note;
pub use phase::{Order, Phase, Stage};
pub use plan::Plan;
pub use print::{Line, Print, Section};
pub use rehearsal::{
    Answer, Body, ClusterPatch, DeploymentKind, DeploymentMark, FaultPhase, Heals, HttpAnswer, Method,
    Moment, PodFault, PodTrouble, Rehearsal, Scenario, Series, SeriesChange, SeriesKind, ServiceMark,
    SqlAnswer, Stdin, Tool, When, WorldCluster, WorldDeployment, WorldDns, WorldFile, WorldJob, WorldKeys,
    WorldObject, WorldPostgres, WorldRedis, WorldService, WorldTls,
};
pub use severity::{Level, Severity};
pub use step::{Condition, Gate, Retry, Risk, SignoffRule, Step, Variant};
pub use trouble::{Cause, Trouble};
pub use watch::{Criterion, Watch};
