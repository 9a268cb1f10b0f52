//! Probes and actions against the rehearsal's cluster, beside the host's own kubectl.

use super::home::Home;

const BOOK: &str = r#"
format = 1
id = "blue-green"
title = "Blue-green"

[rehearsal.kubernetes]
contexts = ["shop-production"]
namespace = "shop"

[[rehearsal.deployment]]
name = "shop-blue"
labels = { app = "shop", slot = "blue" }
container = "app"
image = "registry.example/shop:v1.4.0"
replicas = 3

[[rehearsal.deployment]]
name = "shop-green"
labels = { app = "shop", slot = "green" }
container = "app"
image = "registry.example/shop:v1.3.0"
before = ["registry.example/shop:v1.2.0"]
replicas = 3
starts_in = "20s"
fault = [{ is = "crash", image = "*:v1.6*", logs = ["Error: DATABASE_URL is not set"] }]

[[rehearsal.service]]
name = "shop"
selector = { app = "shop", slot = "blue" }
port = 80

[[rehearsal.job]]
name = "migration-*"
takes = "30s"

[[rehearsal.secret]]
name = "shop-secrets"
keys = { DATABASE_URL = "postgres://rehearsal" }

[input.version]
ask = "Version"
default.value = "v1.5.0"

[[phase]]
id = "deploy"
title = "Deploy"

[[phase.step]]
id = "before"
title = "Before"
[[phase.step.check]]
name = "blue is live"
probe.kubernetes = { context = "shop-production", namespace = "shop", selector = { service = "shop", label = "slot", is = "blue" } }
[[phase.step.check]]
name = "the secret has its keys"
probe.kubernetes = { secret = { name = "shop-secrets", keys = ["DATABASE_URL"] } }
[[phase.step.check]]
name = "no restarts"
probe.kubernetes = { pods = "app=shop", ready = "= 6", max_restarts = 0 }

[[phase.step]]
id = "image"
title = "Image"
action.kubernetes = { context = "shop-production", set_image = { deployment = "shop-green", container = "app", image = "registry.example/shop:${version}" } }
[[phase.step.check]]
name = "green is rolled out"
probe.kubernetes = { rollout = "deployment/shop-green", timeout = "10m" }
[[phase.step.check]]
name = "green has the image"
probe.kubernetes = { image = { deployment = "shop-green", container = "app", is = "registry.example/shop:${version}" } }

[[phase.step]]
id = "kubectl-agrees"
title = "kubectl agrees"
run = '''
kubectl rollout status deployment/shop-green --timeout=120s
kubectl get deployment shop-green -o jsonpath='{.spec.template.spec.containers[0].image}'
'''

[[phase.step]]
id = "scale"
title = "Scale"
action.kubernetes = { scale = { deployment = "shop-green", replicas = 4 } }
check = [{ name = "four", probe.kubernetes = { pods = "slot=green", ready = "= 4", timeout = "10m" } }]

[[phase.step]]
id = "switch"
title = "Switch"
risk = "high"
action.kubernetes = { switch = { service = "shop", label = "slot", from = "blue", to = "green", guard_ready = ">= 4" } }
check = [{ name = "only green behind it", probe.kubernetes = { endpoints = { service = "shop", ready = "= 4", only = "slot=green" }, timeout = "5m" } }]

[[phase.step]]
id = "restart"
title = "Restart"
action.kubernetes = { restart = "deployment/shop-green" }
check = [{ name = "rolled out again", probe.kubernetes = { rollout = "deployment/shop-green", timeout = "10m" } }]

[[phase.step]]
id = "undo-all"
title = "Undo"
action.kubernetes = { undo = { deployment = "shop-green", revision = 2 } }
check = [{ name = "the old image", probe.kubernetes = { image = { deployment = "shop-green", is = "registry.example/shop:v1.3.0" } } }]

[[phase.step]]
id = "history"
title = "History"
run = '''
kubectl rollout history deployment/shop-green
kubectl get service shop -o jsonpath='{.spec.selector.slot}'
'''
"#;

#[test]
fn a_blue_green_deployment_is_rehearsed_with_actions_and_kubectl_sees_it() {
    let home = Home::with(BOOK);
    let ran = home.gonogo(["rehearse", "book.toml", "--headless", "--json"]).run();
    let run = ran.outcome().0;
    let show = home.show(&run);
    let told: Vec<String> = ["image", "scale", "switch", "restart", "undo-all", "kubectl-agrees", "history"]
        .iter()
        .filter(|step| home.run_dir(&run).join("attempts").join(format!("{step}.1")).exists())
        .map(|step| format!("{step}: {}", home.transcript(&run, &format!("{step}.1"))))
        .collect();
    assert_eq!(ran.code, Some(0), "{}\n{}\n{show:#}", ran.stderr, told.join("\n"));
    assert!(told[0].contains("REHEARSAL") && told[0].contains("context shop-production"), "{}", told[0]);
    assert!(told[5].contains("registry.example/shop:v1.5.0"), "{}", told[5]);
    assert!(told[6].ends_with("green\n") || told[6].ends_with("green"), "{}", told[6]);
    let checks: Vec<&serde_json::Value> = show["phases"][0]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|step| step["checks"].as_array().unwrap())
        .collect();
    assert_eq!(checks.len(), 9);
    assert!(checks.iter().all(|check| check["verdict"] == "passed"), "{checks:#?}");
}

#[test]
fn a_rollout_that_crashes_tells_its_pods_reasons() {
    let book = BOOK
        .replace("default.value = \"v1.5.0\"", "default.value = \"v1.6.0\"")
        .replace("timeout = \"10m\"", "timeout = \"3m\"");
    let home = Home::with(&book);
    let ran = home.gonogo(["rehearse", "book.toml", "--headless", "--json"]).run();
    let run = ran.outcome().0;
    let show = home.show(&run);
    let check = &show["phases"][0]["steps"][1]["checks"][0];
    assert_eq!(check["verdict"], "failed", "{show:#}");
    let seen = check["observed"].as_str().unwrap();
    assert!(seen.contains("CrashLoopBackOff"), "{seen}");
}

#[test]
fn a_rehearsal_without_a_cluster_reaches_none() {
    let book = "format = 1\nid = \"x\"\ntitle = \"X\"\n[rehearsal]\n[[phase]]\nid = \"p\"\ntitle = \"P\"\n\
                [[phase.step]]\nid = \"it\"\ntitle = \"It\"\naction.kubernetes = { restart = \"deployment/api\" }\n";
    let home = Home::with(book);
    let ran =
        home.gonogo(["rehearse", "book.toml", "--headless", "--json"]).env("KUBECONFIG", "/dev/null").run();
    let run = ran.outcome().0;
    let said = home.transcript(&run, "it.1");
    assert!(said.contains("never reaches a real one"), "{said}");
}
