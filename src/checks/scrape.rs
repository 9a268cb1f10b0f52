//! `scrape`: a PromQL expression over a bare /metrics page, read once.

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;

use super::context::{Context, MetricSource};
use super::kind::{Kind, Probe, problem};
use super::metric_value;
use super::quote::quote;
use super::seen::Seen;
use crate::model::quantity::{Threshold, Unit};
use crate::runbook::ProbeProblem;

/// `probe.scrape = { url = "${api_url}/metrics", query = "sum(queue_active)", is = "< 100" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scrape {
    /// The page.
    url: String,
    /// PromQL over what the page holds now.
    query: String,
    /// What the value must meet.
    is: Threshold,
    /// What the value counts, for showing it.
    #[serde(default)]
    unit: Unit,
    /// Whether several series are all held against the threshold.
    #[serde(default)]
    each: bool,
}

impl Probe for Scrape {
    fn query(&self) -> String {
        format!("{} on {}", self.query, self.url)
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let source = MetricSource::Scrape(self.url.clone());
            metric_value::look(context, &source, &self.query, &self.is, self.unit, self.each).await
        })
    }
}

impl Kind for Scrape {
    const NAME: &'static str = "scrape";

    fn problems(&self) -> Vec<ProbeProblem> {
        let over_time = ["rate(", "increase("].into_iter().find(|function| self.query.contains(function));
        over_time
            .map(|function| {
                let why = format!(
                    "one reading of a page knows no past, so `{function}…)` gives nothing: \
                     use a [[metric]] with a watch, or the `prometheus` probe"
                );
                vec![problem("query", why)]
            })
            .unwrap_or_default()
    }

    fn by_hand(&self) -> Option<String> {
        Some(format!("curl -sS {} # then look for: {}", quote(&self.url), self.query.replace('\n', " ")))
    }
}
