//! Where the metrics of a run are read.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::metrics::source::{Auth, HttpOptions, Prometheus};
use crate::metrics::{Sampler, Source, SteadyClock};
use crate::model::State;
use crate::model::ids::{MetricId, SourceId};
use crate::model::runbook::{self, Metric, SourceAuth};
use crate::runbook::interpolate;

/// A source with its values filled in.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) url: String,
    pub(super) auth: Auth,
}

/// Each source with its metrics, in the file's order.
pub(super) fn by_source(state: &State) -> Vec<(SourceId, Vec<Metric>)> {
    let only = state.book.source.keys().next().filter(|_| state.book.source.len() == 1);
    let mut groups: Vec<(SourceId, Vec<Metric>)> = Vec::new();
    for metric in &state.book.metric {
        let Some(source) = metric.source.as_ref().or(only) else { continue };
        match groups.iter_mut().find(|(id, _)| id == source) {
            Some((_, metrics)) => metrics.push(metric.clone()),
            None => groups.push((source.clone(), vec![metric.clone()])),
        }
    }
    groups
}

/// How often `metric` is sampled.
pub(super) fn every(state: &State, metric: &MetricId) -> Duration {
    let source = state.book.metric(metric).and_then(|it| it.source.as_ref());
    let source = source.map_or_else(|| state.book.source.values().next(), |id| state.book.source.get(id));
    source.map_or(runbook::Source::DEFAULT_EVERY, runbook::Source::every).duration()
}

/// The source's address and credentials with the values that are known; the error says which name has none.
pub(super) fn resolve(
    source: &runbook::Source,
    known: &BTreeMap<String, String>,
) -> Result<Resolved, String> {
    let fill =
        |text: &str| interpolate(text, &|name| known.get(name).cloned()).map_err(|error| error.to_string());
    let auth = match source.auth() {
        None => Auth::None,
        Some(SourceAuth::Bearer(token)) => Auth::Bearer(fill(token)?),
        Some(SourceAuth::Basic { user, password }) => {
            Auth::Basic { user: fill(user)?, password: fill(password)? }
        }
    };
    Ok(Resolved { url: fill(source.url())?, auth })
}

/// What is sampled of `source`.
pub(super) fn sampler(
    source: &runbook::Source,
    resolved: &Resolved,
    metrics: &[Metric],
    clock: SteadyClock,
) -> Result<Sampler, String> {
    let options = HttpOptions::default();
    let auth = resolved.auth.clone();
    let from = match source {
        runbook::Source::Scrape { .. } => Source::scrape(&resolved.url, auth, options),
        runbook::Source::Prometheus { .. } => Source::prometheus(&resolved.url, auth, options),
    };
    let queries: Vec<(Arc<str>, String)> =
        metrics.iter().map(|metric| (Arc::from(metric.id.as_str()), metric.query.clone())).collect();
    let from = from.map_err(|error| error.to_string())?;
    let sampler = Sampler::new(from, &queries, source.every().duration());
    Ok(sampler.map_err(|error| error.to_string())?.on_clock(clock))
}

/// The server that knows the past of `source`, where there is one.
pub(super) fn server(source: &runbook::Source, resolved: &Resolved) -> Option<Prometheus> {
    match source {
        runbook::Source::Scrape { .. } => None,
        runbook::Source::Prometheus { .. } => {
            Prometheus::new(&resolved.url, resolved.auth.clone(), HttpOptions::default()).ok()
        }
    }
}

/// What of the credentials must never be shown.
pub(super) fn secrets(auth: &Auth) -> Option<String> {
    let secret = match auth {
        Auth::None => return None,
        Auth::Basic { password, .. } => password,
        Auth::Bearer(token) => token,
    };
    (!secret.is_empty()).then(|| secret.clone())
}
