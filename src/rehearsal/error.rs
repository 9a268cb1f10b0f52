//! Why there is no world.

use std::path::PathBuf;

use thiserror::Error;

/// Why a world can't be.
#[derive(Debug, Error)]
pub enum RehearsalError {
    /// The scenario isn't in the runbook.
    #[error("there is no scenario `{given}`; {}", known_scenarios(known))]
    UnknownScenario {
        /// What was asked for.
        given: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The folder belongs to a rehearsal of something else.
    #[error(
        "{} holds the world of another rehearsal ({held}); start a new run, or ask for the same scenario", folder.display()
    )]
    OtherWorld {
        /// The world's folder.
        folder: PathBuf,
        /// What is played there.
        held: String,
    },
    /// The description can't be right.
    #[error("the runbook's [rehearsal] can't be played: {}; `gonogo check` says where", problems.join("; "))]
    Description {
        /// Each problem, in a sentence.
        problems: Vec<String>,
    },
    /// A file of the world can't be read or written.
    #[error("can't {doing} {}: {source}; check the folder's rights and the space left", path.display())]
    File {
        /// What was tried: `write`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A path can't stand in a stand-in's script.
    #[error("{} is not UTF-8, which a stand-in's script needs: use another folder", path.display())]
    Path {
        /// The path.
        path: PathBuf,
    },
    /// A file of the world isn't one of this version's.
    #[error("{} is damaged: {source}; start a new rehearsal", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// The world's TLS server has no certificate.
    #[error("no certificate could be made for the rehearsal's TLS server; is there no randomness?")]
    Certificate,
    /// No port of loopback is free.
    #[error("can't listen on 127.0.0.1: {source}; check that the loopback interface is up")]
    Listen {
        /// Why.
        source: std::io::Error,
    },
}

fn known_scenarios(known: &[String]) -> String {
    if known.is_empty() {
        return "this runbook has none: leave `--scenario` out".to_owned();
    }
    format!("this runbook has {}", known.join(", "))
}
