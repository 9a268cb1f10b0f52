//! What stands in the columns of `kubectl get`, by kind.

use serde_json::{Value, json};

use super::pod_cells::pod;
use crate::rehearsal::cluster::object::{condition, is, items, name, number, text, texts, unix_ms};

/// The cells of an object, one a column.
pub(super) fn cells(plural: &str, object: &Value, now_ms: u64) -> Vec<Value> {
    let own = json!(name(object));
    let age = json!(age(text(object, "/metadata/creationTimestamp"), now_ms));
    let count = |at: &str| count(object, at);
    let wanted = number(object, "/spec/replicas").unwrap_or(0);
    let [containers, images, selector] = workload(object);
    match plural {
        "pods" => pod(object, own, age, now_ms),
        "deployments" => {
            let ready = format!("{}/{wanted}", number(object, "/status/readyReplicas").unwrap_or(0));
            let (updated, available) = (count("/status/updatedReplicas"), count("/status/availableReplicas"));
            vec![own, json!(ready), updated, available, age, containers, images, selector]
        }
        "replicasets" => {
            let (current, ready) = (count("/status/replicas"), count("/status/readyReplicas"));
            vec![own, json!(wanted), current, ready, age, containers, images, selector]
        }
        "statefulsets" => {
            let ready = format!("{}/{wanted}", number(object, "/status/readyReplicas").unwrap_or(0));
            vec![own, json!(ready), age, containers, images]
        }
        "services" => vec![
            own,
            or_none(text(object, "/spec/type")),
            or_none(text(object, "/spec/clusterIP")),
            json!("<none>"),
            or_none(&ports(items(object, "/spec/ports"))),
            age,
            or_none(&pairs(object, "/spec/selector")),
        ],
        "endpoints" => vec![own, or_none(&addresses(object)), age],
        "endpointslices" => slice(object, own, age),
        "jobs" => job(object, own, age, now_ms, [containers, images, selector]),
        "cronjobs" => vec![
            own,
            json!(text(object, "/spec/schedule")),
            json!(if object.pointer("/spec/suspend") == Some(&json!(true)) { "True" } else { "False" }),
            json!(items(object, "/status/active").len()),
            json!("<none>"),
            age,
        ],
        "configmaps" => vec![own, json!(texts(object, "/data").len()), age],
        "secrets" => vec![own, json!(text(object, "/type")), json!(texts(object, "/data").len()), age],
        "namespaces" => vec![
            own,
            json!(if text(object, "/status/phase").is_empty() {
                "Active"
            } else {
                text(object, "/status/phase")
            }),
            age,
        ],
        "events" => event(object, now_ms),
        "nodes" => node(object, own, age),
        "ingresses" => ingress(object, own, age),
        "horizontalpodautoscalers" => scaler(object, own, age),
        "persistentvolumeclaims" => vec![
            own,
            json!("Bound"),
            json!(text(object, "/spec/volumeName")),
            json!(text(object, "/spec/resources/requests/storage")),
            age,
        ],
        _ => vec![own, age],
    }
}

fn count(object: &Value, at: &str) -> Value {
    json!(number(object, at).unwrap_or(0))
}

fn workload(object: &Value) -> [Value; 3] {
    let containers = items(object, "/spec/template/spec/containers");
    let of = |at: &str| json!(containers.iter().map(|it| text(it, at)).collect::<Vec<_>>().join(","));
    [of("/name"), of("/image"), or_none(&pairs(object, "/spec/selector/matchLabels"))]
}

