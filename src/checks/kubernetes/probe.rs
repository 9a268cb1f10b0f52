use std::time::Duration;

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::endpoints::Endpoints;
use super::image::Image;
use super::keys::{self, Keys};
use super::pods::Pods;
use super::selector::Selector;
use super::told::{Told, troubled};
use super::{by_hand, job, problems, rollout};
use crate::checks::context::Context;
use crate::checks::doctor::Doctor;
use crate::checks::kind::{Kind, Probe};
use crate::checks::seen::Seen;
use crate::kubernetes::{Cluster, Near, Place, Trouble, found};
use crate::model::quantity::Threshold;
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// How often a cluster is asked while something is waited for.
const POLL: Duration = Duration::from_secs(1);

/// `probe.kubernetes = { namespace = "shop", rollout = "deployment/api", timeout = "5m" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::checks) struct Kubernetes {
    /// The kubeconfig file; by default what the step's commands would use.
    #[serde(default)]
    pub(super) kubeconfig: Option<String>,
    /// The kubeconfig's context; by default the current one.
    #[serde(default)]
    pub(super) context: Option<String>,
    /// The namespace; by default the context's.
    #[serde(default)]
    pub(super) namespace: Option<String>,
    /// A rollout that must be complete: `deployment/NAME`, `statefulset/NAME`, `daemonset/NAME`.
    #[serde(default)]
    pub(super) rollout: Option<String>,
    /// Pods, by label selector: `app=api,tier!=test`.
    #[serde(default)]
    pub(super) pods: Option<String>,
    /// How many of the pods must be ready: `>= 3`. All of them, and at least one, by default.
    #[serde(default)]
    pub(super) ready: Option<Threshold>,
    /// How often the containers of the pods may have been restarted, each.
    #[serde(default)]
    pub(super) max_restarts: Option<u32>,
    /// The restarts that count: those since `10m` ago, or since `2026-11-21T02:00:00Z`.
    #[serde(default)]
    pub(super) since: Option<String>,
    /// The image that a deployment has.
    #[serde(default)]
    pub(super) image: Option<Image>,
    /// A label of a service's selector: the slot that is live.
    #[serde(default)]
    pub(super) selector: Option<Selector>,
    /// A job that must have completed.
    #[serde(default)]
    pub(super) job: Option<String>,
    /// Keys that a secret must have; its values are never shown.
    #[serde(default)]
    pub(super) secret: Option<Keys>,
    /// Keys that a config map must have; its values are never shown.
    #[serde(default)]
    pub(super) config: Option<Keys>,
    /// What stands behind a service.
    #[serde(default)]
    pub(super) endpoints: Option<Endpoints>,
    /// How long one try waits for it to become true. It looks once by default.
    #[serde(default)]
    pub(super) timeout: Option<Span>,
}

/// The one thing that is asked.
pub(super) enum Question<'a> {
    Rollout(&'a str),
    Pods(Pods<'a>),
    Image(&'a Image),
    Selector(&'a Selector),
    Job(&'a str),
    Secret(&'a Keys),
    Config(&'a Keys),
    Endpoints(&'a Endpoints),
}

impl Kubernetes {
    /// What is asked; a sound probe asks one thing.
    pub(super) fn questions(&self) -> Vec<(&'static str, Question<'_>)> {
        let pods = self.pods.as_deref().map(|selector| Pods {
            selector,
            ready: self.ready.as_ref(),
            max_restarts: self.max_restarts,
            since: self.since.as_deref(),
        });
        let all = [
            self.rollout.as_deref().map(|it| ("rollout", Question::Rollout(it))),
            pods.map(|it| ("pods", Question::Pods(it))),
            self.image.as_ref().map(|it| ("image", Question::Image(it))),
            self.selector.as_ref().map(|it| ("selector", Question::Selector(it))),
            self.job.as_deref().map(|it| ("job", Question::Job(it))),
            self.secret.as_ref().map(|it| ("secret", Question::Secret(it))),
            self.config.as_ref().map(|it| ("config", Question::Config(it))),
            self.endpoints.as_ref().map(|it| ("endpoints", Question::Endpoints(it))),
        ];
        all.into_iter().flatten().collect()
    }

    async fn ask(&self, cluster: &Cluster) -> Result<Told, Trouble> {
        let questions = self.questions();
        let [(_, question)] = questions.as_slice() else {
            return Ok(Told::Settled(Seen::misconfigured("the probe asks not exactly one thing")));
        };
        match question {
            Question::Rollout(what) => rollout::look(cluster, what).await,
            Question::Pods(pods) => pods.look(cluster).await,
            Question::Image(image) => image.look(cluster).await,
            Question::Selector(selector) => selector.look(cluster).await,
            Question::Job(name) => job::look(cluster, name).await,
            Question::Secret(keys) => keys::of_secret(cluster, keys).await,
            Question::Config(keys) => keys::of_config(cluster, keys).await,
            Question::Endpoints(endpoints) => endpoints.look(cluster).await,
        }
    }

    async fn wait(&self, context: &Context) -> Seen {
        let place = Place {
            kubeconfig: self.kubeconfig.clone(),
            context: self.context.clone(),
            namespace: self.namespace.clone(),
        };
        let near = near(context);
        let mut cluster = match Cluster::connect(&place, &near).await {
            Ok(cluster) => cluster,
            Err(trouble) => return troubled(&trouble).seen(),
        };
        let patience = self.timeout.map(|span| (span, Instant::now() + context.sped(span.duration())));
        let mut answered = false;
        loop {
            let told = match self.ask(&cluster).await {
                // What it was let in by has expired while it waited: it asks for it anew, once.
                Err(Trouble::Credentials { .. }) if answered => {
                    answered = false;
                    match Cluster::connect(&place, &near).await {
                        Ok(again) => cluster = again,
                        Err(trouble) => return troubled(&trouble).seen(),
                    }
                    continue;
                }
                Ok(told) => {
                    answered = true;
                    told
                }
                Err(trouble) => troubled(&trouble),
            };
            let (Told::Open(_), Some((span, until))) = (&told, patience) else { return told.seen() };
            let pause = context.sped(POLL).max(Duration::from_millis(50));
            if Instant::now() + pause >= until {
                let seen = told.seen();
                return Seen { reason: format!("not so within {span}: {}", seen.reason), ..seen };
            }
            sleep(pause).await;
        }
    }
}

/// Where a command of the step would stand.
fn near(context: &Context) -> Near {
    let values = context.values.iter().map(|(name, value)| (name.clone(), value.clone()));
    let near = Near {
        folder: context.folder.clone(),
        env: values.chain(context.env.iter().cloned()).collect(),
        ..Near::default()
    };
    if context.simulated { near.simulated() } else { near }
}

impl Probe for Kubernetes {
    fn query(&self) -> String {
        by_hand::line(self)
    }

    fn patience(&self) -> Option<Span> {
        self.timeout
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(self.wait(context))
    }
}

impl Kind for Kubernetes {
    const NAME: &'static str = "kubernetes";

    fn problems(&self) -> Vec<ProbeProblem> {
        problems::of(self)
    }

    fn by_hand(&self) -> Option<String> {
        Some(by_hand::line(self))
    }

    fn doctor() -> Doctor {
        match found(&Near { folder: std::env::current_dir().unwrap_or_default(), ..Near::default() }) {
            Ok(found) => Doctor::Works(found),
            Err(trouble) => Doctor::Cannot(trouble.to_string()),
        }
    }
}
