//! Marks that stand as long as the cluster is so.

use serde_json::Value;

use super::Round;
use super::round::wanted;
use crate::model::ids::Mark;
use crate::model::runbook::{DeploymentKind, DeploymentMark, WorldDeployment};
use crate::rehearsal::cluster::object::{items, text, texts};
use crate::rehearsal::cluster::store::Key;
use crate::rehearsal::glob;

impl Round<'_> {
    /// Notes the marks that came or went.
    pub(super) fn watch_marks(&mut self) {
        let mut seen: Vec<(Mark, bool)> = Vec::new();
        let mut note = |mark: &Mark, holds: bool| match seen.iter_mut().find(|(known, _)| known == mark) {
            // Two may set the same mark: it stands while one of them holds.
            Some((_, known)) => *known |= holds,
            None => seen.push((mark.clone(), holds)),
        };
        let own = |namespace: &Option<String>| {
            namespace.as_deref().unwrap_or_else(|| self.rehearsal.namespace()).to_owned()
        };
        for service in &self.rehearsal.service {
            let there = self.store.get(&Key::new("services", &own(&service.namespace), &service.name));
            let selector = there.map(|it| texts(it, "/spec/selector")).unwrap_or_default();
            for mark in &service.mark {
                let holds = mark
                    .selector
                    .iter()
                    .all(|(key, value)| selector.get(key.as_str()) == Some(&value.as_str()));
                note(&mark.set, there.is_some() && holds);
            }
        }
        for deployment in &self.rehearsal.deployment {
            for mark in &deployment.mark {
                note(&mark.set, self.holds(deployment, &own(&deployment.namespace), mark));
            }
        }
        for (mark, holds) in seen {
            match (holds, self.moment.marks.contains(&mark)) {
                (true, false) => self.marks.push(mark),
                (false, true) => self.unmarks.push(mark),
                _ => {}
            }
        }
    }

    fn holds(&self, deployment: &WorldDeployment, namespace: &str, mark: &DeploymentMark) -> bool {
        let plural = match deployment.kind {
            DeploymentKind::Deployment => "deployments",
            DeploymentKind::StatefulSet => "statefulsets",
        };
        let Some(there) = self.store.get(&Key::new(plural, namespace, &deployment.name)) else {
            return false;
        };
        let count = mark.replicas.is_none_or(|count| i64::from(count) == wanted(there));
        count && mark.image.as_ref().is_none_or(|image| runs(there, image))
    }
}

/// Whether all pods run an image like `pattern` and are ready.
fn runs(there: &Value, pattern: &str) -> bool {
    let asked = items(there, "/spec/template/spec/containers").iter();
    let like = asked.map(|it| text(it, "/image")).any(|image| glob::matches(pattern, image).is_some());
    let of = |key: &str| there.pointer(&format!("/status/{key}")).and_then(Value::as_i64).unwrap_or(0);
    let replicas = wanted(there);
    like && replicas > 0
        && of("observedGeneration")
            == there.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or(0)
        && of("replicas") == replicas
        && of("updatedReplicas") == replicas
        && of("readyReplicas") == replicas
}
