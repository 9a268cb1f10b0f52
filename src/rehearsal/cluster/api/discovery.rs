//! What the API has.

use std::collections::BTreeSet;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::asked::Asked;
use super::route::shown;
use crate::rehearsal::cluster::kind::Kind;

/// The version that it says it is.
pub(in crate::rehearsal::cluster) const VERSION: &str = "v1.33.0-rehearsal";

const ALL_VERBS: [&str; 8] =
    ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/// An empty OpenAPI document as a Protocol Buffer: `swagger: "2.0"`, `info { title, version }`. A client that finds no
/// type in it leaves checking to the server.
const OPEN_API: &[u8] = b"\x0a\x032.0\x12\x12\x0a\x09rehearsal\x12\x05v1.33";

/// Answers what is known without the objects; `None` for any other path.
pub(super) fn answer(kinds: &[Kind], path: &[&str], asked: &Asked) -> Option<Response> {
    let value = match path {
        [] => {
            json!({ "paths": ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/readyz", "/version"] })
        }
        ["version"] => json!({
            "major": "1", "minor": "33", "gitVersion": VERSION, "gitCommit": "simulated", "gitTreeState": "clean",
            "buildDate": "1970-01-01T00:00:00Z", "goVersion": "none", "compiler": "none", "platform": "linux/amd64",
        }),
        ["healthz" | "livez" | "readyz", ..] => return Some("ok".into_response()),
        ["openapi", "v2"] if asked.wants_protobuf() => {
            let kind = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
            return Some(([(CONTENT_TYPE, kind)], OPEN_API).into_response());
        }
        ["openapi", "v2"] => {
            json!({ "swagger": "2.0", "info": { "title": "rehearsal", "version": VERSION }, "paths": {} })
        }
        ["openapi", "v3"] => json!({ "paths": {} }),
        ["api"] => json!({ "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [] }),
        ["api", "v1"] => resources(kinds, "", "v1"),
        ["apis"] => json!({
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": groups(kinds).into_iter().map(|(group, version)| self::group(group, version)).collect::<Vec<_>>(),
        }),
        ["apis", group] => {
            let (name, version) = groups(kinds).into_iter().find(|(known, _)| known == group)?;
            let mut one = self::group(name, version);
            one["kind"] = json!("APIGroup");
            one["apiVersion"] = json!("v1");
            one
        }
        ["apis", "metrics.k8s.io", "v1beta1"] => json!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "metrics.k8s.io/v1beta1",
            "resources": [
                { "name": "nodes", "singularName": "", "namespaced": false, "kind": "NodeMetrics", "verbs": ["get", "list"] },
                { "name": "pods", "singularName": "", "namespaced": true, "kind": "PodMetrics", "verbs": ["get", "list"] },
            ],
        }),
        ["apis", "authorization.k8s.io", "v1"] => json!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "authorization.k8s.io/v1",
            "resources": [{
                "name": "selfsubjectaccessreviews", "singularName": "", "namespaced": false,
                "kind": "SelfSubjectAccessReview", "verbs": ["create"],
            }],
        }),
        ["apis", group, version]
            if kinds.iter().any(|kind| kind.group == *group && kind.version == *version) =>
        {
            resources(kinds, group, version)
        }
        _ => return None,
    };
    Some(shown(value))
}

fn groups(kinds: &[Kind]) -> BTreeSet<(&str, &str)> {
    let own = kinds.iter().filter(|kind| !kind.group.is_empty());
    own.map(|kind| (kind.group.as_str(), kind.version.as_str()))
        .chain([("metrics.k8s.io", "v1beta1"), ("authorization.k8s.io", "v1")])
        .collect()
}

fn group(name: &str, version: &str) -> Value {
    let version = json!({ "groupVersion": format!("{name}/{version}"), "version": version });
    json!({ "name": name, "versions": [version], "preferredVersion": version })
}

fn resources(kinds: &[Kind], group: &str, version: &str) -> Value {
    let mut all = Vec::new();
    for kind in kinds.iter().filter(|kind| kind.group == group && kind.version == version) {
        let short: Vec<&str> = kind.short.split_whitespace().collect();
        let mut one = json!({
            "name": kind.plural, "singularName": kind.name.to_ascii_lowercase(), "namespaced": kind.namespaced,
            "kind": kind.name, "verbs": ALL_VERBS,
        });
        if !short.is_empty() {
            one["shortNames"] = json!(short);
        }
        if kind.in_all {
            one["categories"] = json!(["all"]);
        }
        all.push(one);
        let below = |name: &str, kind_of: &str, verbs: &[&str]| {
            json!({
                "name": format!("{}/{name}", kind.plural), "singularName": "", "namespaced": kind.namespaced,
                "kind": kind_of, "verbs": verbs,
            })
        };
        if kind.scales() {
            let mut scale = below("scale", "Scale", &["get", "patch", "update"]);
            scale["group"] = json!("autoscaling");
            scale["version"] = json!("v1");
            all.push(scale);
        }
        if kind.plural == "pods" {
            all.push(below("log", "Pod", &["get"]));
        }
        all.push(below("status", &kind.name, &["get", "patch", "update"]));
    }
    let version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": all })
}
