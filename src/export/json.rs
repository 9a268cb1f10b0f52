//! A run as a JSON document: what `gonogo show RUN --json` prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::ExportInfo;
use super::clean::is_unsafe;
use super::in_time::{self, ClockOf, IncidentOf, OverrideOf};
use super::line::reason;
use super::list::{ended, outcome};
use crate::model::State;
use crate::model::runbook::{Phase, Step};
use crate::model::stamp::Stamp;
use crate::model::state::{Attempt, Deployment, StepState};
use crate::model::verdict::{Assurance, Meaning};

/// Stands for a secret's value.
const MASK: &str = "***";

#[derive(Serialize)]
struct Document {
    run: String,
    book: BookOf,
    environment: Option<String>,
    rehearsal: bool,
    outcome: Option<&'static str>,
    planned: Option<Stamp>,
    inputs: BTreeMap<String, String>,
    head: String,
    events: u64,
    phases: Vec<PhaseOf>,
    guards: Vec<GuardOf>,
    plans: Vec<PlanOf>,
    incidents: Vec<IncidentOf>,
    clocks: Vec<ClockOf>,
    overrides: Vec<OverrideOf>,
}

#[derive(Serialize)]
struct BookOf {
    id: String,
    title: String,
    sha256: Option<String>,
}

#[derive(Serialize)]
struct PhaseOf {
    id: String,
    title: String,
    due: Option<Stamp>,
    steps: Vec<StepOf>,
}

#[derive(Serialize)]
struct StepOf {
    id: String,
    title: String,
    status: &'static str,
    attempts: Vec<AttemptOf>,
    checks: Vec<CheckOf>,
    signoffs: Vec<SignoffOf>,
    note: Option<String>,
}

#[derive(Serialize)]
struct AttemptOf {
    number: u32,
    exit: Option<i32>,
    verdict: Option<&'static str>,
    started: Stamp,
    ended: Option<Stamp>,
    transcript_sha256: Option<String>,
}

#[derive(Serialize)]
struct CheckOf {
    name: String,
    verdict: Option<&'static str>,
    observed: Option<String>,
    reason: Option<String>,
    tries: usize,
}

#[derive(Serialize)]
struct SignoffOf {
    person: String,
    meaning: Meaning,
    at: Stamp,
    assurance: Assurance,
}

#[derive(Serialize)]
struct GuardOf {
    id: String,
    title: String,
    status: &'static str,
    since: Option<Stamp>,
    observed: Option<String>,
    fired: u32,
    acknowledged: bool,
}

#[derive(Serialize)]
struct PlanOf {
    id: String,
    title: String,
    because: String,
    by: String,
    started: Stamp,
    ended: Option<Stamp>,
    complete: bool,
    steps: Vec<StepOf>,
}

/// The run as a JSON document, indented, ending in a line end. Secrets are `***`; control characters and what turns or
/// hides text stand as `\u` escapes, so that the document can be printed on a terminal.
pub fn show(state: &State, info: &ExportInfo) -> Result<String, serde_json::Error> {
    let start = state.start.as_ref();
    // What has ended stands as it stood then.
    let now = ended(state).unwrap_or(info.exported_at);
    let document = Document {
        run: start.map_or(String::new(), |start| start.run.to_string()),
        book: BookOf {
            id: state.book.id.to_string(),
            title: state.book.title.clone(),
            sha256: start.map(|start| start.book_sha256.clone()),
        },
        environment: start.and_then(|start| start.environment.as_ref()).map(ToString::to_string),
        rehearsal: state.is_rehearsal(),
        outcome: outcome(state),
        planned: start.and_then(|start| start.planned),
        inputs: inputs(state),
        head: info.head.clone(),
        events: info.events,
        phases: state
            .book
            .phase
            .iter()
            .map(|phase| PhaseOf {
                id: phase.id.to_string(),
                title: phase.title.clone(),
                due: due(state, phase, now),
                steps: phase.step.iter().map(|step| step_of(state, step)).collect(),
            })
            .collect(),
        guards: guards(state),
        plans: plans(state),
        incidents: in_time::incidents(state, now),
        clocks: in_time::clocks(state, now),
        overrides: in_time::overrides(state),
    };
    let mut text = escape(&serde_json::to_string_pretty(&document)?);
    text.push('\n');
    Ok(text)
}

