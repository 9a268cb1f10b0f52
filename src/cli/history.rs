//! How long steps took in past runs of the same runbook.

use std::collections::BTreeMap;

use super::Context;
use super::journalled::Journalled;
use crate::conductor::RunFolder;
use crate::model::ids::{RunId, RunbookId, StepId};
use crate::model::state::{History, Status};

/// How many past runs are looked at.
const RUNS: usize = 10;

/// The history for the run in `folder`, from real runs for a real one and from rehearsals at full speed for none.
pub(super) async fn of_run(context: &Context, folder: &RunFolder) -> History {
    let Ok(this) = Journalled::of(context, folder.run()).await else { return History::new() };
    let rehearsal = this.state.is_rehearsal();
    past(context, &this.state.book.id, rehearsal, folder.run()).await
}

async fn past(context: &Context, book: &RunbookId, rehearsal: bool, but: &RunId) -> History {
    let mut all: BTreeMap<StepId, Vec<i64>> = BTreeMap::new();
    let runs = crate::journal::list_runs(&context.home).unwrap_or_default();
    let mut seen = 0;
    for folder in runs.iter().filter(|run| run.id != but.as_str()) {
        let Ok(run) = Journalled::of(context, &RunId::new(folder.id.clone())).await else { continue };
        let state = &run.state;
        if state.book.id != *book || state.is_rehearsal() != rehearsal || state.speed() != 1 {
            continue;
        }
        for step in state.book.steps().filter(|step| state.status(step) == Status::Passed) {
            let took = state.step(&step.id).and_then(|of| Some(of.touched?.since(of.started?)));
            all.entry(step.id.clone()).or_default().extend(took.filter(|millis| *millis >= 0));
        }
        seen += 1;
        if seen == RUNS {
            break;
        }
    }
    all.into_iter()
        .filter_map(|(step, mut took)| {
            took.sort_unstable();
            let median = *took.get(took.len() / 2)?;
            Some((step, median))
        })
        .collect()
}
