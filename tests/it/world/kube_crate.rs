//! The `kube` crate on the world's cluster: what the probes use.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{Pod, Service};
use kube::api::{Api, ListParams, LogParams, Patch, PatchParams, WatchEvent, WatchParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

use super::Stage;
use super::kubernetes::{shop, wait_for};

async fn client(stage: &Stage) -> Client {
    let text = std::fs::read_to_string(stage.world.kubeconfig().unwrap()).unwrap();
    let kubeconfig = Kubeconfig::from_yaml(&text).unwrap();
    let options = KubeConfigOptions { context: Some("shop-staging".into()), ..KubeConfigOptions::default() };
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options).await.unwrap();
    config.proxy_url = None;
    assert_eq!(config.default_namespace, "shop");
    Client::try_from(config).unwrap()
}

#[test]
fn it_reads_patches_and_watches_the_same_state() {
    let stage = shop(None);
    let client = stage.runtime.block_on(client(&stage));
    let deployments: Api<Deployment> = Api::default_namespaced(client.clone());
    let services: Api<Service> = Api::default_namespaced(client.clone());
    let pods: Api<Pod> = Api::default_namespaced(client.clone());
    stage.runtime.block_on(async {
        let version = client.apiserver_version().await.unwrap();
        assert_eq!(version.git_version, "v1.33.0-rehearsal");
        let blue = deployments.get("shop-blue").await.unwrap();
        assert_eq!(blue.status.unwrap().ready_replicas, Some(3));
        let green = deployments.get("shop-green").await.unwrap().metadata.generation.unwrap();
        let image = serde_json::json!({ "spec": { "template": { "spec": { "containers": [
            { "name": "app", "image": "registry.example/shop:v1.5.0" },
        ] } } } });
        let patched =
            deployments.patch("shop-green", &PatchParams::default(), &Patch::Strategic(image)).await.unwrap();
        assert_eq!(patched.metadata.generation, Some(green + 1));
        let scale = serde_json::json!({ "spec": { "replicas": 1 } });
        let scale = deployments.patch_scale("shop-blue", &PatchParams::default(), &Patch::Merge(scale)).await;
        assert_eq!(scale.unwrap().spec.unwrap().replicas, Some(1));
        let switch = serde_json::json!({ "spec": { "selector": { "slot": "green" } } });
        services.patch("shop", &PatchParams::default(), &Patch::Merge(switch)).await.unwrap();
    });
    let ready = || stage.get("/kubernetes/apis/apps/v1/namespaces/shop/deployments/shop-green").json();
    wait_for("rollout", ready, |it| it["status"]["updatedReplicas"] == 2 && it["status"]["replicas"] == 2);
    // The old ones are still listed while they end, though no deployment counts them any more.
    let green = || stage.get("/kubernetes/api/v1/namespaces/shop/pods?labelSelector=slot%3Dgreen").json();
    wait_for("the end of the old", green, |it| it["items"].as_array().is_some_and(|all| all.len() == 2));
    assert_eq!(stage.get("/live").json()["slot"], "green", "kubectl, kube and the services see one world");
    stage.runtime.block_on(async {
        let all = pods.list(&ListParams::default().labels("slot=green")).await.unwrap();
        assert_eq!(all.items.len(), 2);
        let name = all.items[0].metadata.name.clone().unwrap();
        let log = pods.logs(&name, &LogParams { tail_lines: Some(1), ..LogParams::default() }).await.unwrap();
        assert!(log.contains("(simulated)"), "{log}");
        let version = all.metadata.resource_version.unwrap();
        pods.delete(&name, &kube::api::DeleteParams::default()).await.unwrap();
        let params = WatchParams::default().labels("slot=green");
        let events = pods.watch(&params, &version).await.unwrap();
        let mut events = std::pin::pin!(events);
        let mut seen = Vec::new();
        while let Some(event) = futures::StreamExt::next(&mut events).await {
            match event.unwrap() {
                WatchEvent::Added(_) => seen.push("added"),
                WatchEvent::Deleted(pod) => {
                    assert_eq!(pod.metadata.name.as_deref(), Some(name.as_str()));
                    seen.push("deleted");
                }
                _ => {}
            }
            if seen.contains(&"added") && seen.contains(&"deleted") {
                break;
            }
        }
    });
}

#[test]
fn a_foreign_token_is_refused() {
    let stage = shop(None);
    let text = std::fs::read_to_string(stage.world.kubeconfig().unwrap()).unwrap();
    let foreign: String = text
        .lines()
        .map(|line| {
            if line.trim_start().starts_with("token:") {
                "    token: other\n".into()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    let refused = stage.runtime.block_on(async {
        let kubeconfig = Kubeconfig::from_yaml(&foreign).unwrap();
        let mut config =
            Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.unwrap();
        config.proxy_url = None;
        let client = Client::try_from(config).unwrap();
        Api::<Pod>::default_namespaced(client).list(&ListParams::default()).await
    });
    assert!(refused.is_err_and(|error| error.to_string().contains("Unauthorized")));
}
