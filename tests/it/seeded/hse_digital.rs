//! HSE Digital.

use gonogo::model::runbook::{Action, Runbook, Wish};

use super::{lints_clean, nothing_is_lost, nothing_is_written_out, print_lines};

const TEXT: &str = include_str!("../../../runbooks/hse-digital.toml");

#[test]
fn every_part_is_there() {
    let book = lints_clean("hse-digital.toml", TEXT);
    nothing_is_written_out(&book);
    let steps: Vec<(&str, usize)> = book.phase.iter().map(|p| (p.id.as_str(), p.step.len())).collect();
    assert_eq!(steps, [("preparation", 12), ("deployment", 9), ("monitoring", 2), ("validation", 10)]);
    let plans: Vec<&str> = book.plan.iter().map(|plan| plan.id.as_str()).collect();
    let expected =
        ["quick", "revision", "failed-migration", "incompatible", "database", "full", "after-rollback"];
    assert_eq!(plans, expected);
    for (plan, warns) in book.plan.iter().zip([false, false, false, true, true, true, false]) {
        assert_eq!(plan.warning.is_some(), warns, "{}", plan.id);
    }
    let migrations = book.steps().find(|step| step.id.as_str() == "migrations").unwrap();
    let variants: Vec<&str> = migrations.variant.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(variants, ["job", "forward-compatible", "downtime"]);
    let within: Vec<(&str, Option<u64>)> = book
        .severity
        .iter()
        .map(|it| (it.id.as_str(), it.rto.map(|rto| rto.duration().as_secs() / 60)))
        .collect();
    assert_eq!(within, [("p0", Some(15)), ("p1", Some(60)), ("p2", Some(240)), ("p3", Some(1440))]);
    assert_eq!((book.trouble.len(), book.contact.len(), book.link.len()), (5, 4, 4));
    assert_eq!((book.metric.len(), book.guard.len(), book.log.len()), (7, 3, 1));
    assert_eq!(print_lines(&book), [7, 6, 2, 13, 3]);
}

#[test]
fn the_switch_is_guarded_and_secrets_are_due_by_their_age() {
    let book: Runbook = toml::from_str(TEXT).unwrap();
    let step = |id: &str| book.steps().find(|step| step.id.as_str() == id).unwrap();
    let Some(Action::Kubernetes(action)) = &step("switch-traffic").action else { panic!("no action") };
    let Some(Wish::Switch(switch)) = action.wish() else { panic!("no switch") };
    assert_eq!((switch.from.as_deref(), switch.to.as_str()), (Some("${ACTIVE}"), "${TARGET}"));
    assert_eq!(switch.label, "slot");
    assert_eq!(switch.guard_ready.as_ref().unwrap().to_string(), ">= 1");
    let aged: Vec<&str> = step("secrets-rotated")
        .check
        .iter()
        .filter(|check| check.probe.fields.get("number").and_then(|it| it.as_str()) == Some("< 90"))
        .map(|check| check.name.as_str())
        .collect();
    assert_eq!(
        aged,
        ["JWT secrets are younger than 90 days", "Database credentials are younger than 90 days"]
    );
}

#[test]
fn nothing_of_the_seed_is_missing() {
    let patterns = [
        r"(?m)^#{2,4} (?:\d\. |Step \d: |Strategy \d: |Failure Mode \d: )?([A-Z][A-Za-z, -]+?)(?: \(.*\))?$",
        r"(Failure Mode \d)",
        r"(Strategy \d)",
        r"(Step \d):",
        r"(?m)^- \[ \] (.+)$",
        r"(?m)^- \*\*(P\d) ",
        r"\(([A-Z][a-z]+)\)\*\*",
        r"\*\*: ([A-Z][a-z]+ ?[a-z]*) - RTO",
        r"\*\*Symptoms\*\*: (.+)",
        r"(?m)^\| ([A-Za-z ]+?) \|",
        r"\] \| ([A-Za-z0-9/]+) \|",
        r"- \[([A-Z][^\]]+)\]\(\.",
        r"\]\((\.[^)]+)\)",
        r"https?://([a-z0-9.]+\.com|prometheus:\d+)",
        r"(/api/[a-z/]+[a-z])",
        r"(hse[_-][a-z_-]+[a-z])",
        r"(prod-hse-app)",
        r"\b([A-Z]+(?:_[A-Z0-9]+)+)\b",
        r"([<>]\d+(?:%|ms|s))",
        r"(kubectl (?:create secret generic|rollout [a-z]+|exec|set [a-z]+|wait|apply|port-forward|patch svc|logs|scale|get (?:pods|svc)|describe pod|delete pod))",
        r"(--[a-z][a-z-]+(?:=[A-Za-z0-9]+)?)",
        r"(?m)(pg_[a-z_]+)",
        r"(SELECT [^;]+)",
        r"query=([^']+)'",
        r"(s3://[a-z/-]+[a-z])",
        r"(/var/[a-z/-]+)/",
        r"(?m)^  +([a-zA-Z]+: [A-Za-z0-9/]+)$",
        r#"("npx", "prisma", "migrate", "deploy")"#,
        r"(openssl rand -base64 32|gzip -t|aws s3 cp|ab -n 1000 -c 100|npx prisma migrate deploy|\./scripts/restore\.sh)",
        r"(v1\.\d\.0)",
        r"(ghcr\.io/[a-z/-]+)",
        r"(3001)",
        r"(\d+ concurrent users)",
        r"(test@[a-z.]+)",
        r"(test\.pdf|down\.sql|curl-format\.txt)",
        r"(server/prisma/migrations)",
        r"(RTO)",
    ];
    // Values of secrets go in by --from-file, so that no list of processes shows them; the namespace is a value of the
    // environment, and the image an action's.
    let left = [
        "--from-literal=JWT",
        "--from-literal=REFRESH",
        "--from-literal=DATABASE",
        "--namespace=hse",
        "NEW_IMAGE",
    ];
    let text = TEXT.replace("> ", ">").replace("< ", "<");
    nothing_is_lost("001_", &text, &patterns, &left);
}
