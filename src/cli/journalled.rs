//! A run as its journal tells it, for verbs that only look.

use crate::conductor::{ConductorError, RunFolder, record};
use crate::journal::{Fault, Hash, Home, Journal};
use crate::model::event::RunStarted;
use crate::model::fold::fold_into;
use crate::model::ids::RunId;
use crate::model::runbook::Runbook;
use crate::model::{Event, State};

use super::{CliError, Context};

/// A run, and how far its journal is good.
pub(super) struct Journalled {
    pub(super) run: RunId,
    pub(super) state: State,
    pub(super) head: Hash,
    pub(super) events: u64,
    pub(super) fault: Option<Fault>,
}

impl Journalled {
    /// Reads the run whose id begins with `run`, whatever the case.
    pub(super) async fn read(context: &Context, run: &str) -> Result<Self, CliError> {
        Self::of(&context.home, &find(context, run)?).await
    }

    /// Reads the run. A damaged journal is read as far as it is good.
    pub(super) async fn of(home: &Home, run: &RunId) -> Result<Self, CliError> {
        let folder = RunFolder::of(home, run)?;
        let mut reader = Journal::open_read_only(folder.dir()).await?;
        let good = reader.read_good().await;
        let text = text(&folder)?;
        let mut state = State::of(book(&folder, &text)?);
        let (head, events) =
            (good.entries.last().map_or(Hash::GENESIS, |entry| entry.hash), good.entries.len() as u64);
        for entry in good.entries {
            fold_into(&mut state, &record::from_entry(run.as_str(), entry)?);
        }
        let sha256 = Hash::of(text.as_bytes()).to_string();
        if state.start.as_ref().is_some_and(|start| start.book_sha256 != sha256) {
            let wrong = ConductorError::WrongBook { path: folder.book(), run: run.to_string() };
            return Err(wrong.into());
        }
        Ok(Self { run: run.clone(), state, head, events, fault: good.fault })
    }

    /// What is wrong with the journal, for people.
    pub(super) fn damage(&self) -> Option<String> {
        self.fault.as_ref().map(|fault| {
            let last = fault.last_good.map_or_else(|| "none".to_owned(), |seq| seq.to_string());
            format!(
                "the journal of run {} is damaged at event {}: {}; last good event: {last}. \
                 It opens for reading only; keep the folder as evidence",
                self.run, fault.seq, fault.what
            )
        })
    }
}

/// How the run began: its first event alone, however long its journal is. `None` where that can't be read.
pub(super) async fn start_of(home: &Home, run: &RunId) -> Option<RunStarted> {
    let folder = RunFolder::of(home, run).ok()?;
    let mut reader = Journal::open_read_only(folder.dir()).await.ok()?;
    let first = reader.read_chunk(0, 1).await.ok()?.pop()?;
    match record::from_entry(run.as_str(), first).ok()?.event {
        Event::RunStarted(start) => Some(start),
        _ => None,
    }
}

/// The run whose id begins with `text`.
pub(super) fn find(context: &Context, text: &str) -> Result<RunId, CliError> {
    let wanted = text.to_uppercase();
    let runs = crate::journal::list_runs(&context.home)?;
    let mut hits = runs.iter().filter(|run| !wanted.is_empty() && run.id.starts_with(&wanted));
    match (hits.next(), hits.next()) {
        (Some(one), None) => Ok(RunId::new(one.id.clone())),
        (Some(one), Some(_)) if one.id == wanted => Ok(RunId::new(one.id.clone())),
        (Some(_), Some(_)) => {
            Err(CliError::WhichRun(format!("several runs begin with {wanted}: give more of it")))
        }
        (None, _) => Err(CliError::NoRun { run: text.to_owned() }),
    }
}

fn text(folder: &RunFolder) -> Result<String, CliError> {
    let path = folder.book();
    std::fs::read_to_string(&path).map_err(|source| CliError::File { path, source })
}

fn book(folder: &RunFolder, text: &str) -> Result<Runbook, CliError> {
    toml::from_str(text).map_err(|error| {
        let why = error.message().to_owned();
        ConductorError::Book { run: folder.run().to_string(), why }.into()
    })
}
