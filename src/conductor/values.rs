//! What the run's commands and probes get to know: environment values, inputs, and the secrets among them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::ConductorError;
use crate::exec;
use crate::model::State;
use crate::model::ids::InputName;

/// The secrets of a run: kept where the shell's state is kept, in memory where the host has a place for it, and
/// deleted with it at the run's end.
pub(super) struct Secrets {
    file: PathBuf,
    values: BTreeMap<InputName, String>,
}

impl Secrets {
    /// Those kept in the run's state place.
    pub(super) fn load(state_dir: &Path) -> Self {
        let file = state_dir.join("secrets.json");
        let values =
            fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file, values }
    }

    /// Adds a secret and keeps it.
    pub(super) fn insert(&mut self, name: InputName, value: String) -> Result<(), ConductorError> {
        self.values.insert(name, value);
        self.save()
    }

    fn save(&self) -> Result<(), ConductorError> {
        let text = serde_json::to_vec(&self.values).unwrap_or_default();
        let new = self.file.with_extension("new");
        fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)
            .and_then(|mut file| file.write_all(&text))
            .and_then(|()| fs::rename(&new, &self.file))
            .map_err(ConductorError::file(&self.file))
    }

    /// Whether the value of `name` is held.
    pub(super) fn has(&self, name: &InputName) -> bool {
        self.values.contains_key(name)
    }

    /// The values alone, to be masked.
    pub(super) fn texts(&self) -> Vec<String> {
        self.values.values().cloned().collect()
    }
}

/// Every environment value and input that is known, secrets in clear.
pub(super) fn given(state: &State, secrets: &Secrets) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (name, value) in &state.inputs {
        let value = value.as_ref().or_else(|| secrets.values.get(name));
        if let Some(value) = value {
            all.insert(name.to_string(), value.clone());
        }
    }
    all
}

/// What `${name}` in probes can be: what was given, and over it what commands have set.
pub(super) fn known(state: &State, secrets: &Secrets, state_dir: &Path) -> BTreeMap<String, String> {
    let mut all = given(state, secrets);
    all.extend(exec::state_values(state_dir));
    all
}
