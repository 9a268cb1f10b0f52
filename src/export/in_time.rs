//! Incidents, clocks, polls and windows: for the JSON document, and as remarks for the print copy.

use serde::Serialize;

use super::Remark;
use super::notes::remark;
use crate::model::stamp::Stamp;
use crate::model::state::{ClockRun, ClockStanding, Incident, Limit, State, polls};

/// An incident, as `show --json` has it.
#[derive(Serialize)]
pub(super) struct IncidentOf {
    number: u32,
    severity: String,
    title: String,
    reason: String,
    by: String,
    declared: Stamp,
    /// When service is to be restored.
    rto_due: Option<Stamp>,
    rto: Option<&'static str>,
    respond_due: Option<Stamp>,
    respond: Option<&'static str>,
    responded: Option<Stamp>,
    responded_by: Option<String>,
    escalations: Vec<EscalationOf>,
    resolved: Option<Stamp>,
    resolved_by: Option<String>,
    note: Option<String>,
}

#[derive(Serialize)]
struct EscalationOf {
    level: usize,
    to: String,
    at: Stamp,
    acknowledged: Option<Stamp>,
    acknowledged_by: Option<String>,
}

/// A clock that was started, as `show --json` has it.
#[derive(Serialize)]
pub(super) struct ClockOf {
    id: String,
    title: String,
    number: u32,
    incident: Option<u32>,
    within: String,
    started: Stamp,
    due: Option<Stamp>,
    stopped: Option<Stamp>,
    status: &'static str,
}

/// A window that was overridden, as `show --json` has it.
#[derive(Serialize)]
pub(super) struct OverrideOf {
    windows: Vec<String>,
    why: String,
    reason: String,
    by: String,
    at: Stamp,
}

pub(super) fn incidents(state: &State, now: Stamp) -> Vec<IncidentOf> {
    let all = state.incidents.iter();
    all.map(|it| IncidentOf {
        number: it.number,
        severity: it.severity.to_string(),
        title: title(state, it),
        reason: it.reason.clone(),
        by: it.by.clone(),
        declared: it.declared,
        rto_due: state.limit_at(it, Limit::Rto),
        rto: limit(state, it, Limit::Rto, now),
        respond_due: state.limit_at(it, Limit::Respond),
        respond: limit(state, it, Limit::Respond, now),
        responded: it.responded.as_ref().map(|(at, _)| *at),
        responded_by: it.responded.as_ref().map(|(_, by)| by.clone()),
        escalations: it
            .escalated
            .iter()
            .map(|told| EscalationOf {
                level: told.level,
                to: told.to.clone(),
                at: told.at,
                acknowledged: told.acknowledged.as_ref().map(|(at, _)| *at),
                acknowledged_by: told.acknowledged.as_ref().map(|(_, by)| by.clone()),
            })
            .collect(),
        resolved: it.resolved.as_ref().map(|it| it.at),
        resolved_by: it.resolved.as_ref().map(|it| it.by.clone()),
        note: it.resolved.as_ref().map(|it| it.note.clone()),
    })
    .collect()
}

pub(super) fn clocks(state: &State, now: Stamp) -> Vec<ClockOf> {
    let of = |run: &ClockRun, title: &str, within: String, standing: ClockStanding| ClockOf {
        id: run.clock.to_string(),
        title: title.to_owned(),
        number: run.number,
        incident: run.incident,
        within,
        started: run.started,
        due: state.clock_due(run),
        stopped: run.stopped.map(|(at, _)| at),
        status: standing.word(),
    };
    state.clocks_at(now).map(|(clock, run, it)| of(run, &clock.title, clock.within.to_string(), it)).collect()
}

pub(super) fn overrides(state: &State) -> Vec<OverrideOf> {
    let all = state.overrides.iter();
    all.map(|it| OverrideOf {
        windows: it.windows.iter().map(ToString::to_string).collect(),
        why: it.why.clone(),
        reason: it.reason.clone(),
        by: it.by.clone(),
        at: it.at,
    })
    .collect()
}

fn title(state: &State, incident: &Incident) -> String {
    let severity = state.book.severity(&incident.severity);
    severity.map_or_else(|| incident.severity.to_string(), |it| it.title.clone())
}

/// How a limit stands at `now`; `None` where the severity sets none.
fn limit(state: &State, incident: &Incident, limit: Limit, now: Stamp) -> Option<&'static str> {
    let due = state.limit_at(incident, limit)?;
    let made = match limit {
        Limit::Rto => incident.resolved.as_ref().map(|it| it.at),
        Limit::Respond => incident.responded.as_ref().map(|(at, _)| *at),
    };
    // A run that ended, or an incident that is over, waits for nothing more.
    Some(match made {
        Some(at) if at <= due => "met",
        Some(_) => "missed",
        None if incident.missed(limit) || now > due => "missed",
        None => "running",
    })
}

