//! Bringing a run's effects up.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::check::Checker;
use super::dispatch::{Effects, TERMINAL};
use super::logs::Panes;
use super::metrics::Feed;
use super::sound::Sound;
use super::world::Simulated;
use crate::conductor::fresh::Fresh;
use crate::conductor::handle::Request;
use crate::conductor::values::{self, Secrets};
use crate::conductor::{ConductorError, RunFolder};
use crate::exec;
use crate::model::ids::InputName;
use crate::model::{Report, State};

/// What effects need to come up.
pub(in crate::conductor) struct Start<'a> {
    pub(in crate::conductor) folder: RunFolder,
    pub(in crate::conductor) state_dir: PathBuf,
    pub(in crate::conductor) exe: PathBuf,
    pub(in crate::conductor) requests: mpsc::Sender<Request>,
    pub(in crate::conductor) state: &'a State,
    pub(in crate::conductor) fresh: Fresh,
}

pub(super) async fn start(start: Start<'_>) -> Result<(Effects, Vec<Report>), ConductorError> {
    let Start { folder, state_dir, exe, requests, state, fresh } = start;
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let mut secrets = Secrets::load(&state_dir);
    let mut moved = Vec::new();
    let mut known = values::known(state, &secrets, &state_dir);
    let world = match (state.is_rehearsal(), state.outcome()) {
        (true, None) => {
            let (world, values) = Simulated::start(&folder, state, &exe).await?;
            for (name, value) in values {
                if given(state, &name) {
                    continue;
                }
                if known.insert(name.to_string(), value.clone()).as_ref() == Some(&value) {
                    continue;
                }
                let secret = state.book.input.get(&name).is_some_and(|input| input.secret);
                if secret {
                    secrets.insert(name.clone(), value.clone())?;
                }
                moved.push(Report::InputMoved { name, value: (!secret).then_some(value) });
            }
            Some(world)
        }
        _ => None,
    };
    moved.extend(forgotten(state, &secrets, &state_dir));
    let feed = Feed::start(state, &requests, &tasks, &stop);
    let logs = Panes::start(state, &requests, &tasks, &stop);
    let checker = Checker::new();
    let sound = Sound::ahead(state, &tasks, &stop);
    let mut effects = Effects {
        folder,
        state_dir,
        exe,
        requests,
        secrets,
        fresh,
        work: HashMap::new(),
        tasks,
        stop,
        world,
        feed,
        logs,
        checker,
        sound,
        terminal: TERMINAL,
    };
    effects.know_all(state, &known);
    Ok((effects, moved))
}

/// Whether `name` keeps what `--set` gave it: event 0 has such an input only then. What leads into the world stays the
/// world's, so that nothing real is reached.
fn given(state: &State, name: &InputName) -> bool {
    let told = state.start.as_ref().is_some_and(|start| start.inputs.get(name).is_some_and(Option::is_some));
    let set = state.book.rehearsal.iter().find_map(|world| world.set.get(name));
    told && state.book.input.contains_key(name) && set.is_some_and(|text| !text.contains("${"))
}

/// What the host no longer holds in memory though the journal says that it was given or set.
fn forgotten(state: &State, secrets: &Secrets, state_dir: &Path) -> Option<Report> {
    if state.outcome().is_some() {
        return None;
    }
    let secret = state.inputs.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name);
    let inputs: Vec<InputName> = secret.filter(|name| !secrets.has(name)).cloned().collect();
    let shell = !state.set_by_steps.is_empty() && !exec::has_state(state_dir);
    (shell || !inputs.is_empty()).then_some(Report::MemoryLost { inputs, shell })
}