fn pairs(object: &Value, at: &str) -> String {
    texts(object, at).into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

/// The text, or what Kubernetes writes for none.
pub(super) fn or_none(text: &str) -> Value {
    json!(if text.is_empty() { "<none>" } else { text })
}

fn ports(ports: &[Value]) -> String {
    ports.iter().map(|it| format!("{}/{}", it["port"], text(it, "/protocol"))).collect::<Vec<_>>().join(",")
}

fn addresses(object: &Value) -> String {
    let mut all = Vec::new();
    for subset in items(object, "/subsets") {
        for address in items(subset, "/addresses") {
            for port in items(subset, "/ports") {
                all.push(format!("{}:{}", text(address, "/ip"), port["port"]));
            }
        }
    }
    let more = all.len().saturating_sub(3);
    all.truncate(3);
    let shown = all.join(",");
    if more > 0 { format!("{shown} + {more} more...") } else { shown }
}

fn slice(object: &Value, own: Value, age: Value) -> Vec<Value> {
    let all: Vec<&str> = items(object, "/endpoints").iter().map(|it| text(it, "/addresses/0")).collect();
    let ports: Vec<String> = items(object, "/ports").iter().map(|it| it["port"].to_string()).collect();
    vec![own, json!(text(object, "/addressType")), json!(ports.join(",")), or_none(&all.join(",")), age]
}

fn ingress(object: &Value, own: Value, age: Value) -> Vec<Value> {
    let hosts: Vec<&str> =
        items(object, "/spec/rules").iter().map(|it| text(it, "/host")).filter(|it| !it.is_empty()).collect();
    let hosts = if hosts.is_empty() { "*".to_owned() } else { hosts.join(",") };
    let ports = if items(object, "/spec/tls").is_empty() { "80" } else { "80, 443" };
    vec![own, or_none(text(object, "/spec/ingressClassName")), json!(hosts), json!(""), json!(ports), age]
}

fn scaler(object: &Value, own: Value, age: Value) -> Vec<Value> {
    let to = format!(
        "{}/{}",
        text(object, "/spec/scaleTargetRef/kind"),
        text(object, "/spec/scaleTargetRef/name")
    );
    vec![
        own,
        json!(to),
        count(object, "/spec/minReplicas"),
        count(object, "/spec/maxReplicas"),
        count(object, "/status/currentReplicas"),
        age,
    ]
}

fn job(object: &Value, own: Value, age: Value, now_ms: u64, rest: [Value; 3]) -> Vec<Value> {
    let status = ["Complete", "Failed"].into_iter().find(|kind| is(object, kind)).unwrap_or("Running");
    let done = number(object, "/status/succeeded").unwrap_or(0);
    let all = number(object, "/spec/completions").unwrap_or(1);
    let start = text(object, "/status/startTime");
    let end = unix_ms(text(object, "/status/completionTime")).unwrap_or(now_ms);
    let lasted = self::age(start, end);
    let mut cells = vec![own, json!(status), json!(format!("{done}/{all}")), json!(lasted), age];
    cells.extend(rest);
    cells
}

fn event(object: &Value, now_ms: u64) -> Vec<Value> {
    let about = format!(
        "{}/{}",
        text(object, "/involvedObject/kind").to_ascii_lowercase(),
        text(object, "/involvedObject/name")
    );
    vec![
        json!(age(text(object, "/lastTimestamp"), now_ms)),
        json!(text(object, "/type")),
        json!(text(object, "/reason")),
        json!(about),
        json!(text(object, "/message")),
        json!(number(object, "/count").unwrap_or(1)),
        json!(name(object)),
    ]
}

fn node(object: &Value, own: Value, age: Value) -> Vec<Value> {
    let ready =
        if condition(object, "Ready").is_none() || is(object, "Ready") { "Ready" } else { "NotReady" };
    let cordoned = object.pointer("/spec/unschedulable") == Some(&json!(true));
    let status = if cordoned { format!("{ready},SchedulingDisabled") } else { ready.to_owned() };
    let labels = texts(object, "/metadata/labels");
    let roles: Vec<&str> =
        labels.keys().filter_map(|key| key.strip_prefix("node-role.kubernetes.io/")).collect();
    let info = |key: &str| json!(text(object, &format!("/status/nodeInfo/{key}")));
    vec![
        own,
        json!(status),
        or_none(&roles.join(",")),
        age,
        info("kubeletVersion"),
        json!(text(object, "/status/addresses/0/address")),
        info("osImage"),
        info("containerRuntimeVersion"),
    ]
}

/// How long ago, as kubectl writes it: `45s`, `3m12s`, `5h`, `4d`.
pub(super) fn age(since: &str, now_ms: u64) -> String {
    let Some(since) = unix_ms(since) else { return "<unknown>".to_owned() };
    let seconds = now_ms.saturating_sub(since) / 1000;
    let two = |big: u64, unit: &str, small: u64, part: &str| {
        if small == 0 { format!("{big}{unit}") } else { format!("{big}{unit}{small}{part}") }
    };
    match seconds {
        0..=119 => format!("{seconds}s"),
        120..=599 => two(seconds / 60, "m", seconds % 60, "s"),
        600..=10_799 => format!("{}m", seconds / 60),
        10_800..=28_799 => two(seconds / 3600, "h", seconds / 60 % 60, "m"),
        28_800..=172_799 => format!("{}h", seconds / 3600),
        172_800..=691_199 => two(seconds / 86_400, "d", seconds / 3600 % 24, "h"),
        _ => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::columns;
    use super::*;

    #[test]
    fn ages_are_written_as_kubectl_writes_them() {
        for (seconds, expected) in [
            (5, "5s"),
            (119, "119s"),
            (192, "3m12s"),
            (900, "15m"),
            (11_000, "3h3m"),
            (100_000, "27h"),
            (260_000, "3d"),
        ] {
            assert_eq!(age("1970-01-01T00:00:00Z", seconds * 1000), expected);
        }
    }

    #[test]
    fn every_kind_has_a_cell_for_each_column() {
        for plural in [
            "pods",
            "deployments",
            "replicasets",
            "statefulsets",
            "services",
            "endpoints",
            "endpointslices",
            "jobs",
            "cronjobs",
            "configmaps",
            "secrets",
            "namespaces",
            "events",
            "nodes",
            "ingresses",
            "horizontalpodautoscalers",
            "persistentvolumeclaims",
            "limitranges",
        ] {
            assert_eq!(cells(plural, &json!({}), 0).len(), columns(plural).len(), "{plural}");
        }
    }
}
