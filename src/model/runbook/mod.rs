//! What a runbook says: the file's types, without its text or its places (those are `crate::runbook`'s).

mod book;
mod check;
mod directory;
mod guard;
mod input;
mod metric;
mod note;
mod phase;
mod plan;
mod print;
mod rehearsal;
mod step;
mod trouble;
mod watch;

pub use book::{FORMAT, Runbook};
pub use check::{Check, Probe};
pub use directory::{Channel, Contact, Escalation, Link, Vendor};
pub use guard::{Guard, GuardWhen, Then};
pub use input::{Default_ as InputDefault, Input};
pub use metric::{Metric, Source};
pub use note::Note;
pub use phase::{Order, Phase, Stage};
pub use plan::Plan;
pub use print::{Line, Print, Section};
pub use rehearsal::{
    Answer, Body, FaultPhase, Heals, HttpAnswer, Method, Moment, Rehearsal, Scenario, Series, SeriesChange,
    SeriesKind, Stdin, Tool, When, WorldFile,
};
pub use step::{Condition, Gate, Retry, Risk, SignoffRule, Step, Variant};
pub use trouble::{Cause, Trouble};
pub use watch::{Criterion, Watch};