/// What happened in the incidents, in the order of time; `None` where the runbook has no severities.
pub(super) fn of_incidents(state: &State) -> Option<Vec<Remark>> {
    if state.book.severity.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    for it in &state.incidents {
        let about = format!("Incident {} ({})", it.number, title(state, it));
        let mut say = |at: Stamp, by: &str, text: String| out.push(remark(Some(at), by, &about, &text));
        say(it.declared, &it.by, format!("declared: {}", it.reason));
        for told in &it.escalated {
            say(told.at, "gonogo", format!("due to be told: {}", told.to));
            if let Some((at, by)) = &told.acknowledged {
                say(*at, by, format!("acknowledged: {}", told.to));
            }
        }
        for (limit, at) in &it.overdue {
            say(*at, "gonogo", format!("{} MISSED", limit.word()));
        }
        if let Some((at, by)) = it.responded.as_ref().filter(|_| it.escalated.is_empty()) {
            say(*at, by, "answered".to_owned());
        }
        if let Some(over) = &it.resolved {
            let took = state.told(over.at.since(it.declared));
            let severity = state.book.severity(&it.severity);
            let rto = severity.and_then(|it| it.rto).map_or(String::new(), |rto| {
                format!(", RTO {rto} {}", if took <= rto { "met" } else { "MISSED" })
            });
            say(over.at, &over.by, format!("resolved after {}{rto}: {}", rough(took), over.note));
        }
    }
    out.sort_by_key(|remark| remark.at);
    Some(out)
}

/// How each clock stands; `None` where the runbook has none.
pub(super) fn of_clocks(state: &State, now: Stamp) -> Option<Vec<Remark>> {
    if state.book.clock.is_empty() {
        return None;
    }
    let all = state.clocks_at(now).map(|(clock, run, standing)| {
        let of = run.incident.map_or(String::new(), |number| format!(" of incident {number}"));
        let text = match standing {
            ClockStanding::Running(left) => format!("running, {} left", rough(left)),
            ClockStanding::Late(over) => format!("MISSED, {} over and still running", rough(over)),
            ClockStanding::Met(took) => format!("met in {}", rough(took)),
            ClockStanding::Missed(took) => format!("MISSED: {}", rough(took)),
            ClockStanding::Void => "void: what it waits for did not come any more".to_owned(),
        };
        let text = format!("{text} (within {}){of}", clock.within);
        remark(Some(run.started), "gonogo", &clock.title, &text)
    });
    Some(all.collect())
}

/// Every word that was said at a gate; `None` where the runbook has no gates.
pub(super) fn of_polls(state: &State) -> Option<Vec<Remark>> {
    let mut gates = state.book.steps().filter(|step| step.gate.is_some()).peekable();
    gates.peek()?;
    let mut out = Vec::new();
    for step in gates {
        let (Some(gate), Some(of)) = (&step.gate, state.step(&step.id)) else { continue };
        let said: Vec<_> = polls(gate, of).filter_map(|poll| poll.said).collect();
        for signed in
            of.signoffs.iter().filter(|it| it.role.as_ref().is_some_and(|it| gate.roles.contains(it)))
        {
            let word =
                if signed.meaning == crate::model::verdict::Meaning::Rejected { "NO-GO" } else { "GO" };
            let role = signed.role.as_ref().map_or(String::new(), |role| format!(" as {role}"));
            let back = if said.contains(&signed) { "" } else { " (taken back)" };
            let note = if signed.note.is_empty() { String::new() } else { format!(": {}", signed.note) };
            let text = format!("{word}{role}{back}{note}");
            out.push(remark(Some(signed.at), signed.person.as_str(), &step.title, &text));
        }
    }
    out.sort_by_key(|remark| remark.at);
    Some(out)
}

/// The windows that were overridden, among the deviations.
pub(super) fn of_overrides(state: &State) -> impl Iterator<Item = Remark> {
    state.overrides.iter().map(|it| {
        let text = format!("overridden, {}: {}", it.why, it.reason);
        remark(Some(it.at), &it.by, "Maintenance window", &text)
    })
}

/// To the second.
fn rough(span: crate::model::span::Span) -> String {
    let seconds = u64::try_from(span.as_millis() / 1_000).unwrap_or(0);
    crate::model::span::Span::seconds(seconds).to_string()
}

/// What is still open of incidents.
pub(super) fn open(state: &State) -> impl Iterator<Item = String> {
    state
        .open_incidents()
        .map(|it| super::clean(&format!("incident {} ({}): not resolved", it.number, title(state, it))))
}
