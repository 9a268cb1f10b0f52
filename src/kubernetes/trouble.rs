use thiserror::Error;

use super::asked::Asked;

/// Why a cluster could not be asked, or refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// There is no kubeconfig.
    #[error("there is no kubeconfig ({looked}): set KUBECONFIG, or log in to the cluster first")]
    NoKubeconfig {
        /// Where it was looked for.
        looked: String,
    },
    /// It can't be used.
    #[error("the kubeconfig {file} can't be used: {why}")]
    BadKubeconfig {
        /// The file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// No context is chosen.
    #[error("the kubeconfig {file} has no current context: name one in `context` ({known})")]
    NoContext {
        /// The files.
        file: String,
        /// The contexts that there are.
        known: String,
    },
    /// The context is not there.
    #[error("the kubeconfig {file} has no context {name}: {known}")]
    UnknownContext {
        /// The context asked for.
        name: String,
        /// The files.
        file: String,
        /// The contexts that there are.
        known: String,
    },
    /// A rehearsal without a cluster.
    #[error(
        "this rehearsal simulates no cluster, and never reaches a real one: describe one in the runbook's `[rehearsal]`"
    )]
    NotSimulated,
    /// A name that no object has.
    #[error("`{name}` is not the name of a {what}")]
    BadName {
        /// What it should name.
        what: &'static str,
        /// The text.
        name: String,
    },
    /// A proxy that counts.
    #[error(
        "{host} is reached through the proxy {proxy}, which gonogo can't use for clusters: use a `command` with kubectl"
    )]
    Proxy {
        /// The cluster's host.
        host: String,
        /// The proxy's host.
        proxy: String,
    },
    /// The credentials could not be had: a plugin failed, a file is missing.
    #[error("no credentials for {server}: {why}; log in again")]
    NoCredentials {
        /// The cluster.
        server: String,
        /// What failed.
        why: String,
    },
    /// 401.
    #[error("{server} refuses the credentials (401{}): they have expired or are wrong; log in again", tail(.said))]
    Credentials {
        /// The cluster.
        server: String,
        /// What it says.
        said: String,
    },
    /// 403.
    #[error("not allowed to {asked} (403{}): ask for a role that may {} {}", tail(.said), .asked.verb, .asked.resource)]
    Forbidden {
        /// What was asked.
        asked: Box<Asked>,
        /// What it says.
        said: String,
    },
    /// 404 of the object itself.
    #[error("there is no {} \"{}\" in namespace \"{}\"", .asked.resource, .asked.name.as_deref().unwrap_or_default(), .asked.namespace)]
    Absent {
        /// What was asked.
        asked: Box<Asked>,
    },
    /// 404 of the whole resource.
    #[error("{server} doesn't know {} (404{}): is it a Kubernetes API server, and new enough?", .asked.resource, tail(.said))]
    UnknownResource {
        /// The cluster.
        server: String,
        /// What was asked.
        asked: Box<Asked>,
        /// What it says.
        said: String,
    },
    /// 409: somebody else was faster.
    #[error("somebody else changed it meanwhile (409{}): {asked} was refused, and nothing was changed", tail(.said))]
    Conflict {
        /// What was asked.
        asked: Box<Asked>,
        /// What it says.
        said: String,
    },
    /// Any other refusal.
    #[error("{asked} was answered with {code}{}", tail(.said))]
    Refused {
        /// What was asked.
        asked: Box<Asked>,
        /// The status code.
        code: u16,
        /// What it says.
        said: String,
    },
    /// The server is not the one that is trusted.
    #[error("TLS with {server} failed: {why}")]
    Tls {
        /// The cluster.
        server: String,
        /// What failed.
        why: String,
    },
    /// No connection: nothing was asked.
    #[error("no connection to {server}: {why}")]
    Unreachable {
        /// The cluster.
        server: String,
        /// What failed.
        why: String,
    },
    /// Asked, but no whole answer came.
    #[error("{server} gave no answer to {asked}: {why}")]
    Lost {
        /// The cluster.
        server: String,
        /// What was asked.
        asked: Box<Asked>,
        /// What failed.
        why: String,
    },
    /// The answer is none that makes sense.
    #[error("{server} answered {asked} with what makes no sense: {why}")]
    Nonsense {
        /// The cluster.
        server: String,
        /// What was asked.
        asked: Box<Asked>,
        /// What is wrong with it.
        why: String,
    },
}

impl Trouble {
    /// Whether the runbook or the kubeconfig is wrong, so that asking again can't help.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::NotSimulated | Self::BadName { .. } | Self::Proxy { .. } | Self::UnknownContext { .. }
        )
    }

    /// Whether a change that was asked for may have been made all the same.
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::Lost { asked, .. } | Self::Nonsense { asked, .. } => {
                asked.verb != "get" && asked.verb != "list"
            }
            // A server that gives up half-way, or a proxy before it.
            Self::Refused { code, asked, .. } => *code >= 500 && asked.verb == "patch",
            _ => false,
        }
    }
}

fn tail(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(": {said}") }
}
