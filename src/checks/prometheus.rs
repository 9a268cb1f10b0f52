//! `prometheus`: a PromQL expression, the health of targets, and alerts that fire; of Alertmanager too.

use std::collections::BTreeSet;

use futures::future::BoxFuture;
use reqwest::header::HeaderMap;
use reqwest::{Method, Url};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::context::{Context, MetricSource};
use super::expect::{Held, excerpt};
use super::http::{Redirects, Request, fetch};
use super::kind::{Kind, Probe, problem, problem_overall};
use super::list::List;
use super::metric_value;
use super::quote::quote;
use super::resolve::is_open;
use super::seen::Seen;
use crate::model::quantity::{Threshold, Unit};
use crate::runbook::ProbeProblem;

const MOST_BODY: usize = 16 * 1024 * 1024;

/// `probe.prometheus = { url = "${prometheus}", query = "sum(up)", is = ">= 3" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Prometheus {
    /// The server, or an Alertmanager with `alertmanager = true`.
    url: String,
    /// PromQL; needs `is`.
    #[serde(default)]
    query: Option<String>,
    /// What the value must meet.
    #[serde(default)]
    is: Option<Threshold>,
    /// What the value counts, for showing it.
    #[serde(default)]
    unit: Unit,
    /// Whether several series are all held against the threshold.
    #[serde(default)]
    each: bool,
    /// Jobs whose targets must all be up, one or several; `"*"` is every job.
    #[serde(default)]
    targets: List<String>,
    /// Alerts that must not fire, one or several; `"*"` is any alert.
    #[serde(default)]
    quiet: List<String>,
    /// Whether `url` is an Alertmanager; silenced and inhibited alerts don't count there.
    #[serde(default)]
    alertmanager: bool,
}

impl Prometheus {
    async fn get(&self, context: &Context, path: &str) -> Result<Value, Seen> {
        let url = Url::parse(&format!("{}{path}", self.url.trim_end_matches('/')))
            .map_err(|error| Seen::misconfigured(format!("`{}` is not an address: {error}", self.url)))?;
        let client = context.http.client(&url).map_err(Seen::errored)?;
        let request = Request { method: Method::GET, url, headers: HeaderMap::new(), body: None };
        let answer = fetch(&client, request, Redirects::SameHost, MOST_BODY).await.map_err(Seen::errored)?;
        let said = excerpt(&answer.body);
        if !answer.status.is_success() {
            return Err(Seen { observed: said, ..Seen::errored(format!("it answers {}", answer.status)) });
        }
        if answer.cut {
            return Err(Seen::errored("its answer is longer than 16 MB"));
        }
        serde_json::from_slice(&answer.body).map_err(|error| Seen {
            observed: said,
            ..Seen::errored(format!("it doesn't answer with JSON: {error}"))
        })
    }

    async fn judge_targets(&self, context: &Context, held: &mut Held) -> Result<String, Seen> {
        let answer = self.get(context, "/api/v1/targets?state=active").await?;
        let targets = answer["data"]["activeTargets"].as_array().ok_or_else(|| {
            Seen::errored("its answer holds no list of targets: is it a Prometheus server?")
        })?;
        let mut up = 0;
        let mut all = 0;
        for job in self.targets.iter() {
            let of_job: Vec<_> = targets
                .iter()
                .filter(|target| job == "*" || target["labels"]["job"].as_str() == Some(job))
                .collect();
            if of_job.is_empty() {
                held.unclear(format!("job `{job}` has no targets"));
            }
            for target in of_job {
                all += 1;
                let name = target["labels"]["instance"].as_str().unwrap_or("?");
                let error = target["lastError"].as_str().unwrap_or_default();
                match target["health"].as_str() {
                    Some("up") => {
                        up += 1;
                        held.met(format!("{name} is up"));
                    }
                    Some("unknown") => held.unclear(format!("{name} was not scraped yet")),
                    _ => held.missed(format!("{name} is down: {}", excerpt(error.as_bytes()))),
                }
            }
        }
        Ok(format!("{up} of {all} targets up"))
    }

