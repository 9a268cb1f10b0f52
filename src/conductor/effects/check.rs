//! Checks: run side by side up to a limit, each try told as it comes.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::metrics::Board;
use super::reader::Reader;
use super::world::Simulated;
use crate::checks::{self, Context, HttpClients};
use crate::conductor::handle::Request;
use crate::model::ids::StepId;
use crate::model::runbook::Check;
use crate::model::{Report, State};

/// How many checks probe at once.
const AT_ONCE: usize = 32;

/// What checks of a run share.
pub(super) struct Checker {
    http: HttpClients,
    permits: Arc<Semaphore>,
}

impl Checker {
    pub(super) fn new() -> Self {
        Self { http: HttpClients::new(), permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// What the checks of one step get to know.
    pub(super) fn context(
        &self,
        values: BTreeMap<String, String>,
        secrets: Vec<String>,
        state: &State,
        world: Option<&Simulated>,
        board: Arc<Board>,
    ) -> Arc<Context> {
        let started_in =
            state.start.as_ref().map_or_else(|| PathBuf::from("/"), |it| PathBuf::from(&it.folder));
        // Where the last command ended, as bash tells it.
        let folder = values.get("PWD").map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| world.map_or(started_in, Simulated::workspace));
        let mut env: Vec<(String, String)> =
            values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        if let Some(world) = world {
            env.extend(world.vars());
        }
        Arc::new(Context {
            values,
            secrets,
            env,
            metrics: Some(Arc::new(Reader::new(state, board))),
            speed: state.speed(),
            simulated: world.is_some(),
            http: self.http.clone(),
            ..Context::new(folder)
        })
    }

    /// Runs `check` and reports each try and the verdict.
    pub(super) fn run(
        &self,
        step: StepId,
        check: Check,
        context: Arc<Context>,
        requests: mpsc::Sender<Request>,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + use<> {
        let permits = Arc::clone(&self.permits);
        async move {
            let Ok(_permit) = permits.acquire_owned().await else { return };
            let (tries_tx, mut tries) = mpsc::unbounded_channel();
            let tried = move |number, observation| {
                // The receiver lives as long as the check runs.
                let _ = tries_tx.send((number, observation));
            };
            let forward = async {
                while let Some((number, observation)) = tries.recv().await {
                    let report = Report::CheckTried {
                        step: step.clone(),
                        check: check.name.clone(),
                        number,
                        observation,
                    };
                    let _ = requests.send(Request::Report(report)).await;
                }
            };
            // Ends the channel with itself: the sender lives in `tried`.
            let run = checks::run(&check, &context, stop.clone(), tried);
            let (verdict, ()) = tokio::join!(run, forward);
            let report = Report::CheckEnded { step: step.clone(), check: check.name.clone(), verdict };
            let _ = requests.send(Request::Report(report)).await;
        }
    }
}
