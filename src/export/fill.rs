//! From a run's state to the filled checklist.

use super::deviations::deviations;
use super::in_time;
use super::line::fill_line;
use super::list::ended;
use super::notes::notes;
use super::{ExportInfo, Fact, FilledCopy, FilledSection, clean};
use crate::model::ids::InputName;
use crate::model::runbook::{Line, Section};
use crate::model::stamp::Stamp;
use crate::model::state::{Mode, State, Status};

/// Fills the runbook's print copy with what happened. A runbook without one gets a section a phase and a line a step.
pub fn fill(state: &State, info: &ExportInfo) -> FilledCopy {
    let print = state.book.print.as_ref();
    let heading = print.map_or(state.book.title.as_str(), |print| print.heading.as_str());
    let made;
    let sections = if let Some(print) = print {
        &print.sections
    } else {
        made = sections_of(state);
        &made
    };
    FilledCopy {
        heading: clean(heading),
        banner: banner(state),
        date: state.started.map_or(String::new(), Stamp::date),
        deployer: state.driver.as_ref().map_or(String::new(), |driver| clean(driver.as_str())),
        version: version(state),
        facts: facts(state),
        sections: sections
            .iter()
            .map(|section| FilledSection {
                title: clean(&section.title),
                lines: section.lines.iter().map(|line| fill_line(state, line, section.rollback)).collect(),
            })
            .collect(),
        incidents: in_time::of_incidents(state),
        clocks: in_time::of_clocks(state, ended(state).unwrap_or(info.exported_at)),
        polls: in_time::of_polls(state),
        notes: notes(state),
        deviations: deviations(state),
        open: open(state),
        tail: tail(state, info),
    }
}

fn sections_of(state: &State) -> Vec<Section> {
    let of = |title: &str, rollback, steps: &[crate::model::runbook::Step]| Section {
        title: title.to_owned(),
        rollback,
        lines: steps
            .iter()
            .map(|step| Line { text: step.title.clone(), steps: vec![step.id.clone()], any: Vec::new() })
            .collect(),
    };
    let phases = state.book.phase.iter().map(|phase| of(&phase.title, false, &phase.step));
    let plans = state.book.plan.iter().filter(|plan| state.plans.iter().any(|run| run.plan == plan.id));
    phases.chain(plans.map(|plan| of(&plan.title, true, &plan.step))).collect()
}

fn banner(state: &State) -> Option<String> {
    let of = state.start.as_ref()?.rehearsal.as_ref()?;
    let scenario = of.scenario.as_ref().map_or(String::new(), |name| format!(", scenario {}", clean(name)));
    Some(format!("REHEARSAL: nothing of this is real{scenario}"))
}

fn version(state: &State) -> String {
    let value = state.inputs.get(&InputName::from("version")).and_then(Option::as_deref);
    value.map_or(String::new(), clean)
}

fn facts(state: &State) -> Vec<Fact> {
    let mut out = Vec::new();
    let mut add = |name, value: String| out.push(Fact { name, value });
    let utc = |at: Option<Stamp>| at.map_or("not yet".to_owned(), |at| format!("{} UTC", at.date_time()));
    if let Some(start) = &state.start {
        add("Run", clean(start.run.as_str()));
        add("Runbook", clean(&format!("{}, SHA-256 {}", start.book, start.book_sha256)));
        let environment = start.environment.as_ref().map_or("none", |it| it.as_str());
        let simulated = if start.rehearsal.is_some() { " (simulated)" } else { "" };
        add("Environment", format!("{}{simulated}", clean(environment)));
        add("Host", clean(&start.host));
    }
    if let Some(planned) = state.start.as_ref().and_then(|start| start.planned) {
        add("Planned", utc(Some(planned)));
    }
    add("Started", utc(state.started));
    add(
        "Ended",
        utc(match &state.mode {
            Mode::Ended(ended) => Some(ended.at),
            _ => None,
        }),
    );
    out
}

/// The steps of the phases, and of the plans that were started, that nobody has settled.
fn open(state: &State) -> Vec<String> {
    let plans = state.book.plan.iter().filter(|plan| state.plans.iter().any(|run| run.plan == plan.id));
    state
        .book
        .phase_steps()
        .chain(plans.flat_map(|plan| &plan.step))
        .filter_map(|step| {
            let status = state.status(step);
            let word = match status {
                Status::Pending => "not begun",
                Status::Look => "waits for a look",
                other => other.word(),
            };
            (!status.is_settled()).then(|| format!("{}: {word}", clean(&step.title)))
        })
        .chain(in_time::open(state))
        .collect()
}

fn tail(state: &State, info: &ExportInfo) -> Vec<Fact> {
    let mut out = Vec::new();
    let mut add = |name, value: String| out.push(Fact { name, value });
    match &state.mode {
        Mode::Ended(ended) => {
            let note = clean(&ended.note);
            let word = ended.outcome.word().to_uppercase();
            add("Outcome", if note.is_empty() { word } else { format!("{word}: {note}") });
            add("Seal", "ENDED - NO SIGNED SEAL".to_owned());
        }
        open => {
            let way = match open {
                Mode::RollingBack(plan) => format!("none yet: rolling back with {}", clean(plan.as_str())),
                Mode::Returned(plan) => format!("none yet: rolled back with {}", clean(plan.as_str())),
                Mode::Deploying | Mode::Ended(_) => "none yet".to_owned(),
            };
            let parked =
                state.parked.as_ref().map_or(String::new(), |why| format!(", parked: {}", clean(why)));
            add("Outcome", format!("{way}{parked}"));
            add("Seal", "OPEN - NOT FINAL".to_owned());
        }
    }
    add("Events", info.events.to_string());
    add("Head", format!("SHA-256 {}", clean(&info.head)));
    add("Chain", clean(&info.chain.words()));
    add("Exported", format!("{} UTC, gonogo {}", info.exported_at.date_time(), env!("CARGO_PKG_VERSION")));
    out
}