    async fn judge_alerts(&self, context: &Context, held: &mut Held) -> Result<String, Seen> {
        let firing = if self.alertmanager {
            let answer =
                self.get(context, "/api/v2/alerts?active=true&silenced=false&inhibited=false").await?;
            names(&answer, |_| true)
        } else {
            let answer = self.get(context, "/api/v1/alerts").await?;
            names(&answer["data"]["alerts"], |alert| alert["state"] == "firing")
        };
        let firing = firing
            .ok_or_else(|| Seen::errored("its answer holds no list of alerts: is `alertmanager` right?"))?;
        for wanted in self.quiet.iter() {
            let loud: Vec<_> =
                firing.iter().filter(|name| wanted == "*" || *name == wanted).cloned().collect();
            let what = if wanted == "*" { "no alert fires".to_owned() } else { format!("{wanted} is quiet") };
            held.hold(loud.is_empty(), what, format!("firing: {}", loud.join(", ")));
        }
        Ok(match firing.len() {
            0 => "no alert fires".to_owned(),
            _ => format!("firing: {}", firing.into_iter().collect::<Vec<_>>().join(", ")),
        })
    }

    async fn judge_state(&self, context: &Context) -> Result<Seen, Seen> {
        let mut held = Held::default();
        let mut observed = Vec::new();
        if !self.targets.is_empty() {
            observed.push(self.judge_targets(context, &mut held).await?);
        }
        if !self.quiet.is_empty() {
            observed.push(self.judge_alerts(context, &mut held).await?);
        }
        Ok(held.seen(observed.join("; ")))
    }
}

fn names(alerts: &Value, fires: impl Fn(&Value) -> bool) -> Option<BTreeSet<String>> {
    let alerts = alerts.as_array()?;
    let firing = alerts.iter().filter(|alert| fires(alert));
    Some(firing.map(|alert| alert["labels"]["alertname"].as_str().unwrap_or("?").to_owned()).collect())
}

impl Probe for Prometheus {
    fn query(&self) -> String {
        let mut parts: Vec<String> = self.query.iter().cloned().collect();
        if !self.targets.is_empty() {
            parts.push(format!("targets of {}", self.targets.0.join(", ")));
        }
        if !self.quiet.is_empty() {
            parts.push(format!("alerts {}", self.quiet.0.join(", ")));
        }
        format!("{} on {}", parts.join(" and "), self.url)
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            match (&self.query, &self.is) {
                (Some(query), Some(threshold)) => {
                    let source = MetricSource::Prometheus(self.url.clone());
                    metric_value::look(context, &source, query, threshold, self.unit, self.each).await
                }
                _ => self.judge_state(context).await.unwrap_or_else(|seen| seen),
            }
        })
    }
}

impl Kind for Prometheus {
    const NAME: &'static str = "prometheus";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = Vec::new();
        if !is_open(&self.url) && Url::parse(&self.url).is_err() {
            found.push(problem(
                "url",
                format!("`{}` is not an address: write it like http://prometheus:9090", self.url),
            ));
        }
        let state = !self.targets.is_empty() || !self.quiet.is_empty();
        if self.query.is_some() != self.is.is_some() {
            found.push(problem_overall("`query` and `is` belong together: write both"));
        }
        match (&self.query, state) {
            (Some(_), true) => {
                found.push(problem("query", "a query, and targets or alerts, are two checks: make it two"));
            }
            (None, false) => {
                found.push(problem_overall("nothing is asked: write `query`, `targets` or `quiet`"));
            }
            _ => {}
        }
        if self.alertmanager && (self.query.is_some() || !self.targets.is_empty()) {
            found.push(problem("alertmanager", "an Alertmanager knows alerts only: use `quiet` alone"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let server = self.url.trim_end_matches('/');
        Some(match &self.query {
            Some(query) => format!(
                "curl -sS --data-urlencode {} {}",
                quote(&format!("query={query}")),
                quote(&format!("{server}/api/v1/query"))
            ),
            None if self.alertmanager => {
                format!("curl -sS {}", quote(&format!("{server}/api/v2/alerts?active=true")))
            }
            None if self.targets.is_empty() => {
                format!("curl -sS {}", quote(&format!("{server}/api/v1/alerts")))
            }
            None => format!("curl -sS {}", quote(&format!("{server}/api/v1/targets?state=active"))),
        })
    }
}
