//! The lint's common ground: the runbook, its places, and the problems so far.

use super::options::LintOptions;
use super::{
    checks, clocks, commands, conditions, environments, ids, inputs, maintenance, metrics, names, plans,
    print, references, severities,
};
use crate::model::runbook::{Phase, Plan, Runbook, Step};
use crate::runbook::conform::MOST;
use crate::runbook::document::{Document, Path};
use crate::runbook::kinds::Kinds;
use crate::runbook::nearest::{listed, nearest};
use crate::runbook::problem::{Problem, Severity};

/// Everything that is wrong with `book` beyond its form.
pub(crate) fn lint<'l>(
    book: &'l Runbook,
    document: &'l Document<'l>,
    kinds: &'l dyn Kinds,
    options: &'l LintOptions<'l>,
) -> Vec<Problem> {
    let mut linter = Linter { book, document, kinds, options, problems: Vec::new(), guesses: 500 };
    for look in [
        ids::look,
        references::look,
        conditions::look,
        plans::look,
        severities::look,
        clocks::look,
        maintenance::look,
        inputs::look,
        environments::look,
        names::look,
        commands::look,
        checks::look,
        metrics::look,
        print::look,
    ] {
        look(&mut linter);
    }
    linter.problems
}

/// One pass over one runbook.
pub(crate) struct Linter<'l> {
    /// The runbook.
    pub(crate) book: &'l Runbook,
    /// Its places.
    pub(crate) document: &'l Document<'l>,
    /// The kinds of probes.
    pub(crate) kinds: &'l dyn Kinds,
    /// What the caller brings.
    pub(crate) options: &'l LintOptions<'l>,
    problems: Vec<Problem>,
    /// How many nearest names are still looked for: in a file full of wrong names the search would take longest.
    guesses: usize,
}

/// Where a step stands.
#[derive(Clone, Copy)]
pub(crate) enum Home<'l> {
    /// In a phase.
    Phase(&'l Phase),
    /// In a plan.
    Plan(&'l Plan),
    /// In a troubleshooting issue or a severity's procedure: outside the order.
    Aside,
}

impl<'l> Linter<'l> {
    fn push(&mut self, problem: impl FnOnce(&Document<'l>) -> Problem) {
        if self.problems.len() < MOST {
            self.problems.push(problem(self.document));
        }
    }

    /// An error at a value.
    pub(crate) fn error(&mut self, at: &Path<'_>, message: impl Into<String>) {
        self.push(|document| document.problem(at, Severity::Error, message));
    }

    /// An error at a key.
    pub(crate) fn error_at_key(&mut self, at: &Path<'_>, message: impl Into<String>) {
        self.push(|document| document.problem_of_key(at, Severity::Error, message));
    }

    /// A warning at a value.
    pub(crate) fn warn(&mut self, at: &Path<'_>, message: impl Into<String>) {
        self.push(|document| document.problem(at, Severity::Warning, message));
    }

    /// A warning at a key.
    pub(crate) fn warn_at_key(&mut self, at: &Path<'_>, message: impl Into<String>) {
        self.push(|document| document.problem_of_key(at, Severity::Warning, message));
    }

    /// A problem inside a text: from its `line` on (from 0), at the `nth` `needle`.
    pub(crate) fn inside(
        &mut self,
        at: &Path<'_>,
        place: (usize, &str, usize),
        severity: Severity,
        message: impl Into<String>,
    ) {
        self.push(|document| document.problem_inside(at, place, severity, message));
    }

    /// What to do about the unknown `name`: the nearest of `known`, or all of them, or what `none` says.
    pub(crate) fn hint<'k>(
        &mut self,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
        none: &str,
    ) -> String {
        // Nobody will read it.
        if self.problems.len() >= MOST {
            return String::new();
        }
        let known: Vec<&str> = known.into_iter().collect();
        if known.is_empty() {
            return none.to_owned();
        }
        let near = (self.guesses > 0).then(|| nearest(name, known.iter().copied())).flatten();
        self.guesses = self.guesses.saturating_sub(1 + known.len() / 100);
        near.map_or_else(|| format!("use one of {}", listed(known)), |near| format!("did you mean `{near}`?"))
    }

    /// Every step with its place: of the phases, the plans, the troubleshooting, the severities.
    pub(crate) fn each_step(&mut self, mut look: impl FnMut(&mut Self, Home<'l>, &Path<'_>, &'l Step)) {
        let book = self.book;
        let phases = Path::ROOT.key("phase");
        for (at, phase) in book.phase.iter().enumerate() {
            self.steps(&phases.index(at).key("step"), &phase.step, Home::Phase(phase), &mut look);
        }
        let plans = Path::ROOT.key("plan");
        for (at, plan) in book.plan.iter().enumerate() {
            self.steps(&plans.index(at).key("step"), &plan.step, Home::Plan(plan), &mut look);
        }
        let troubles = Path::ROOT.key("trouble");
        for (at, trouble) in book.trouble.iter().enumerate() {
            let place = troubles.index(at);
            self.steps(&place.key("diagnosis"), &trouble.diagnosis, Home::Aside, &mut look);
            self.steps(&place.key("resolution"), &trouble.resolution, Home::Aside, &mut look);
        }
        let severities = Path::ROOT.key("severity");
        for (at, severity) in book.severity.iter().enumerate() {
            self.steps(&severities.index(at).key("step"), &severity.step, Home::Aside, &mut look);
        }
    }

    fn steps(
        &mut self,
        at: &Path<'_>,
        steps: &'l [Step],
        home: Home<'l>,
        look: &mut impl FnMut(&mut Self, Home<'l>, &Path<'_>, &'l Step),
    ) {
        for (index, step) in steps.iter().enumerate() {
            look(self, home, &at.index(index), step);
        }
    }
}
