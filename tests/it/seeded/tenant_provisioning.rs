//! The tenant provisioning.

use super::{lints_clean, nothing_is_lost, nothing_is_written_out, print_lines};

const TEXT: &str = include_str!("../../../runbooks/tenant-provisioning.toml");

#[test]
fn every_part_is_there() {
    let book = lints_clean("tenant-provisioning.toml", TEXT);
    nothing_is_written_out(&book);
    let steps: Vec<(&str, usize)> = book.phase.iter().map(|p| (p.id.as_str(), p.step.len())).collect();
    let expected = [
        ("preparation", 10),
        ("environment", 1),
        ("database", 2),
        ("monitoring", 4),
        ("image", 3),
        ("announcement", 3),
        ("deployment", 15),
        ("maintenance", 4),
        ("completion", 3),
        ("operations", 4),
    ];
    assert_eq!(steps, expected);
    let platform = book.steps().find(|step| step.id.as_str() == "platform").unwrap();
    let variants: Vec<(&str, usize)> =
        platform.variant.iter().map(|it| (it.id.as_str(), it.check.len())).collect();
    assert_eq!(variants, [("kubernetes", 8), ("compose", 4), ("docker", 1)]);
    let plans: Vec<&str> = book.plan.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!(plans, ["application", "full", "database", "partial", "after-rollback"]);
    assert_eq!((book.metric.len(), book.guard.len(), book.trouble.len()), (15, 3, 7));
    assert_eq!((book.severity.len(), book.contact.len(), book.maintenance.len()), (1, 4, 1));
    assert_eq!((book.severity[0].step.len(), book.clock.len()), (6, 2));
    assert_eq!(book.maintenance[0].tasks.len(), 4);
    assert_eq!(print_lines(&book), [10, 5, 11, 5, 4]);
}

#[test]
fn nothing_of_the_seed_is_missing() {
    let patterns = [
        r"(?m)^- \[ \] ([A-Za-z ]+?)(?::.*| \(optional\))?$",
        r"([a-z0-9-]+\.(?:com|org))\b",
        r"([a-z]+@[a-z.-]+\.[a-z]+)",
        r"(?m)^([A-Z_]+)=",
        r"(?m)^([a-z]+_[a-z_]+)(?:\{[^}]*\})?$",
        r"alert: ([A-Za-z]+)",
        r"(?m)^# \d\. ([A-Z][A-Za-z ]+)$",
        r"(npm (?:run )?[a-z:0-9]+)",
        r"(CONFIG SET [a-z-]+)",
        r"(ALTER SYSTEM SET [a-z_]+ = [^;]+)",
        r"kubectl ((?:apply|create|delete|describe|exec|get|logs|patch|port|rollout|run|scale)\b)",
        r"(bull:provisioning[:a-z*]*)",
        r"(?m)^\*\*Scenario: ([A-Z][A-Za-z ]+)\*\*",
        r"\(((?:\d+ min)|(?:next business day))\)",
        r"(\d\d:\d\d - \d\d:\d\d)",
        r"(?m)^    - ([A-Z][A-Za-z ]+)",
        r"([A-Z]+\.md)",
        r"(\d+\+? tenants/day)",
        r"(\d(?:[0-9m-]*)(?:Mi|Gi|m)\b)",
        r"([a-z]+:\d+-alpine)",
        r"-mtime (\+\d+)",
        r"((?:initialDelay|period|timeout)Seconds: \d+)",
        r"((?:interval|timeout|retries|start_period): \d+s?)\b",
        r"((?:max|min)(?:Surge|Unavailable|Replicas): \d+)",
        r"(averageUtilization: \d+)",
        r"expr: ([a-z_]+ > \d+)",
        r"(?m)^- [A-Z][a-z]+ (email|status page|audit logs|completion notification)",
    ];
    // A variable of the seed's own script: the runbook's is BACKUP_FILE.
    nothing_is_lost("004_", TEXT, &patterns, &["TIMESTAMP"]);
}
