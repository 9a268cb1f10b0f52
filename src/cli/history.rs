//! How long steps took in past runs of the same runbook.

use std::collections::BTreeMap;

use super::Context;
use super::journalled::{self, Journalled};
use crate::conductor::RunFolder;
use crate::model::event::RunStarted;
use crate::model::ids::{RunId, StepId};
use crate::model::state::{History, Status};

/// How many past runs are looked at.
const RUNS: usize = 10;

/// The history for the run in `folder`, from real runs for a real one and from rehearsals at full speed for none.
pub(super) async fn of_run(context: &Context, folder: &RunFolder) -> History {
    match journalled::start_of(&context.home, folder.run()).await {
        Some(start) => past(context, &start).await,
        None => History::new(),
    }
}

async fn past(context: &Context, this: &RunStarted) -> History {
    let mut all: BTreeMap<StepId, Vec<i64>> = BTreeMap::new();
    let runs = crate::journal::list_runs(&context.home).unwrap_or_default();
    let mut seen = 0;
    for folder in runs.iter().filter(|run| run.id != this.run.as_str()) {
        let run = RunId::new(folder.id.clone());
        // Of the other runs that there may be, only the beginning is read.
        if !journalled::start_of(&context.home, &run).await.is_some_and(|start| is_like(&start, this)) {
            continue;
        }
        let Ok(run) = Journalled::of(&context.home, &run).await else { continue };
        let state = &run.state;
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

/// Whether the steps of `other` take as long as those of `this`.
fn is_like(other: &RunStarted, this: &RunStarted) -> bool {
    let in_its_own_time = other.rehearsal.as_ref().is_none_or(|of| of.speed <= 1);
    other.book == this.book && other.rehearsal.is_some() == this.rehearsal.is_some() && in_its_own_time
}
