//! Taking a run up: reading its journal, finding out what became of what was under way, going on.

use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{broadcast, mpsc};

use super::actor::Keeper;
use super::effects::{Effects, Start};
use super::fresh::Fresh;
use super::{ConductorError, Handle, RunFolder, record};
use crate::exec;
use crate::journal::{Hash, Journal};
use crate::model::fold::fold_into;
use crate::model::runbook::Runbook;
use crate::model::stamp::Stamp;
use crate::model::state::History;
use crate::model::{Report, State};

/// How many notices a slow subscriber may fall behind before it must subscribe anew.
const BACKLOG: usize = 8192;

/// What a conductor needs beside the run's folder.
pub struct Options {
    /// The gonogo binary, for shims and stand-ins.
    pub exe: PathBuf,
    /// How long steps took in past runs.
    pub history: History,
    /// The clock.
    pub clock: fn() -> Stamp,
}

/// Takes the run in `folder` up: the conductor runs as a task until [`Handle::stop`].
pub async fn open(folder: RunFolder, options: Options) -> Result<Handle, ConductorError> {
    let mut state = State::of(book(&folder)?);
    let mut fresh = Fresh::default();
    let mut unread = None;
    let journal =
        Journal::replay(folder.dir(), |entry| match record::from_entry(folder.run().as_str(), entry) {
            Ok(recorded) => {
                fresh.after(&recorded.event);
                fold_into(&mut state, &recorded);
            }
            Err(error) => unread = unread.take().or(Some(error)),
        })
        .await?;
    if let Some(error) = unread {
        return Err(error);
    }
    pinned(&folder, &state)?;
    let state_dir = exec::state_place(folder.run().as_str(), &folder.state_fallback())?;
    let (requests, inbox) = mpsc::channel(256);
    let (notices, _) = broadcast::channel(BACKLOG);
    let (effects, moved) = Effects::start(Start {
        folder: folder.clone(),
        state_dir,
        exe: options.exe,
        requests: requests.clone(),
        state: &state,
        fresh,
    })
    .await?;
    let mut keeper = Keeper {
        state,
        journal,
        effects,
        notices,
        history: Arc::new(options.history),
        clock: options.clock,
        here: Vec::new(),
        stuck: None,
        unrecorded: VecDeque::new(),
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    if keeper.state.outcome().is_none() {
        keeper.report(Report::ConductorStarted { pid: std::process::id(), version }).await;
        for report in moved {
            keeper.report(report).await;
        }
        for report in keeper.effects.resume(&keeper.state) {
            keeper.report(report).await;
        }
    }
    tokio::spawn(keeper.run(inbox));
    Ok(Handle { requests, folder })
}

/// The runbook kept with the run. It passed the lint when the run was made.
fn book(folder: &RunFolder) -> Result<Runbook, ConductorError> {
    let text = fs::read_to_string(folder.book()).map_err(ConductorError::file(&folder.book()))?;
    toml::from_str(&text)
        .map_err(|error| ConductorError::Book { run: folder.run().to_string(), why: error.to_string() })
}

fn pinned(folder: &RunFolder, state: &State) -> Result<(), ConductorError> {
    let bytes = fs::read(folder.book()).map_err(ConductorError::file(&folder.book()))?;
    let hash = Hash::of(&bytes).to_string();
    match &state.start {
        Some(start) if start.book_sha256 != hash => {
            Err(ConductorError::WrongBook { path: folder.book(), run: folder.run().to_string() })
        }
        _ => Ok(()),
    }
}
