//! Services: an address, and endpoints that follow the selector.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Round;
use crate::rehearsal::cluster::object::{
    is, is_ending, items, name, namespace, number, reference, set, set_default, text, texts, time, uid,
};
use crate::rehearsal::cluster::store::Key;

impl Round<'_> {
    /// Brings every service's endpoints on.
    pub(super) fn services(&mut self) {
        let all: Vec<Value> = self.store.list("services", None).cloned().collect();
        for service in all {
            let service = self.address(service);
            self.endpoints(&service);
        }
    }

    fn address(&mut self, mut service: Value) -> Value {
        if service.pointer("/spec/clusterIP").is_none() && text(&service, "/spec/type") != "ExternalName" {
            let number = self.store.fresh_number() % 60_000;
            let address = format!("10.96.{}.{}", number / 250, number % 250 + 1);
            set(&mut service, &["spec", "clusterIP"], json!(address));
            set(&mut service, &["spec", "clusterIPs"], json!([address]));
            set_default(&mut service, &["status", "loadBalancer"], json!({}));
            service = self.store.put("services", service);
        }
        service
    }

    fn endpoints(&mut self, service: &Value) {
        let selector = texts(service, "/spec/selector");
        // A service without a selector has endpoints of somebody else's making.
        if selector.is_empty() {
            return;
        }
        let pods: Vec<&Value> = self
            .store
            .list("pods", Some(namespace(service)))
            .filter(|pod| takes(&selector, pod) && !is_ending(pod) && !text(pod, "/status/podIP").is_empty())
            .filter(|pod| !matches!(text(pod, "/status/phase"), "Succeeded" | "Failed"))
            .collect();
        let target = |pod: &Value| {
            json!({
                "kind": "Pod", "name": name(pod), "namespace": namespace(pod), "uid": uid(pod),
            })
        };
        let address = |pod: &&Value| {
            json!({
                "ip": text(pod, "/status/podIP"), "nodeName": text(pod, "/spec/nodeName"), "targetRef": target(pod),
            })
        };
        let (ready, not_ready): (Vec<&Value>, Vec<&Value>) =
            pods.iter().copied().partition(|pod| is(pod, "Ready"));
        let ports = ports(service, pods.first().copied());
        let mut subset = json!({ "ports": ports });
        for (key, of) in [("addresses", &ready), ("notReadyAddresses", &not_ready)] {
            if !of.is_empty() {
                set(&mut subset, &[key], of.iter().map(address).collect());
            }
        }
        let subsets = if pods.is_empty() { json!([]) } else { json!([subset]) };
        let slice: Value = pods
            .iter()
            .map(|pod| json!({
                "addresses": [text(pod, "/status/podIP")], "nodeName": text(pod, "/spec/nodeName"),
                "conditions": { "ready": is(pod, "Ready"), "serving": is(pod, "Ready"), "terminating": false },
                "targetRef": target(pod),
            }))
            .collect();
        let own = name(service).to_owned();
        let meta = json!({
            "name": own, "namespace": namespace(service), "labels": { "kubernetes.io/service-name": own },
            "ownerReferences": reference(service, "Service", "v1"),
        });
        let endpoints =
            json!({ "apiVersion": "v1", "kind": "Endpoints", "metadata": meta, "subsets": subsets });
        let mut slice = json!({
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": meta,
            "addressType": "IPv4", "endpoints": slice, "ports": ports,
        });
        set(&mut slice, &["metadata", "name"], json!(format!("{own}-slice")));
        self.put_again("endpoints", endpoints);
        self.put_again("endpointslices", slice);
    }

    /// Puts an object that a controller makes, with the identity that it had.
    fn put_again(&mut self, plural: &str, mut object: Value) {
        let before = self.store.get(&Key::of(plural, &object));
        let known = before.map(|it| [uid(it), text(it, "/metadata/creationTimestamp")].map(str::to_owned));
        let [uid, made] = known.unwrap_or_else(|| [self.store.fresh_uid(), time(self.now_ms)]);
        set(&mut object, &["metadata", "uid"], json!(uid));
        set(&mut object, &["metadata", "creationTimestamp"], json!(made));
        self.store.put(plural, object);
    }
}

fn takes(selector: &BTreeMap<&str, &str>, pod: &Value) -> bool {
    let labels = texts(pod, "/metadata/labels");
    selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

/// The service's ports, as the pods have them.
fn ports(service: &Value, pod: Option<&Value>) -> Value {
    let own = items(service, "/spec/ports").iter().map(|port| {
        let target = port.get("targetPort");
        let named = target.and_then(Value::as_str);
        let of_pod = named.and_then(|wanted| {
            let containers = pod.map_or(&[][..], |pod| items(pod, "/spec/containers"));
            let mut ports = containers.iter().flat_map(|it| items(it, "/ports"));
            ports.find(|it| text(it, "/name") == wanted).and_then(|it| number(it, "/containerPort"))
        });
        let number = of_pod.or_else(|| target.and_then(Value::as_i64)).or_else(|| number(port, "/port"));
        let mut shown = json!({ "port": number, "protocol": "TCP" });
        if let Some(name) = port.get("name") {
            set(&mut shown, &["name"], name.clone());
        }
        shown
    });
    own.collect()
}
