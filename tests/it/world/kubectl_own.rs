//! The rehearsal's own `kubectl`, beside the real one where the host has it.

use std::os::unix::fs::symlink;
use std::process::Output;

use super::kubectl::has_kubectl;
use super::kubernetes::{shop, wait_for};
use super::{Stage, text};

/// A `PATH` on which everything of this host's is, but `kubectl`.
pub fn path_without_kubectl(folder: &std::path::Path) -> String {
    let bin = folder.join("bin-without-kubectl");
    std::fs::create_dir_all(&bin).unwrap();
    for from in std::env::split_paths(&std::env::var_os("PATH").unwrap()) {
        for entry in std::fs::read_dir(from).into_iter().flatten().flatten() {
            if entry.file_name() != "kubectl" {
                // The first on PATH is the one that counts.
                let _ = symlink(entry.path(), bin.join(entry.file_name()));
            }
        }
    }
    bin.display().to_string()
}

/// A world, and which kubectl its commands find.
struct Shop {
    stage: Stage,
    path: String,
}

impl Shop {
    fn own(scenario: Option<&str>) -> Self {
        let stage = shop(scenario);
        let path = path_without_kubectl(stage.folder.path());
        Self { stage, path }
    }

    fn real() -> Self {
        Self { stage: shop(None), path: std::env::var("PATH").unwrap() }
    }

    fn run(&self, command: &str) -> Output {
        self.stage.bash_on(command, &self.path)
    }

