//! The real `kubectl` on the world's cluster, as a runbook's commands call it.

use std::io::Write as _;
use std::process::Output;

use super::kubernetes::{shop, wait_for};
use super::{Stage, text};

/// Whether the host has a `kubectl`; says so where it hasn't.
pub fn has_kubectl() -> bool {
    let found = std::process::Command::new("kubectl").args(["version", "--client"]).output().is_ok();
    if !found {
        let _ = writeln!(std::io::stderr(), "not run: kubectl needs kubernetes-client");
    }
    found
}

/// Runs `command` and expects it to end well; returns what it printed.
fn good(stage: &Stage, command: &str) -> String {
    let output = stage.bash(command);
    assert!(output.status.success(), "{command}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

fn bad(stage: &Stage, command: &str) -> Output {
    let output = stage.bash(command);
    assert!(!output.status.success(), "{command}: {}", text(&output.stdout));
    output
}

#[test]
fn it_reads_everything_in_every_shape() {
    if !has_kubectl() {
        return;
    }
    let stage = shop(None);
    for (command, expected) in [
        ("kubectl version", "v1.33.0-rehearsal"),
        ("kubectl cluster-info", "control plane"),
        ("kubectl get pods -o wide", "rehearsal-node-"),
        ("kubectl get deployments", "shop-blue    3/3     3            3"),
        ("kubectl get rs,svc,ep,cm,secrets,ingress", "ingress.networking.k8s.io/shop"),
        ("kubectl get all", "deployment.apps/shop-green"),
        ("kubectl get nodes", "Ready"),
        ("kubectl get ns", "data"),
        ("kubectl get sts -n data", "redis   2/2"),
        ("kubectl get rollouts", "shop"),
        ("kubectl get pods -A -l app=redis -o name", "pod/redis-1"),
        ("kubectl get svc shop -o jsonpath='{.spec.selector.slot}'", "blue"),
        ("kubectl get deploy shop-blue -o yaml", "image: registry.example/shop:v1.4.0"),
        ("kubectl get pods --field-selector status.phase=Running -o json", "\"phase\": \"Running\""),
        ("kubectl get configmap shop-config -o jsonpath='{.data.LOG_LEVEL}'", "info"),
        (
            "kubectl get secret shop-secrets -o jsonpath='{.data.DATABASE_URL}' | base64 -d",
            "postgres://rehearsal",
        ),
        ("kubectl describe deployment shop-blue", "3 desired | 3 updated | 3 total | 3 available"),
        ("kubectl describe pod -l slot=blue", "Controlled By:  ReplicaSet/shop-blue-"),
        ("kubectl describe svc shop", "slot=blue"),
        ("kubectl logs -l slot=blue --tail=1", "GET /api/"),
        ("kubectl logs deployment/shop-blue -c app --tail=2 --since=1h", "GET /api/"),
        ("kubectl rollout history deployment/shop-blue", "3         <none>"),
        ("kubectl rollout history deployment/shop-blue --revision=1", "registry.example/shop:v1.2.0"),
        ("kubectl get deploy -o wide", "registry.example/shop:v1.4.0"),
        ("kubectl get pods -o custom-columns=N:.metadata.name,I:.spec.containers[0].image", "shop:v1.4.0"),
        ("kubectl get pods -o go-template='{{range .items}}{{.status.phase}} {{end}}'", "Running Running"),
        (
            "kubectl get pods -l app=shop -o jsonpath='{range .items[*]}{.status.containerStatuses[0].ready} {end}'",
            "true true true true true",
        ),
        ("kubectl get endpoints shop", ":3001"),
        ("kubectl get endpointslices -l kubernetes.io/service-name=shop", "3001"),
        ("kubectl describe secret shop-secrets", "DATABASE_URL:"),
        ("kubectl describe cm shop-config", "LOG_LEVEL"),
        ("kubectl describe node rehearsal-node-1", "rehearsal-node-1"),
        ("kubectl top nodes", "rehearsal-node-1"),
        ("kubectl get deploy/shop-blue svc/shop -o name", "service/shop"),
        ("kubectl rollout status deployment/shop-blue", "successfully rolled out"),
        ("kubectl rollout status sts/redis -n data", "complete"),
        ("kubectl top pods", "Mi"),
        ("kubectl auth can-i delete pods", "yes"),
        ("kubectl config current-context", "shop-production"),
        ("kubectl --context shop-staging get pods", "shop-blue-"),
        ("kubectl api-resources", "deployments"),
    ] {
        let seen = good(&stage, command);
        assert!(seen.contains(expected), "{command}: {seen}");
    }
    let calls = stage.record("commands.jsonl");
    assert!(calls.iter().all(|call| call["simulated"] == true && call["tool"] == "kubectl"), "{calls:?}");
    let said = text(&stage.bash("kubectl get pods >/dev/null").stderr);
    assert_eq!(said, "[rehearsal] kubectl get pods (simulated)\n");
}

#[test]
fn it_rolls_out_and_back() {
    if !has_kubectl() {
        return;
    }
    let stage = shop(None);
    good(&stage, "kubectl set image deployment/shop-green app=registry.example/shop:v1.5.0");
    let seen = good(&stage, "kubectl rollout status deployment/shop-green --timeout=30s");
    assert!(seen.ends_with("deployment \"shop-green\" successfully rolled out\n"), "{seen}");
    good(&stage, "kubectl wait --for=condition=Ready --timeout=30s pod -l app=shop,slot=green");
    good(&stage, "kubectl wait --for=condition=Available --timeout=30s deployment/shop-green");
    let image = "kubectl get deployment shop-green -o jsonpath='{.spec.template.spec.containers[0].image}'";
    assert_eq!(good(&stage, image), "registry.example/shop:v1.5.0");
    good(
        &stage,
        "kubectl rollout undo deployment/shop-green && kubectl rollout status deployment/shop-green",
    );
    assert_eq!(good(&stage, image), "registry.example/shop:v1.3.0");
    good(&stage, "kubectl rollout undo deployment/shop-blue --to-revision=1");
    let blue = image.replace("green", "blue");
    assert_eq!(good(&stage, &blue), "registry.example/shop:v1.2.0");
    let before = good(&stage, "kubectl get pods -l slot=green -o name");
    good(
        &stage,
        "kubectl rollout restart deployment/shop-green && kubectl rollout status deployment/shop-green",
    );
    let after = good(&stage, "kubectl get pods -l slot=green -o name");
    assert!(before.lines().all(|pod| !after.contains(pod)), "{before}{after}");
    good(&stage, "kubectl rollout pause deployment/shop-green");
    good(&stage, "kubectl rollout resume deployment/shop-green");
}

#[test]
fn it_tells_a_failed_rollout() {
    if !has_kubectl() {
        return;
    }
    let stage = shop(Some("pods-crash"));
    stage.fault();
    good(&stage, "kubectl set image deployment/shop-green app=registry.example/shop:v1.5.0");
    let failed = bad(&stage, "kubectl rollout status deployment/shop-green --timeout=30s");
    assert!(text(&failed.stderr).contains("exceeded its progress deadline"), "{}", text(&failed.stderr));
    wait_for(
        "crash",
        || good(&stage, "kubectl get pods -l slot=green"),
        |it| it.contains("CrashLoopBackOff"),
    );
    let last = good(
        &stage,
        "kubectl get pods -l slot=green --sort-by=.metadata.creationTimestamp -o name | tail -1",
    );
    let logs = good(&stage, &format!("kubectl logs {} --previous", last.trim()));
    assert_eq!(logs, "Error: no DATABASE_URL\n");
    let events = good(&stage, "kubectl get events --sort-by=.lastTimestamp");
    assert!(events.contains("Back-off restarting failed container"), "{events}");
}

#[test]
fn it_switches_and_scales() {
    if !has_kubectl() {
        return;
    }
    let stage = shop(None);
    good(&stage, r#"kubectl patch svc shop -p '{"spec":{"selector":{"slot":"green"}}}'"#);
    assert_eq!(stage.get("/live").json()["slot"], "green");
    good(&stage, r#"kubectl patch svc shop --type=merge -p '{"spec":{"selector":{"slot":"blue"}}}'"#);
    assert_eq!(stage.get("/live").json()["slot"], "blue");
    let guarded = r#"kubectl patch svc shop --type=json -p '[{"op":"test","path":"/spec/selector/slot","value":"blue"},
        {"op":"replace","path":"/spec/selector/slot","value":"green"}]'"#;
    good(&stage, guarded);
    bad(&stage, guarded);
    assert_eq!(good(&stage, "kubectl get svc shop -o jsonpath='{.spec.selector.slot}'"), "green");
    good(&stage, "kubectl scale deployment/shop-blue --replicas=1");
    let count = || good(&stage, "kubectl get pods -l slot=blue -o name");
    wait_for("fewer", count, |it| it.lines().count() == 1);
    good(
        &stage,
        "kubectl scale deployment shop-blue --replicas=4 && kubectl rollout status deployment/shop-blue",
    );
    wait_for("more", count, |it| it.lines().count() == 4);
    good(&stage, "kubectl set env deployment/shop-green POOL=20");
    good(&stage, "kubectl annotate deployment shop-green kubernetes.io/change-cause='pool of 20'");
    wait_for(
        "cause",
        || good(&stage, "kubectl rollout history deployment/shop-green"),
        |it| it.contains("pool of 20"),
    );
    good(
        &stage,
        "kubectl label deployment shop-green team=a && kubectl get deploy -l team=a -o name | grep -q green",
    );
    good(
        &stage,
        "kubectl delete pod -n data redis-0 && kubectl wait -n data --for=condition=Ready pod/redis-0 --timeout=30s",
    );
}

const MANIFEST: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [ { name: web, image: "web:1" } ] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [ { port: 80, targetPort: 8080 } ] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec: { rules: [ { host: a.example } ] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data: { a: b }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migration-7 }
spec:
  backoffLimit: 3
  template:
    spec:
      restartPolicy: Never
      containers: [ { name: m, image: "web:1", command: ["npx"], envFrom: [ { secretRef: { name: shop-secrets } } ] } ]
"#;

#[test]
fn it_applies_creates_and_deletes() {
    if !has_kubectl() {
        return;
    }
    let stage = shop(None);
    std::fs::write(stage.world.workspace().join("web.yaml"), MANIFEST).unwrap();
    let made = good(&stage, "kubectl apply -f web.yaml");
    assert_eq!(made.matches(" created").count(), 5, "{made}");
    good(&stage, "kubectl rollout status deployment/web --timeout=30s");
    good(&stage, "kubectl wait --for=condition=complete job/migration-7 --timeout=30s");
    assert_eq!(good(&stage, "kubectl logs job/migration-7"), "2 migrations applied\n");
    assert_eq!(stage.get("/migrated").status, 200);
    let again = good(
        &stage,
        "sed -i s/web:1/web:2/ web.yaml; sed -i '/^kind: Job/,$d' web.yaml; kubectl apply -f web.yaml --dry-run=client; \
                             sed -i '/^apiVersion: batch/d' web.yaml; kubectl apply -f web.yaml",
    );
    assert!(
        again.contains("deployment.apps/web configured") && again.contains("service/web unchanged"),
        "{again}"
    );
    good(&stage, "kubectl apply --server-side --force-conflicts -f web.yaml");
    good(&stage, "kubectl create secret generic jwt --from-literal=key=first");
    good(
        &stage,
        "kubectl create secret generic jwt --from-literal=key=second --dry-run=client -o yaml | kubectl apply -f -",
    );
    assert_eq!(good(&stage, "kubectl get secret jwt -o jsonpath='{.data.key}' | base64 -d"), "second");
    let gone = "kubectl delete job once --wait=true && ! kubectl get job once 2>/dev/null";
    good(&stage, "kubectl create configmap more --from-literal=a=b && kubectl create namespace extra");
    good(
        &stage,
        "kubectl create job once --image=busybox -- true && kubectl wait --for=condition=complete job/once --timeout=30s",
    );
    good(&stage, gone);
    wait_for(
        "the job's pods",
        || good(&stage, "kubectl get pods -l job-name=once -o name"),
        String::is_empty,
    );
    good(&stage, "kubectl delete -f web.yaml && kubectl delete namespace extra --timeout=30s");
    assert!(text(&bad(&stage, "kubectl get deployment web").stderr).contains("NotFound"));
    wait_for("pods", || good(&stage, "kubectl get pods -l app=web -o name"), String::is_empty);
}

#[test]
fn it_follows_logs_and_watches() {
    if !has_kubectl() {
        return;
    }
    let stage = shop(None);
    let seen = good(&stage, "kubectl logs -f deployment/shop-blue --tail=1 | head -3");
    assert_eq!(seen.lines().count(), 3, "{seen}");
    let recent = good(&stage, "kubectl logs deployment/shop-blue --since=10s --tail=-1");
    let all = good(&stage, "kubectl logs deployment/shop-blue --tail=-1");
    assert!(recent.lines().count() <= all.lines().count(), "{recent}{all}");
    let timed = good(&stage, "kubectl logs deployment/shop-blue --timestamps --tail=1");
    assert!(timed.starts_with("20") && timed.contains("Z GET /api/"), "{timed}");
    good(
        &stage,
        "P=$(kubectl get pods -l slot=blue -o name | head -1); kubectl delete --wait=false $P && \
         kubectl wait --for=delete $P --timeout=30s",
    );
    let watch = "kubectl get pods -w -l slot=green > seen & P=$!
        until [ -s seen ]; do command sleep 0.05; done
        kubectl rollout restart deployment/shop-green >/dev/null
        kubectl rollout status deployment/shop-green >/dev/null
        until grep -q Terminating seen; do command sleep 0.05; done
        kill $P; wait $P; cat seen";
    let seen = stage.bash(&format!("timeout 120 bash -c '{watch}'"));
    assert!(text(&seen.stdout).contains("Terminating"), "{}{}", text(&seen.stdout), text(&seen.stderr));
}

#[test]
fn what_needs_a_container_stays_in_the_stand_in() {
    let stage = shop(None);
    assert_eq!(good(&stage, "kubectl exec -i redis-0 -n data -- psql -c 'select count(*)'"), "7\n");
    assert_eq!(
        good(&stage, "kubectl exec redis-0 -- nonesuch"),
        "would run: kubectl exec redis-0 -- nonesuch\n"
    );
    assert_eq!(good(&stage, "kubectl get widgets"), "as the runbook says\n");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let forward = stage.bash(&format!(
        "kubectl port-forward deployment/shop-green {port}:3001 > out & P=$!
         until [ -s out ]; do command sleep 0.05; done
         curl -sf http://localhost:{port}/version; curl -sf http://localhost:{port}/version
         kill $P; wait $P 2>/dev/null; cat out"
    ));
    let expected =
        format!("{{\"slot\":\"green\"}}{{\"slot\":\"green\"}}Forwarding from 127.0.0.1:{port} -> 3001\n");
    assert_eq!(text(&forward.stdout), expected);
}

#[test]
fn nothing_leads_out_of_the_rehearsal() {
    if !has_kubectl() {
        return;
    }
    let stage = shop(None);
    let seen =
        good(&stage, "kubectl --kubeconfig /nowhere --server=https://192.0.2.1 --token x get pods -o name");
    assert!(seen.contains("pod/shop-blue-"), "{seen}");
    good(&stage, "KUBECONFIG=/nowhere kubectl get pods");
    good(&stage, "kubectl config set-cluster rehearsal --server=https://192.0.2.1");
    good(&stage, "kubectl get pods");
    good(&stage, "sed -i 's#server:.*#server: https://192.0.2.1#' .kube/config");
    let refused = bad(&stage, "kubectl get pods");
    assert!(text(&refused.stderr).contains("leads out of the rehearsal"), "{}", text(&refused.stderr));
}
