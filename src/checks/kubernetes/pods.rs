use std::fmt::Write;

use jiff::Timestamp;
use k8s_openapi::api::core::v1::Pod;

use super::restarts::worst;
use super::rollout::told;
use super::since::Since;
use super::told::Told;
use crate::checks::expect::Held;
use crate::checks::seen::Seen;
use crate::kubernetes::{Cluster, Trouble, is_ready};
use crate::model::quantity::{Threshold, Unit};

/// Pods by their labels: how many are ready, how often they were restarted.
pub(super) struct Pods<'a> {
    pub(super) selector: &'a str,
    pub(super) ready: Option<&'a Threshold>,
    pub(super) max_restarts: Option<u32>,
    pub(super) since: Option<&'a str>,
}

impl Pods<'_> {
    pub(super) async fn look(&self, cluster: &Cluster) -> Result<Told, Trouble> {
        let since = match self.since.map(str::parse::<Since>).transpose() {
            Ok(since) => since.map(|since| since.time(Timestamp::now())),
            Err(why) => return Ok(Told::Settled(Seen::misconfigured(why))),
        };
        let pods: Vec<Pod> = cluster.list(self.selector).await?;
        let all = pods.len();
        let pods: Vec<Pod> = pods.into_iter().filter(counts).collect();
        let gone = all - pods.len();
        let ready = pods.iter().filter(|pod| is_ready(pod)).count();
        let mut observed = format!("{ready} of {} ready", pods.len());
        if gone > 0 {
            let _ = write!(observed, "; {gone} that end or have ended");
        }
        let mut held = Held::default();
        if self.ready.is_some() || self.max_restarts.is_none() {
            self.judge_ready(&mut held, ready, pods.len());
        }
        if let Some(most) = self.max_restarts {
            self.judge_restarts(&mut held, &pods, most, since, &mut observed);
        }
        observed.push_str(&told(&pods));
        Ok(Told::of(held.seen(observed)))
    }

    fn judge_ready(&self, held: &mut Held, ready: usize, all: usize) {
        match self.ready {
            Some(threshold) => {
                let ready = f64::from(u32::try_from(ready).unwrap_or(u32::MAX));
                held.number("ready pods", ready, Unit::Count, threshold);
            }
            None if all == 0 => held.missed(format!("no pod has the labels {}", self.selector)),
            None => {
                held.hold(ready == all, "all pods are ready", format!("{} pods are not ready", all - ready));
            }
        }
    }

    fn judge_restarts(
        &self,
        held: &mut Held,
        pods: &[Pod],
        most: u32,
        since: Option<Timestamp>,
        observed: &mut String,
    ) {
        let found = pods.iter().filter_map(|pod| {
            let name = pod.metadata.name.clone().unwrap_or_default();
            worst(pod, since).map(|(container, restarts)| (format!("{container} of {name}"), restarts))
        });
        let Some((who, restarts)) = found.max_by_key(|(_, restarts)| (restarts.most, restarts.least)) else {
            held.unclear(format!("no pod with the labels {} tells its restarts", self.selector));
            return;
        };
        let window = self.since.map_or(String::new(), |since| format!(" since {since}"));
        let count = if restarts.least == restarts.most {
            restarts.most.to_string()
        } else {
            format!("between {} and {}", restarts.least, restarts.most)
        };
        let _ = write!(observed, "; at most {count} restarts{window}");
        if restarts.most <= most {
            held.met(format!("no container was restarted more than {most} times{window}"));
        } else if restarts.least > most {
            held.missed(format!("{who} was restarted {count} times{window}, more than {most}"));
        } else {
            held.unclear(format!(
                "{who} was restarted {count} times{window}: a cluster keeps the time of the last restart only"
            ));
        }
    }
}

/// Whether it is expected to be ready: not if it has done its work, is on its way out, or was given up and belongs to
/// something that puts another in its place, as after an eviction.
fn counts(pod: &Pod) -> bool {
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref()).unwrap_or_default();
    let kept = pod.metadata.owner_references.iter().flatten().any(|owner| owner.controller == Some(true));
    pod.metadata.deletion_timestamp.is_none() && phase != "Succeeded" && !(phase == "Failed" && kept)
}
