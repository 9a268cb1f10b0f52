//! The kinds of objects that the cluster knows.

use serde_json::Value;

/// One kind of object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rehearsal) struct Kind {
    /// The API group; empty for the core.
    pub(in crate::rehearsal) group: String,
    /// The version.
    pub(in crate::rehearsal) version: String,
    /// The name in paths: `deployments`.
    pub(in crate::rehearsal) plural: String,
    /// The name in objects: `Deployment`.
    pub(in crate::rehearsal) name: String,
    /// Short names, parted by blanks.
    pub(in crate::rehearsal) short: String,
    /// Lies in a namespace.
    pub(in crate::rehearsal) namespaced: bool,
    /// Is shown by `kubectl get all`.
    pub(in crate::rehearsal) in_all: bool,
}

/// Group, version, plural, kind, short names, namespaced, in `all`.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, bool, bool);

const KNOWN: [Row; 26] = [
    ("", "v1", "pods", "Pod", "po", true, true),
    ("", "v1", "services", "Service", "svc", true, true),
    ("", "v1", "endpoints", "Endpoints", "ep", true, false),
    ("", "v1", "configmaps", "ConfigMap", "cm", true, false),
    ("", "v1", "secrets", "Secret", "", true, false),
    ("", "v1", "events", "Event", "ev", true, false),
    ("", "v1", "serviceaccounts", "ServiceAccount", "sa", true, false),
    ("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", "pvc", true, false),
    ("", "v1", "persistentvolumes", "PersistentVolume", "pv", false, false),
    ("", "v1", "resourcequotas", "ResourceQuota", "quota", true, false),
    ("", "v1", "limitranges", "LimitRange", "limits", true, false),
    ("", "v1", "replicationcontrollers", "ReplicationController", "rc", true, true),
    ("", "v1", "namespaces", "Namespace", "ns", false, false),
    ("", "v1", "nodes", "Node", "no", false, false),
    ("apps", "v1", "deployments", "Deployment", "deploy", true, true),
    ("apps", "v1", "replicasets", "ReplicaSet", "rs", true, true),
    ("apps", "v1", "statefulsets", "StatefulSet", "sts", true, true),
    ("apps", "v1", "daemonsets", "DaemonSet", "ds", true, true),
    ("apps", "v1", "controllerrevisions", "ControllerRevision", "", true, false),
    ("batch", "v1", "jobs", "Job", "", true, true),
    ("batch", "v1", "cronjobs", "CronJob", "cj", true, true),
    ("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "hpa", true, true),
    ("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", "", true, false),
    ("networking.k8s.io", "v1", "ingresses", "Ingress", "ing", true, false),
    ("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", "netpol", true, false),
    ("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", "pdb", true, false),
];

impl Kind {
    /// All kinds: those that every cluster has, and those of `manifests`.
    pub(in crate::rehearsal) fn all<'a>(manifests: impl Iterator<Item = &'a Value>) -> Vec<Self> {
        let mut all: Vec<Self> = KNOWN.iter().map(Self::known).collect();
        for manifest in manifests {
            let text = |key: &str| manifest.get(key).and_then(Value::as_str).unwrap_or_default();
            let (group, version) = text("apiVersion").split_once('/').unwrap_or(("", text("apiVersion")));
            let kind = text("kind");
            if kind.is_empty() || all.iter().any(|it| it.group == group && it.name == kind) {
                continue;
            }
            all.push(Self {
                group: group.to_owned(),
                version: version.to_owned(),
                plural: plural(&kind.to_ascii_lowercase()),
                name: kind.to_owned(),
                short: String::new(),
                namespaced: true,
                in_all: false,
            });
        }
        all
    }

    fn known(&(group, version, plural, kind, short, namespaced, in_all): &Row) -> Self {
        let own = str::to_owned;
        Self {
            group: own(group),
            version: own(version),
            plural: own(plural),
            name: own(kind),
            short: own(short),
            namespaced,
            in_all,
        }
    }

    /// `apps/v1`
    pub(in crate::rehearsal) fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// Whether it has a `scale` below it.
    pub(in crate::rehearsal) fn scales(&self) -> bool {
        matches!(self.plural.as_str(), "deployments" | "replicasets" | "statefulsets")
    }
}

fn plural(name: &str) -> String {
    if let Some(stem) = name.strip_suffix('y') {
        format!("{stem}ies")
    } else if name.ends_with('s') {
        format!("{name}es")
    } else {
        format!("{name}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_manifest_brings_its_kind() {
        let manifests = [
            json!({ "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout" }),
            json!({ "apiVersion": "apps/v1", "kind": "Deployment" }),
            json!({ "apiVersion": "x.io/v1", "kind": "Policy" }),
        ];
        let all = Kind::all(manifests.iter());
        assert_eq!(all.len(), KNOWN.len() + 2);
        let last: Vec<_> = all.iter().rev().take(2).map(|kind| kind.plural.as_str()).collect();
        assert_eq!(last, ["policies", "rollouts"]);
        assert_eq!(all.last().map(Kind::api_version).as_deref(), Some("x.io/v1"));
    }
}
