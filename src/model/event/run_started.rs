//! How a run begins.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::ids::{EnvironmentName, InputName, Person, RunId, RunbookId};
use crate::model::stamp::Stamp;

/// What event 0 holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunStarted {
    /// The run.
    pub run: RunId,
    /// The runbook.
    pub book: RunbookId,
    /// Its title.
    pub title: String,
    /// SHA-256 of its exact text, kept beside the journal.
    pub book_sha256: String,
    /// The target environment, where the runbook has some.
    pub environment: Option<EnvironmentName>,
    /// Set where nothing of it is real.
    pub rehearsal: Option<RehearsalOf>,
    /// Environment values and inputs known at the start; a secret has `None`.
    pub inputs: BTreeMap<InputName, Option<String>>,
    /// When the deployment is planned, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Stamp>,
    /// Who drives first.
    pub driver: Person,
    /// The host.
    pub host: String,
    /// The folder in which the first command starts.
    pub folder: String,
    /// gonogo's version.
    pub version: String,
}

/// What is simulated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalOf {
    /// The scenario, where a fault is rehearsed.
    pub scenario: Option<String>,
    /// How many times faster windows and waits run.
    pub speed: u32,
}