/// When `phase` is due, where the deployment's time is known.
fn due(state: &State, phase: &Phase, now: Stamp) -> Option<Stamp> {
    state.phase_due(phase, now).filter(|due| !matches!(due.from, Deployment::Unknown(_))).map(|due| due.at)
}

fn inputs(state: &State) -> BTreeMap<String, String> {
    state
        .inputs
        .iter()
        .map(|(name, value)| {
            let secret = state.book.input.get(name).is_some_and(|input| input.secret);
            let shown = value.as_ref().filter(|_| !secret).map_or(MASK, String::as_str);
            (name.to_string(), shown.to_owned())
        })
        .collect()
}

fn step_of(state: &State, step: &Step) -> StepOf {
    let untouched = StepState::default();
    let of = state.step(&step.id).unwrap_or(&untouched);
    StepOf {
        id: step.id.to_string(),
        title: step.title.clone(),
        status: state.status(step).word(),
        attempts: of.attempts.iter().map(attempt_of).collect(),
        checks: step
            .checks(of.variant.as_ref())
            .filter_map(|check| {
                let seen = of.checks.get(&check.name)?;
                let answer = seen.answer.as_ref().map(|answer| answer.evidence.clone());
                let last = seen.tries.last().map(|last| &last.observation);
                Some(CheckOf {
                    name: check.name.to_string(),
                    verdict: seen.verdict.map(|(_, verdict)| verdict.word()),
                    observed: last.map(|last| last.observed.clone()).or(answer),
                    reason: last.map(|last| last.reason.clone()).filter(|reason| !reason.is_empty()),
                    tries: seen.tries.len(),
                })
            })
            .collect(),
        signoffs: of
            .signoffs
            .iter()
            .map(|signed| SignoffOf {
                person: signed.person.to_string(),
                meaning: signed.meaning,
                at: signed.at,
                assurance: signed.assurance,
            })
            .collect(),
        note: note(state, step, of),
    }
}

fn attempt_of(attempt: &Attempt) -> AttemptOf {
    let end = attempt.end.as_ref();
    AttemptOf {
        number: attempt.number,
        exit: end.and_then(|(_, end)| end.exit),
        verdict: end.map(|(_, end)| end.verdict.word()),
        started: attempt.started,
        ended: end.map(|(at, _)| *at),
        transcript_sha256: end.map(|(_, end)| end.sha256.clone()).filter(|hash| !hash.is_empty()),
    }
}

/// Why it isn't simply done, what was said when it was, and the notes, a line each.
fn note(state: &State, step: &Step, of: &StepState) -> Option<String> {
    let done = of.settled.as_ref().map(|settled| settled.reason.clone()).filter(|text| !text.is_empty());
    let mut lines: Vec<String> = reason(state, step).or(done).into_iter().collect();
    lines.extend(of.notes.iter().map(|(_, _, text)| text.clone()));
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn guards(state: &State) -> Vec<GuardOf> {
    state
        .book
        .guard
        .iter()
        .map(|guard| {
            let id = guard.id();
            let of = state.guards.get(&id);
            GuardOf {
                title: guard.title.clone(),
                status: of.map_or("ok", |of| of.phase.word()),
                since: of.map(|of| of.since),
                observed: of.map(|of| of.observed.clone()),
                fired: of.map_or(0, |of| of.fired),
                acknowledged: of.is_some_and(|of| of.acknowledged),
                id: id.to_string(),
            }
        })
        .collect()
}

fn plans(state: &State) -> Vec<PlanOf> {
    state
        .plans
        .iter()
        .map(|run| {
            let plan = state.book.plan(&run.plan);
            PlanOf {
                id: run.plan.to_string(),
                title: plan.map_or(String::new(), |plan| plan.title.clone()),
                because: run.because.clone(),
                by: run.by.clone(),
                started: run.started,
                ended: run.ended.map(|(at, _)| at),
                complete: run.ended.is_some_and(|(_, complete)| complete),
                steps: plan
                    .map_or(Vec::new(), |plan| plan.step.iter().map(|step| step_of(state, step)).collect()),
            }
        })
        .collect()
}

/// Such characters stand only within strings: everything else that the serializer writes is ASCII, or a line end.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_unsafe(c) {
            out.push(c);
            continue;
        }
        let mut units = [0_u16; 2];
        for unit in c.encode_utf16(&mut units) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}
