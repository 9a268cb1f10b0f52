//! What can't be right in the description of a world's cluster.

use std::collections::BTreeSet;

use super::{ClusterPatch, DeploymentKind, Rehearsal, When};
use crate::model::ids::Mark;

/// Pods of one deployment; a rehearsal needs no more.
const MOST_REPLICAS: u32 = 50;

impl Rehearsal {
    /// What can't be right in the cluster, a sentence each.
    pub(super) fn cluster(&self, found: &mut Vec<String>) {
        self.names(found);
        for deployment in &self.deployment {
            let name = &deployment.name;
            let mut say = |text: String| found.push(format!("rehearsal.deployment `{name}`: {text}"));
            if deployment.replicas > MOST_REPLICAS {
                say(format!("{} replicas are more than {MOST_REPLICAS}", deployment.replicas));
            }
            if deployment.image.is_empty() || deployment.before.iter().any(String::is_empty) {
                say("an image can't be empty".to_owned());
            }
            if deployment.kind == DeploymentKind::StatefulSet && !deployment.before.is_empty() {
                say("`before` is for deployments: a stateful set's revisions aren't kept here".to_owned());
            }
            for mark in &deployment.mark {
                if mark.image.is_none() && mark.replicas.is_none() {
                    say(format!("the mark `{}` needs `image` or `replicas`", mark.set));
                }
            }
        }
        for service in &self.service {
            for mark in service.mark.iter().filter(|mark| mark.selector.is_empty()) {
                found.push(format!(
                    "rehearsal.service `{}`: the mark `{}` needs a `selector`",
                    service.name, mark.set
                ));
            }
        }
        let paths = self.deployment.iter().map(|it| (&it.name, &it.http));
        for (name, path) in paths.chain(self.service.iter().map(|it| (&it.name, &it.http))) {
            if path.as_ref().is_some_and(|path| !path.starts_with('/')) {
                found.push(format!("rehearsal: `http` of `{name}` does not begin with `/`"));
            }
        }
        for patch in self.tool.iter().flat_map(|tool| &tool.answer).flat_map(|answer| &answer.patches) {
            if !self.has_cluster() || patch.place().is_none() {
                let kinds = ClusterPatch::KINDS.map(|(kind, _, _)| kind).join(", ");
                let name = &patch.object;
                found.push(format!(
                    "rehearsal.tool: `{name}` can't be patched: it is KIND/NAME in the cluster, of {kinds}"
                ));
            }
        }
        for object in &self.object {
            let text = |key: &str| object.manifest.get(key).and_then(serde_json::Value::as_str);
            let name = object.manifest.get("metadata").and_then(|meta| meta.get("name"));
            if text("apiVersion").is_none()
                || text("kind").is_none()
                || name.and_then(|it| it.as_str()).is_none()
            {
                found.push(
                    "rehearsal.object: a manifest needs `apiVersion`, `kind` and `metadata.name`".to_owned(),
                );
            }
        }
    }

    fn names(&self, found: &mut Vec<String>) {
        let own =
            |namespace: &Option<String>| namespace.clone().unwrap_or_else(|| self.namespace().to_owned());
        let deployments = self.deployment.iter().map(|it| ("deployment", &it.name, own(&it.namespace)));
        let services = self.service.iter().map(|it| ("service", &it.name, own(&it.namespace)));
        let secrets = self.secret.iter().map(|it| ("secret", &it.name, own(&it.namespace)));
        let configs = self.config.iter().map(|it| ("config", &it.name, own(&it.namespace)));
        let mut seen = BTreeSet::new();
        for (kind, name, namespace) in deployments.chain(services).chain(secrets).chain(configs) {
            for text in [name, &namespace] {
                if !is_cluster_name(text) {
                    found.push(format!(
                        "rehearsal.{kind}: `{text}` is not a name in Kubernetes: small letters, digits, dashes and dots"
                    ));
                }
            }
            if !seen.insert((kind, name, namespace)) {
                found.push(format!("rehearsal.{kind}: `{name}` stands there twice"));
            }
        }
        for name in self.kubernetes.iter().flat_map(|cluster| &cluster.namespaces) {
            if !is_cluster_name(name) {
                found.push(format!("rehearsal.kubernetes: `{name}` is not a namespace's name"));
            }
        }
    }

