//! What a step needs next: derived from what has happened in it, never stored.

use super::{Poll, Resolution, Signoff, StepState, polls};
use crate::model::ids::{CheckName, Role};
use crate::model::runbook::Step;
use crate::model::verdict::{Meaning, Outcome, Verdict};

/// What a step needs next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A variant must be chosen.
    Choose,
    /// The command must be started.
    Run,
    /// The command runs.
    Running,
    /// The person looks at the last attempt and confirms.
    Look,
    /// The last attempt's outcome can't be known: the person decides.
    Interrupted,
    /// Something failed: what, in words.
    Failed(String),
    /// The checks must be started.
    Check,
    /// Checks are under way.
    Checking,
    /// Questions wait for a person's answer.
    Answer(Vec<CheckName>),
    /// The observation window must be opened.
    Watch,
    /// The observation window is open.
    Watching,
    /// It is done by hand and waits to be marked so.
    Do,
    /// Roles poll GO or NO-GO, or persons sign; so many are missing.
    Sign(usize),
    /// Through, or left out.
    Nothing,
}

/// What `step` needs next, after what has happened in it.
pub fn next(step: &Step, state: &StepState) -> Next {
    if let Some(settled) = &state.settled {
        match settled.how {
            Resolution::Failed => return Next::Failed(settled.reason.clone()),
            Resolution::Skipped | Resolution::Waived => return Next::Nothing,
            Resolution::Done => {}
        }
    }
    command(step, state)
        .or_else(|| checks(step, state))
        .or_else(|| watch(step, state))
        .or_else(|| by_hand(step, state))
        .or_else(|| signatures(step, state))
        .unwrap_or(Next::Nothing)
}

fn command(step: &Step, state: &StepState) -> Option<Next> {
    if !step.has_command() {
        return None;
    }
    if !step.variant.is_empty() && state.variant.is_none() {
        return Some(Next::Choose);
    }
    let Some(attempt) = state.counting() else { return Some(Next::Run) };
    let Some((_, end)) = &attempt.end else { return Some(Next::Running) };
    match end.verdict {
        Verdict::Passed => None,
        Verdict::Look if state.look.is_some() => None,
        Verdict::Look => Some(Next::Look),
        Verdict::Interrupted => Some(Next::Interrupted),
        Verdict::Cancelled => Some(Next::Failed("the command was cancelled".to_owned())),
        Verdict::Failed => Some(Next::Failed(match (end.exit, end.signal, &end.why) {
            (_, _, Some(why)) => why.clone(),
            (Some(code), ..) => format!("the command ended with exit code {code}"),
            (None, Some(signal), None) => format!("the command was ended by signal {signal}"),
            (None, None, None) => "the command failed".to_owned(),
        })),
    }
}

fn checks(step: &Step, state: &StepState) -> Option<Next> {
    let mut checks = step.checks(state.variant.as_ref()).peekable();
    checks.peek()?;
    if state.round == 0 {
        return Some(Next::Check);
    }
    let (mut open, mut questions, mut failed) = (false, Vec::new(), None);
    for check in checks {
        let of = state.checks.get(&check.name);
        match of.and_then(|of| of.verdict) {
            Some((_, Outcome::Passed)) => {}
            Some(_) if check.advisory => {}
            Some((_, verdict)) => {
                let reason = of.and_then(|of| of.tries.last()).map(|last| last.observation.reason.clone());
                failed.get_or_insert_with(|| match reason {
                    Some(reason) => format!("check “{}” {}: {reason}", check.name, verdict.word()),
                    None => format!("check “{}” {}", check.name, verdict.word()),
                });
            }
            None if check.probe.is_person() => questions.push(check.name.clone()),
            None => open = true,
        }
    }
    match (open, failed, questions.is_empty()) {
        (true, ..) => Some(Next::Checking),
        (false, Some(why), _) => Some(Next::Failed(why)),
        (false, None, false) => Some(Next::Answer(questions)),
        (false, None, true) => None,
    }
}

fn watch(step: &Step, state: &StepState) -> Option<Next> {
    step.watch.as_ref()?;
    match &state.watch {
        None => Some(Next::Watch),
        Some(watch) => match &watch.ended {
            None => Some(Next::Watching),
            Some((_, Outcome::Passed, _)) => None,
            Some((_, verdict, criteria)) => {
                let missed: Vec<String> = criteria
                    .iter()
                    .filter(|c| c.verdict != Outcome::Passed)
                    .map(|c| {
                        if c.observed.is_empty() {
                            c.name.clone()
                        } else {
                            format!("{}: {}", c.name, c.observed)
                        }
                    })
                    .collect();
                let was = if *verdict == Outcome::Failed { "" } else { "was " };
                Some(Next::Failed(format!(
                    "the observation window {was}{}: {}",
                    verdict.word(),
                    missed.join("; ")
                )))
            }
        },
    }
}

fn by_hand(step: &Step, state: &StepState) -> Option<Next> {
    let automatic = step.has_command()
        || step.watch.is_some()
        || step.gate.is_some()
        || step.signoff.is_some()
        || step.checks(None).next().is_some();
    let done = state.settled.as_ref().is_some_and(|settled| settled.how == Resolution::Done);
    (!automatic && !done).then_some(Next::Do)
}

fn signatures(step: &Step, state: &StepState) -> Option<Next> {
    if let Some(no) = no_go(step, state) {
        let role = no.role.as_ref().map_or(String::new(), |role| format!(" ({role})"));
        return Some(Next::Failed(format!("{}{role} said NO-GO", no.person)));
    }
    let missing = missing_polls(step, state) + missing_persons(step, state);
    (missing > 0).then_some(Next::Sign(missing))
}

/// The NO-GO that stands: of a gate's roles the last word counts, of anybody else each.
fn no_go<'a>(step: &'a Step, state: &'a StepState) -> Option<&'a Signoff> {
    let gate = step.gate.as_ref();
    let polled = |signed: &Signoff| {
        gate.is_some_and(|gate| signed.role.as_ref().is_some_and(|it| gate.roles.contains(it)))
    };
    let standing = gate.and_then(|gate| polls(gate, state).find(Poll::is_no_go).and_then(|poll| poll.said));
    standing.or_else(|| {
        state.signoffs.iter().find(|signed| signed.meaning == Meaning::Rejected && !polled(signed))
    })
}

fn missing_polls(step: &Step, state: &StepState) -> usize {
    step.gate
        .as_ref()
        .map_or(0, |gate| gate.quorum().saturating_sub(polls(gate, state).filter(Poll::is_go).count()))
}

fn missing_persons(step: &Step, state: &StepState) -> usize {
    step.signoff.as_ref().map_or(0, |rule| {
        let counts =
            |role: Option<&Role>| rule.roles.is_empty() || role.is_some_and(|it| rule.roles.contains(it));
        let signed = state.signoffs.iter().filter(|signed| counts(signed.role.as_ref()));
        let mut persons: Vec<_> = signed.map(|signed| &signed.person).collect();
        persons.sort();
        persons.dedup();
        rule.persons().saturating_sub(persons.len())
    })
}
