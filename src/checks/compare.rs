//! `compare`: a metric after the deployment began against what it was before.

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;

use super::context::{Comparing, Context};
use super::kind::{Kind, Probe, problem};
use super::seen::Seen;
use crate::model::change::{Change, ChangeKind};
use crate::model::ids::MetricId;
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// `probe.compare = { metric = "p95", to = "baseline", is = "< 1.2x", floor = 0.05 }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Compare {
    /// The metric; it has `baseline = true`.
    metric: MetricId,
    /// What it is held against.
    #[serde(default)]
    to: To,
    /// How far it may have moved: a factor, a part, percentage points or a difference.
    is: Change,
    /// Of a factor: both values are raised to this first, so that noise around zero does not count.
    #[serde(default)]
    floor: Option<f64>,
    /// How long after the deployment began nothing counts yet. 0 by default.
    #[serde(default)]
    warm_up: Option<Span>,
    /// The fewest samples that each window needs. 3 by default.
    #[serde(default)]
    min_samples: Option<u32>,
    /// With a test, a change beyond the bound fails only where chance does not explain it.
    #[serde(default)]
    test: Option<Test>,
}

/// What is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum To {
    /// The value when the deployment began.
    #[default]
    Baseline,
}

/// Whether it may be chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Test {
    /// Mann-Whitney's test of two sets of samples.
    MannWhitney,
}

impl Compare {
    fn comparing(&self) -> Comparing {
        Comparing {
            metric: self.metric.clone(),
            is: self.is.clone(),
            floor: self.floor.unwrap_or(0.0),
            warm_up: self.warm_up.unwrap_or_default().duration(),
            min_samples: self.min_samples.map_or(3, |least| least as usize),
            test: self.test == Some(Test::MannWhitney),
        }
    }
}

impl Probe for Compare {
    fn query(&self) -> String {
        let To::Baseline = self.to;
        format!("{} against its baseline, {}", self.metric, self.is)
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            match &context.metrics {
                Some(metrics) => metrics.compare(&self.comparing()),
                None => {
                    Seen::misconfigured("metrics can't be compared here: nothing was given to read them with")
                }
            }
        })
    }
}

impl Kind for Compare {
    const NAME: &'static str = "compare";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = Vec::new();
        match self.floor {
            Some(_) if self.is.kind() != ChangeKind::Ratio => {
                found.push(problem(
                    "floor",
                    "only a factor has a floor: write `is = \"< 1.2x\"`, or take it out",
                ));
            }
            Some(floor) if floor <= 0.0 || !floor.is_finite() => {
                found.push(problem("floor", "a floor is more than 0, in the metric's own unit"));
            }
            _ => {}
        }
        if self.test.is_some() && self.min_samples.is_some_and(|least| least < 8) {
            found.push(problem("min_samples", "Mann-Whitney needs 8 samples on each side: write 8 or more"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        None
    }
}