    /// The marks that the cluster sets.
    pub(super) fn cluster_marks(&self) -> impl Iterator<Item = &Mark> {
        let deployments = self.deployment.iter().flat_map(|it| &it.mark).map(|mark| &mark.set);
        let services = self.service.iter().flat_map(|it| &it.mark).map(|mark| &mark.set);
        deployments.chain(services).chain(self.job.iter().flat_map(|job| &job.marks))
    }

    /// The conditions in the cluster, with where each stands.
    pub(super) fn cluster_conditions(&self) -> impl Iterator<Item = (String, &When)> {
        let faults = self.deployment.iter().flat_map(|it| {
            it.fault.iter().map(move |fault| (format!("rehearsal.deployment `{}`", it.name), &fault.when))
        });
        faults.chain(self.job.iter().map(|job| (format!("rehearsal.job `{}`", job.name), &job.when)))
    }
}

fn is_cluster_name(text: &str) -> bool {
    let edge = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    !text.is_empty()
        && text.len() <= 63
        && text.bytes().all(|b| edge(b) || b == b'-' || b == b'.')
        && text.bytes().next().is_some_and(edge)
        && text.bytes().last().is_some_and(edge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::StepId;

    fn problems(text: &str) -> Vec<String> {
        let rehearsal: Rehearsal = toml::from_str(text).unwrap();
        rehearsal.problems(std::iter::empty::<&StepId>())
    }

    #[test]
    fn each_mistake_is_named() {
        for (text, expected) in [
            ("[[deployment]]\nname = \"A\"\nimage = \"x\"", "`A` is not a name"),
            ("[[deployment]]\nname = \"a\"\nimage = \"\"", "can't be empty"),
            ("[[deployment]]\nname = \"a\"\nimage = \"x\"\nreplicas = 51", "more than 50"),
            ("[[deployment]]\nname = \"a\"\nimage = \"x\"\nmark = [{ set = \"m\" }]", "needs `image` or"),
            ("[[deployment]]\nname = \"a\"\nimage = \"x\"\nhttp = \"x\"", "does not begin"),
            (
                "[[deployment]]\nname = \"a\"\nimage = \"x\"\nkind = \"stateful-set\"\nbefore = [\"y\"]",
                "`before`",
            ),
            (
                "[[deployment]]\nname = \"a\"\nimage = \"x\"\nfault = [{ is = \"crash\", when.scenario = [\"s\"] }]",
                "no rehearsal.scenario `s`",
            ),
            ("[[service]]\nname = \"a\"\n[[service]]\nname = \"a\"", "twice"),
            ("[[service]]\nname = \"a\"\nmark = [{ set = \"m\", selector = {} }]", "needs a `selector`"),
            ("[[job]]\nwhen.mark = \"m\"", "nothing sets the mark `m`"),
            ("[[secret]]\nname = \"a\"\nnamespace = \"_\"", "`_` is not a name"),
            ("[[object]]\nmanifest = { kind = \"x\" }", "needs `apiVersion`"),
            ("[kubernetes]\nnamespaces = [\"-\"]", "not a namespace's name"),
        ] {
            let found = problems(text);
            assert!(found.iter().any(|problem| problem.contains(expected)), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_cluster_may_set_the_marks_that_answers_look_at() {
        let text = "[[service]]\nname = \"a\"\nmark = [{ set = \"green\", selector = { slot = \"green\" } }]\n\
                    [[http]]\npath = \"/x\"\nwhen.mark = \"green\"";
        assert_eq!(problems(text), Vec::<String>::new());
        let rehearsal: Rehearsal = toml::from_str(text).unwrap();
        assert!(rehearsal.has_cluster() && !Rehearsal::default().has_cluster());
        assert_eq!(rehearsal.namespace(), "default");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(
            toml::from_str::<Rehearsal>("[[deployment]]\nname = \"a\"\nimage = \"b\"\nimages = 2").is_err()
        );
    }
}
