//! What a runbook says: the file's types, without its text or its places (those are `crate::runbook`'s).

mod book;
mod check;
mod clock;
mod directory;
mod every;
mod guard;
mod input;
mod maintenance;
mod metric;
mod phase;
mod plan;
mod print;
mod rehearsal;
mod severity;
mod step;
mod trouble;
mod watch;

pub use book::{FORMAT, Runbook};
pub use check::{Check, Probe};
pub use clock::{Clock, ClockStart, ClockStop};
pub use directory::{Channel, Contact, Escalation, Link, Vendor};
pub use every::{BadEvery, BadTimeOfDay, Every, Nth, TimeOfDay, Weekday};
pub use guard::{Call, Guard, GuardWhen, Then};
pub use input::{Default_ as InputDefault, Input};
pub use maintenance::{Maintenance, MaintenanceKind};
pub use metric::{Metric, Source};
pub use phase::{Order, Phase, Stage};
pub use plan::Plan;
pub use print::{Line, Print, Section};
pub use rehearsal::{
    Answer, Body, FaultPhase, Heals, HttpAnswer, Method, Moment, Rehearsal, Scenario, Series, SeriesChange,
    SeriesKind, SqlAnswer, Stdin, Tool, When, WorldDns, WorldFile, WorldPostgres, WorldRedis, WorldTls,
};
pub use severity::{Level, Severity};
pub use step::{Condition, Gate, Retry, Risk, SignoffRule, Step, Variant};
pub use trouble::{Cause, Trouble};
pub use watch::{Criterion, Watch};
