//! What a check needs of its surroundings.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::http_client::HttpClients;
use super::seen::Seen;
use super::shell::{Bash, Shell};
use crate::model::change::Change;
use crate::model::ids::MetricId;

/// The surroundings of a step's checks.
#[derive(Clone)]
pub struct Context {
    /// The values for `${name}`.
    pub values: BTreeMap<String, String>,
    /// Texts that never appear in an observation.
    pub secrets: Vec<String>,
    /// The folder that relative paths and commands start from.
    pub folder: PathBuf,
    /// Variables of the run, for `command` and `env`.
    pub env: Vec<(String, String)>,
    /// How a shell command is run.
    pub shell: Arc<dyn Shell>,
    /// How a metric is read; without it, `scrape` and `prometheus` queries say that they can't.
    pub metrics: Option<Arc<dyn Metrics>>,
    /// How many times faster pauses and deadlines pass; 1 except in a rehearsal.
    pub speed: u32,
    /// Whether what is observed is simulated.
    pub simulated: bool,
    /// Shared connections.
    pub http: HttpClients,
}

impl Context {
    /// A context without values or secrets, at normal speed, with plain bash for commands.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            values: BTreeMap::new(),
            secrets: Vec::new(),
            folder: folder.into(),
            env: Vec::new(),
            shell: Arc::new(Bash),
            metrics: None,
            speed: 1,
            simulated: false,
            http: HttpClients::new(),
        }
    }

    pub(super) fn sped(&self, time: Duration) -> Duration {
        time / self.speed.max(1)
    }

    /// A variable of the run: what commands see first, then values, then gonogo's own environment.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let of_run = self.env.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        of_run.or_else(|| self.values.get(name).cloned()).or_else(|| std::env::var(name).ok())
    }
}

/// Where a metric is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetricSource {
    /// A bare /metrics page.
    Scrape(String),
    /// A Prometheus server.
    Prometheus(String),
}

/// What an instant query gave.
#[derive(Clone, Debug, PartialEq)]
pub enum MetricReading {
    /// One value per series, with the series' labels as `{a="b"}`; none, one or several.
    Series(Vec<(String, f64)>),
    /// A bare number.
    Scalar(f64),
}

/// What is asked of a comparison with the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparing {
    /// The metric.
    pub metric: MetricId,
    /// What the change must meet.
    pub is: Change,
    /// The least that counts on either side of a factor; 0 where there is no floor.
    pub floor: f64,
    /// How long after the deployment began nothing counts yet.
    pub warm_up: Duration,
    /// The fewest samples that each window needs.
    pub min_samples: usize,
    /// Whether a change must be more than chance.
    pub test: bool,
}

/// How metrics are read; the conductor provides it.
pub trait Metrics: Send + Sync {
    /// The value of `query` now. The error says what went wrong; a wrong query begins with `bad query`.
    fn instant<'a>(
        &'a self,
        source: &'a MetricSource,
        query: &'a str,
    ) -> BoxFuture<'a, Result<MetricReading, String>>;

    /// A metric of the run against its baseline.
    fn compare(&self, asked: &Comparing) -> Seen;
}
