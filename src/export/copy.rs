//! The filled checklist as data: every text in it is clean, one line, without control characters.

use super::Mark;
use crate::model::stamp::Stamp;

/// The filled checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledCopy {
    /// The heading.
    pub heading: String,
    /// Set where nothing of it is real: `REHEARSAL`, with the scenario.
    pub banner: Option<String>,
    /// The date in UTC on which the run started; empty before it has.
    pub date: String,
    /// Who drives, or drove last.
    pub deployer: String,
    /// What was deployed; empty where the runbook has no input `version`.
    pub version: String,
    /// What else identifies the run.
    pub facts: Vec<Fact>,
    /// The sections.
    pub sections: Vec<FilledSection>,
    /// What happened in incidents; `None` where the runbook has no severities.
    pub incidents: Option<Vec<Remark>>,
    /// How the clocks stand; `None` where the runbook has none.
    pub clocks: Option<Vec<Remark>>,
    /// What was said at the gates; `None` where the runbook has none.
    pub polls: Option<Vec<Remark>>,
    /// What was noted.
    pub notes: Vec<Remark>,
    /// What went another way than written.
    pub deviations: Vec<Remark>,
    /// What is still to be done.
    pub open: Vec<String>,
    /// How it ended, what is sealed, and what the journal says.
    pub tail: Vec<Fact>,
}

impl FilledCopy {
    /// The sections of what has to do with time, as far as the runbook has such.
    pub(super) fn in_time(&self) -> impl Iterator<Item = (&'static str, &Vec<Remark>)> {
        let all = [("Gate polls", &self.polls), ("Incidents", &self.incidents), ("Clocks", &self.clocks)];
        all.into_iter().filter_map(|(title, remarks)| Some((title, remarks.as_ref()?)))
    }
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: &'static str,
    /// The value.
    pub value: String,
}

/// A section of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledSection {
    /// The title.
    pub title: String,
    /// The lines.
    pub lines: Vec<FilledLine>,
}

/// A line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledLine {
    /// The mark.
    pub mark: Mark,
    /// What the runbook says.
    pub text: String,
    /// When the last of its steps came to its mark.
    pub at: Option<Stamp>,
    /// Who did it, signed or decided, each once.
    pub by: Vec<String>,
    /// What stands behind the sign-offs: `UNSIGNED`, `signed`, `SIMULATED`.
    pub labels: Vec<&'static str>,
    /// Why the mark is not a plain one: reasons, failures, why it doesn't apply.
    pub reasons: Vec<String>,
}

/// A note or a deviation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// When.
    pub at: Option<Stamp>,
    /// Who.
    pub by: String,
    /// To what it belongs: a step, a guard, a plan; empty: the run.
    pub about: String,
    /// What.
    pub text: String,
}
