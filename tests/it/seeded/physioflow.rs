//! `PhysioFlow`.

use super::{lints_clean, nothing_is_lost, nothing_is_written_out, print_lines};

const TEXT: &str = include_str!("../../../runbooks/physioflow.toml");

#[test]
fn every_part_is_there() {
    let book = lints_clean("physioflow.toml", TEXT);
    nothing_is_written_out(&book);
    let steps: Vec<(&str, usize)> = book.phase.iter().map(|p| (p.id.as_str(), p.step.len())).collect();
    let expected = [
        ("checklist", 8),
        ("images", 3),
        ("migration-preparation", 3),
        ("deployment", 6),
        ("verification", 6),
        ("backup-retention", 3),
    ];
    assert_eq!(steps, expected);
    let names: Vec<&str> = book.environment.keys().map(gonogo::model::ids::EnvironmentName::as_str).collect();
    assert_eq!(names, ["dev", "staging", "production"]);
    let plans: Vec<&str> = book.plan.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!(
        plans,
        ["application", "application-and-database", "migration", "emergency", "after-rollback"]
    );
    assert!(book.plan[1].warning.is_some() && book.plan[2].warning.is_some());
    assert_eq!((book.trouble.len(), book.severity.len(), book.clock.len()), (6, 4, 2));
    assert_eq!((book.contact.len(), book.metric.len(), book.guard.len()), (5, 3, 2));
    assert_eq!(print_lines(&book), [8, 3, 3, 6, 4]);
}

#[test]
fn nothing_of_the_seed_is_missing() {
    let patterns = [
        r"https?://([a-z0-9.-]+\.[a-z]+)",
        r"(\d+\.\d+\.\d+\.\d+)",
        r"(?m)^### (?:Issue: )?(?:\d\. |[A-D]\. )?([A-Z][A-Za-z0-9 -]+?)$",
        r"(?m)^### Scenario \d: ([A-Z][a-z]+)",
        r"(?m)^- ([A-Z][A-Za-z ]{6,})$",
        r"([a-z0-9-]+\.(?:sh|sql|json|yaml|local))",
        r"`(#[a-z-]+)`",
        r"(P[0-3]) ?\(",
        r"(?m)^   - ([A-Z][a-zA-Z-]+ [A-Za-z -]+)$",
        r"kubectl ((?:apply|create|delete|describe|exec|get|logs|patch|port|rollout|run|scale)\b)",
        r"(NEXT_PUBLIC_[A-Z_]+)",
        r"(SELECT [^\n;]+)",
        r"(/[a-z]+/[a-z-]+/[a-z/.-]+)",
        r"([><]\d+%)",
        r"(?m)^\| ([A-Z][A-Za-z -]+?) +\|",
        r"(--[a-z-]{3,})",
        r"\((\d+-\d+ (?:minutes|hours))\)",
        r"(?i)respond (within \d+ (?:minutes|hour))",
        r"(?m)^   - ([A-Z][a-z]+ [a-z][A-Za-z -]+)$",
        r"(ORDER BY [^;\n]+)",
        r"(ab -n \d+ -c \d+)",
    ];
    let left = [
        // Paths and a literal of the writer's own machine are inputs.
        "/home/dang/dev/physioflow/infrastructure/db/migrations/rollback/",
        "password-from-infrastructure.yaml",
        // The view has no column `tablename`.
        "SELECT schemaname, tablename, n_live_tup",
        // In words.
        "<50%",
        ">50%",
    ];
    nothing_is_lost("003_", TEXT, &patterns, &left);
    for words in
        ["relname AS tablename, n_live_tup", "degraded by more than 50%", "degraded by less than 50%"]
    {
        assert!(TEXT.contains(words), "{words}");
    }
}