    fn good(&self, command: &str) -> String {
        let output = self.run(command);
        assert!(output.status.success(), "{command}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    /// What a failed command says last.
    fn bad(&self, command: &str) -> String {
        let output = self.run(command);
        assert_eq!(output.status.code(), Some(1), "{command}: {}", text(&output.stdout));
        text(&output.stderr).lines().last().unwrap_or_default().to_owned()
    }
}

/// Commands that print the same whoever runs them.
const SAME: [&str; 45] = [
    "kubectl get pods -o name",
    "kubectl get pods -o wide --no-headers | awk '{ print $1, $2, $3, $6, $7 }'",
    "kubectl get pods -l app=shop,slot=green -o name",
    "kubectl get pod -l slot=nonesuch",
    "kubectl get pods -A -o jsonpath='{.items[*].status.phase}'",
    "kubectl get deploy,svc -o name",
    "kubectl get deploy/shop-blue svc/shop -o name",
    "kubectl get deployments --no-headers | awk '{ print $1, $2, $3, $4 }'",
    "kubectl get all --no-headers | awk '{ print $1 }'",
    "kubectl get svc shop -o jsonpath='{.spec.selector.slot}'",
    "kubectl get svc shop -o jsonpath='{.spec.selector}'",
    r#"kubectl get deploy shop-blue -o jsonpath='{.spec.template.spec.containers[?(@.name=="app")].image}'"#,
    r"kubectl get deployment/shop-blue -o jsonpath='{.metadata.annotations.deployment\.kubernetes\.io/revision}'",
    r#"kubectl get pods -l app=shop -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.status.phase}{"\n"}{end}'"#,
    "kubectl get pod -l slot=blue -o jsonpath='{.items[0].status.podIP}'",
    "kubectl get pod -l slot=nonesuch -o jsonpath='{.items[0].status.podIP}'",
    "kubectl get configmap shop-config -o jsonpath='{.data}'",
    "kubectl get cm shop-config -o json",
    "kubectl get secret shop-secrets -o jsonpath='{.data.DATABASE_URL}' | base64 -d",
    "kubectl get secret nonesuch",
    "kubectl get deploy nonesuch other",
    "kubectl get deploy nonesuch --ignore-not-found",
    "kubectl get nonesuch",
    "kubectl get sts -n data -o name",
    "kubectl get pods -n nonesuch",
    "kubectl get pods -o custom-columns=N:.metadata.name,I:.spec.containers[0].image",
    "kubectl get deploy --sort-by=.spec.replicas -o name",
    "kubectl get rollouts -o name",
    "kubectl get ns data -o name",
    "kubectl --context nonesuch get pods",
    "kubectl --context shop-staging get svc -o name",
    "kubectl config current-context",
    "kubectl config get-contexts",
    "kubectl config get-contexts -o name",
    "kubectl auth can-i delete pods",
    "kubectl rollout status deployment/shop-blue | tail -1",
    "kubectl rollout status sts/redis -n data | tail -1",
    "kubectl rollout history deployment/shop-blue",
    "kubectl rollout history deployment/nonesuch",
    "kubectl logs nonesuch",
    "kubectl logs -l slot=nonesuch",
    "kubectl create secret generic x --from-literal=a=b --from-literal=c='d e' --dry-run=client -o jsonpath='{.data}'",
    "kubectl create configmap x --from-literal=a=b -n shop --dry-run=client -o jsonpath='{.kind} {.metadata.namespace} {.data}'",
    "kubectl create job x --image=i --dry-run=client -o name -- sh -c 'exit 1'",
    "kubectl create namespace x --dry-run=client",
];

/// Commands that change the world, in this order: the same is said, and the same is left.
const CHANGES: [&str; 31] = [
    "kubectl set image deployment/shop-green app=registry.example/shop:v1.5.0",
    "kubectl set image deployment/shop-green nonesuch=x",
    "kubectl rollout status deployment/shop-green --timeout=60s | tail -1",
    "kubectl wait --for=condition=Available --timeout=60s deployment/shop-green",
    "kubectl get deploy shop-green -o jsonpath='{.spec.template.spec.containers[0].image}'",
    "kubectl rollout undo deployment/shop-green",
    "kubectl rollout undo deployment/shop-green --to-revision=9",
    "kubectl rollout undo deployment/shop-blue --to-revision=1",
    "kubectl get deploy shop-blue -o jsonpath='{.spec.template.spec.containers[0].image}'",
    "kubectl rollout history deployment/shop-blue",
    "kubectl rollout restart deployment/shop-blue",
    "kubectl rollout status deployment/shop-blue --timeout=60s | tail -1",
    "kubectl scale deployment shop-green --replicas=4",
    "kubectl scale deployment/nonesuch --replicas=4",
    "kubectl rollout status deployment/shop-green --timeout=60s | tail -1",
    "kubectl get deploy shop-green -o jsonpath='{.status.readyReplicas}'",
    r#"kubectl patch svc shop -p '{"spec":{"selector":{"slot":"green"}}}'"#,
    r#"kubectl patch svc shop -p '{"spec":{"selector":{"slot":"green"}}}'"#,
    r#"kubectl patch svc shop --type=json -p '[{"op":"replace","path":"/spec/selector/slot","value":"blue"}]'"#,
    "kubectl get svc shop -o jsonpath='{.spec.selector}'",
    "kubectl label deployment shop-green tier=web",
    "kubectl label deployment shop-green tier=api",
    "kubectl label deployment shop-green tier-",
    "kubectl annotate secret shop-secrets --overwrite rotated-at=now",
    "kubectl set env deployment/shop-green POOL=20",
    "kubectl create secret generic made --from-literal=a=b --dry-run=client -o yaml | kubectl apply -f -",
    "kubectl create secret generic made --from-literal=a=c --dry-run=client -o yaml | kubectl apply -f -",
    "kubectl get secret made -o jsonpath='{.data}'",
    "kubectl apply -f - <<< $'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\ndata:\n  k: \"1\"\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: fresh\n'",
    "kubectl delete configmap y",
    "kubectl delete configmap y",
];

#[test]
fn it_answers_as_the_real_one_does() {
    let own = Shop::own(None);
    for command in SAME {
        // Nothing that a runbook reads may be a word of the stand-in's.
        assert!(!text(&own.run(command).stdout).contains("would run"), "{command}");
    }
    if !has_kubectl() {
        return;
    }
    let real = std::env::var("PATH").unwrap();
    let mut apart = Vec::new();
    for command in SAME {
        let (ours, theirs) = (own.run(command), own.stage.bash_on(command, &real));
        // What the real one says of other failures differs between its versions.
        let told = ours.status.code() == Some(1) && command.contains(" nonesuch");
        let told = told && !command.contains(" logs ");
        let said = |output: &Output| {
            let last = text(&output.stderr).lines().last().map(str::to_owned);
            (output.status.code(), text(&output.stdout), last.filter(|_| told))
        };
        if said(&ours) != said(&theirs) {
            apart.push(format!("{command}\n  ours {:?}\n  real {:?}", said(&ours), said(&theirs)));
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

#[test]
fn it_changes_what_the_real_one_changes() {
    let own = Shop::own(None);
    let said = CHANGES.map(|command| own.run(command));
    if !has_kubectl() {
        return;
    }
    let real = Shop::real();
    for (command, ours) in CHANGES.iter().zip(said) {
        let theirs = real.run(command);
        assert_eq!(text(&ours.stdout), text(&theirs.stdout), "{command}: {}", text(&ours.stderr));
        assert_eq!(ours.status.code(), theirs.status.code(), "{command}: {}", text(&ours.stderr));
    }
}

#[test]
fn it_tells_logs_jobs_and_what_is_not_there() {
    let own = Shop::own(None);
    for (command, expected) in [
        ("kubectl logs deployment/shop-blue --tail=2 --since=1h", "GET /api/"),
        ("kubectl logs -l slot=blue --tail=1 --prefix", "/app] GET /api/"),
        ("kubectl get pods", "NAME"),
        ("kubectl describe deployment shop-blue", "3 desired | 3 updated | 3 total | 3 available"),
        ("kubectl describe pod -l slot=blue", "ReplicaSet/shop-blue-"),
        ("kubectl describe secret shop-secrets", "DATABASE_URL:  20 bytes"),
        ("kubectl get svc shop -o yaml", "  selector:\n    app: shop\n    slot: blue\n"),
        ("kubectl top pods", "Mi"),
        ("kubectl version", "Server Version: v1.33.0-rehearsal"),
        ("kubectl cluster-info", "control plane is running"),
        ("kubectl get widgets", "as the runbook says"),
        ("timeout 1 kubectl get pods -w | head -3", "shop-blue"),
        ("timeout 5 kubectl logs -f deployment/shop-blue --tail=1 | head -2", "GET /api/"),
        ("kubectl config use-context shop-staging && kubectl config current-context", "shop-staging\n"),
        ("kubectl config set-context --current --namespace=data && kubectl get sts", "redis   2/2"),
    ] {
        let seen = own.good(command);
        assert!(seen.contains(expected), "{command}: {seen}");
    }
    for (command, expected) in [
        ("kubectl apply -k overlays", "kustomize (-k) is not simulated"),
        ("kubectl drain x", "kubectl drain is not simulated"),
        ("kubectl get pods -o go-template=x", "go-template is not simulated"),
        ("kubectl get --nonesuch", "--nonesuch of kubectl is not simulated"),
        ("kubectl apply -f nonesuch.yaml", "the path \"nonesuch.yaml\" does not exist"),
        ("echo 'a: [' | kubectl apply -f -", "error converting YAML to JSON"),
        ("kubectl scale deploy x", "--replicas=COUNT flag is required"),
        (
            "kubectl wait --for=condition=Nonesuch --timeout=0 deploy/shop-blue",
            "Error from server (NotFound)",
        ),
    ] {
        let said = own.bad(command);
        assert!(said.contains(expected), "{command}: {said}");
    }
}

#[test]
fn a_job_is_waited_for_and_a_bad_rollout_told() {
    let own = Shop::own(Some("pods-crash"));
    own.stage.fault();
    own.good("kubectl create job migration-1 --image=registry.example/shop:v1.5.0 -- npx prisma");
    own.good("kubectl wait --for=condition=Complete --timeout=60s job/migration-1");
    assert_eq!(own.good("kubectl logs job/migration-1"), "2 migrations applied\n");
    own.good("kubectl set image deployment/shop-green app=registry.example/shop:v1.5.0");
    let said = own.bad("kubectl rollout status deployment/shop-green --timeout=60s");
    assert_eq!(said, "error: deployment \"shop-green\" exceeded its progress deadline");
    wait_for("crash", || own.good("kubectl get pods"), |it| it.contains("CrashLoopBackOff"));
    let late = own.bad("kubectl wait --for=condition=Available=Nonesuch --timeout=1s deploy/shop-green");
    assert_eq!(late, "error: timed out waiting for the condition on deployments/shop-green");
}
