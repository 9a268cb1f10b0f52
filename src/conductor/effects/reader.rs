//! How checks read metrics: over the metrics layer, which checks don't know.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::compare;
use super::metrics::Board;
use crate::checks::{Comparing, MetricReading, MetricSource, Metrics, Seen};
use crate::metrics::Timestamp;
use crate::metrics::promql::{Query, Value};
use crate::metrics::source::{Auth, HttpOptions, PageSource, Prometheus};
use crate::metrics::store::{Limits, Store};
use crate::model::State;
use crate::model::runbook::Metric;

/// Reads a page or a server once, and what the run has seen of its metrics.
pub(super) struct Reader {
    metrics: Vec<Metric>,
    board: Arc<Board>,
}

impl Reader {
    /// A reader of the run's metrics.
    pub(super) fn new(state: &State, board: Arc<Board>) -> Self {
        Self { metrics: state.book.metric.iter().filter(|it| it.baseline).cloned().collect(), board }
    }
}

impl Metrics for Reader {
    fn instant<'a>(
        &'a self,
        source: &'a MetricSource,
        query: &'a str,
    ) -> BoxFuture<'a, Result<MetricReading, String>> {
        async move {
            match source {
                MetricSource::Scrape(url) => scrape(url, query).await,
                MetricSource::Prometheus(url) => prometheus(url, query).await,
            }
        }
        .boxed()
    }

    fn compare(&self, asked: &Comparing) -> Seen {
        match self.metrics.iter().find(|metric| metric.id == asked.metric) {
            Some(metric) => compare::compare(asked, metric, &self.board),
            None => {
                Seen::misconfigured(format!("there is no metric `{}` that keeps a baseline", asked.metric))
            }
        }
    }
}

async fn scrape(url: &str, query: &str) -> Result<MetricReading, String> {
    let parsed = Query::parse(query).map_err(|error| format!("bad query: {error}"))?;
    let page = PageSource::new(url, Auth::None, HttpOptions::default()).map_err(|error| error.to_string())?;
    let scraped = page.scrape().await.map_err(|error| error.to_string())?;
    let mut store = Store::new([&parsed], Limits::default());
    let at = Timestamp::from(std::time::SystemTime::now());
    store.append_page(at, &scraped.page().map_err(|error| error.to_string())?);
    parsed.eval(&store, at).map(reading).map_err(|error| error.to_string())
}

async fn prometheus(url: &str, query: &str) -> Result<MetricReading, String> {
    let server =
        Prometheus::new(url, Auth::None, HttpOptions::default()).map_err(|error| error.to_string())?;
    server.instant(query, None).await.map(reading).map_err(|error| {
        let text = error.to_string();
        if error.is_permanent() { format!("bad query: {text}") } else { text }
    })
}

fn reading(value: Value) -> MetricReading {
    match value {
        Value::Scalar(number) => MetricReading::Scalar(number),
        Value::Vector(series) => MetricReading::Series(
            series.into_iter().map(|(labels, value)| (labels.to_string(), value)).collect(),
        ),
    }
}
