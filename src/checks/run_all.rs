//! Many checks side by side.

use futures::StreamExt;
use futures::stream;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use super::engine::run;
use crate::model::event::Observation;
use crate::model::runbook::Check;
use crate::model::verdict::Outcome;

/// What is heard while checks run. `at` is the check's place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A try ended.
    Tried {
        /// The check's place.
        at: usize,
        /// The try's number, from 1.
        number: u32,
        /// What it saw.
        observation: Observation,
    },
    /// A check has its verdict.
    Ended {
        /// The check's place.
        at: usize,
        /// The verdict.
        verdict: Outcome,
    },
}

/// Runs `checks`, at most `limit` at a time; `heard` gets each try and each verdict as it comes.
/// All of it is in this one future: nothing goes on after it was dropped.
pub async fn run_all(
    checks: &[Check],
    context: &Context,
    limit: usize,
    cancel: CancellationToken,
    heard: impl Fn(Progress) + Sync,
) {
    let heard = &heard;
    stream::iter(checks.iter().enumerate())
        .map(|(at, check)| {
            let cancel = cancel.clone();
            async move {
                let verdict = run(check, context, cancel, |number, observation| {
                    heard(Progress::Tried { at, number, observation });
                })
                .await;
                heard(Progress::Ended { at, verdict });
            }
        })
        .buffer_unordered(limit.max(1))
        .for_each(|()| async {})
        .await;
}
