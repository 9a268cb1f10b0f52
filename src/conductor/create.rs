//! Making a run: its folder, the runbook's text, the secrets, event 0.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use super::values::Secrets;
use super::{ConductorError, RunFolder, record};
use crate::exec;
use crate::journal::{self, Home, Journal};
use crate::model::event::{RehearsalOf, RunStarted};
use crate::model::ids::{EnvironmentName, InputName, Person, RunId};
use crate::model::runbook::Runbook;
use crate::model::stamp::Stamp;
use crate::model::{Actor, Event};

/// What a new run starts from.
pub struct NewRun {
    /// The runbook.
    pub book: Runbook,
    /// Its exact text.
    pub text: String,
    /// SHA-256 of the text, in hex.
    pub sha256: String,
    /// The target environment.
    pub environment: Option<EnvironmentName>,
    /// Environment values and inputs, in clear, and whether each is secret.
    pub values: BTreeMap<InputName, (String, bool)>,
    /// When the deployment is planned.
    pub planned: Option<Stamp>,
    /// Who drives first.
    pub driver: Person,
    /// Whether the first events are the headless driver's.
    pub headless: bool,
    /// The folder in which the first command starts.
    pub folder: PathBuf,
    /// Set for a rehearsal.
    pub rehearsal: Option<Rehearse>,
}

/// How to rehearse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearse {
    /// The scenario.
    pub scenario: Option<String>,
    /// How many times faster.
    pub speed: u32,
}

/// Makes the run and closes its journal again: a conductor takes it up from there.
pub async fn create(home: &Home, new: NewRun, now: Stamp) -> Result<RunId, ConductorError> {
    let run = RunId::new(journal::new_run_id(home)?);
    let folder = RunFolder::of(home, &run)?;
    let text = folder.book();
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&text)
        .and_then(|mut file| file.write_all(new.text.as_bytes()))
        .map_err(ConductorError::file(&text))?;
    let attempts = folder.dir().join("attempts");
    fs::DirBuilder::new().mode(0o700).create(&attempts).map_err(ConductorError::file(&attempts))?;
    let state_dir = exec::state_place(run.as_str(), &folder.state_fallback())?;
    let mut secrets = Secrets::load(&state_dir);
    let mut inputs = BTreeMap::new();
    for (name, (value, secret)) in new.values {
        if secret {
            secrets.insert(name.clone(), value)?;
            inputs.insert(name, None);
        } else {
            inputs.insert(name, Some(value));
        }
    }
    let started = Event::RunStarted(RunStarted {
        run: run.clone(),
        book: new.book.id.clone(),
        title: new.book.title.clone(),
        book_sha256: new.sha256,
        environment: new.environment,
        rehearsal: new.rehearsal.map(|of| RehearsalOf { scenario: of.scenario, speed: of.speed }),
        inputs,
        planned: new.planned,
        driver: new.driver.clone(),
        host: hostname(),
        folder: new.folder.display().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    });
    let by = if new.headless { Actor::Autopilot(new.driver) } else { Actor::Person(new.driver) };
    let entry = record::to_entry(now, &by, &started).map_err(|error| ConductorError::Event {
        run: run.to_string(),
        seq: 0,
        why: error.to_string(),
    })?;
    let mut journal = Journal::create(folder.dir(), run.as_str()).await?;
    journal.append(&[entry]).await?;
    journal.close().await?;
    Ok(run)
}

fn hostname() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}
