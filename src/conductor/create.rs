//! Making a run: its folder, the runbook's text, the secrets, event 0.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::DirBuilderExt;
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
pub async fn create(home: &Home, mut new: NewRun, now: Stamp) -> Result<RunId, ConductorError> {
    let run = RunId::new(journal::new_run_id(home)?);
    let folder = RunFolder::of(home, &run)?;
    let text = folder.book();
    fs::write(&text, &new.text).map_err(ConductorError::file(&text))?;
    let attempts = folder.dir().join("attempts");
    fs::DirBuilder::new().mode(0o700).create(&attempts).map_err(ConductorError::file(&attempts))?;
    if new.rehearsal.is_some() {
        settle_world(&folder, &mut new)?;
    }
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

/// Gives the world its port and its folder, and what is known of it to the values.
fn settle_world(folder: &RunFolder, new: &mut NewRun) -> Result<(), ConductorError> {
    let port_file = folder.world_port();
    let port = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map_err(ConductorError::file(&port_file))?
        .port();
    fs::write(&port_file, port.to_string()).map_err(ConductorError::file(&port_file))?;
    for (name, value) in in_world(&new.book, folder, port) {
        let secret = new.book.input.get(&name).is_some_and(|input| input.secret);
        new.values.insert(name, (value, secret));
    }
    Ok(())
}

/// The values of the simulated world at `port`.
pub(super) fn in_world(book: &Runbook, folder: &RunFolder, port: u16) -> Vec<(InputName, String)> {
    let Some(world) = &book.rehearsal else { return Vec::new() };
    let workspace = folder.world().join("workspace");
    world
        .set
        .iter()
        .map(|(name, template)| {
            let value = template
                .replace("${world}", &format!("http://127.0.0.1:{port}"))
                .replace("${world_host}", &format!("127.0.0.1:{port}"))
                .replace("${folder}", &workspace.display().to_string());
            (name.clone(), value)
        })
        .collect()
}

fn hostname() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}
