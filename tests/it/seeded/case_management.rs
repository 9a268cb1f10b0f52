//! The case management system.

use gonogo::model::runbook::Runbook;
use gonogo::model::span::Span;

use super::{lints_clean, nothing_is_lost, nothing_is_written_out, print_lines};

const TEXT: &str = include_str!("../../../runbooks/case-management.toml");

#[test]
fn every_part_is_there() {
    let book = lints_clean("case-management.toml", TEXT);
    nothing_is_written_out(&book);
    let minutes = |time: Option<Span>| time.map(|it| it.duration().as_secs() / 60);
    let phases: Vec<(&str, usize, Option<u64>)> =
        book.phase.iter().map(|p| (p.id.as_str(), p.step.len(), minutes(p.budget))).collect();
    let expected = [
        ("code-readiness", 6, None),
        ("infrastructure-readiness", 6, None),
        ("business-readiness", 4, None),
        ("pre-deployment", 6, Some(15)),
        ("database-migration", 2, Some(10)),
        ("application-deployment", 6, Some(20)),
        ("post-validation", 13, Some(15)),
        ("within-1-hour", 4, None),
        ("within-24-hours", 4, None),
        ("within-1-week", 4, None),
    ];
    assert_eq!(phases, expected);
    let plans: Vec<&str> = book.plan.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!(plans, ["immediate", "database", "data-corruption", "post-rollback"]);
    assert!(book.plan[1].warning.is_some() && book.plan[2].warning.is_some());
    assert_eq!((book.metric.len(), book.log.len(), book.trouble.len()), (5, 2, 2));
    assert_eq!((book.contact.len(), book.escalation.len(), book.vendor.len()), (6, 4, 3));
    assert_eq!((book.link.len(), book.note.len()), (5, 1));
    assert_eq!(print_lines(&book), [6, 6, 4, 4, 2, 4, 8, 4, 4, 4, 4]);
}

#[test]
fn approval_triggers_and_promises_are_what_the_document_says() {
    let book: Runbook = toml::from_str(TEXT).unwrap();
    let gate = book.steps().find_map(|step| step.gate.as_ref()).unwrap();
    assert_eq!(gate.roles.len(), 3);
    let seconds = |time: Span| time.duration().as_secs();
    let triggers: Vec<(&str, u64, bool)> = book
        .guard
        .iter()
        .map(|it| {
            let starts = it.then.start.as_ref().is_some_and(|plan| plan.as_str() == "immediate");
            (it.id.as_ref().unwrap().as_str(), seconds(it.held), starts)
        })
        .collect();
    let expected = [
        ("api-health", 120, true),
        ("site-health", 120, true),
        ("error-rate-10", 60, true),
        ("database-down", 30, true),
        ("redis-down", 30, true),
    ];
    assert_eq!(triggers, expected);
    let clocks: Vec<(&str, u64)> = book.clock.iter().map(|it| (it.id.as_str(), seconds(it.within))).collect();
    assert_eq!(clocks, [("rollback-initiated", 300), ("rollback-complete", 600), ("mttr", 900)]);
    let ids: Vec<&str> = book.severity.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["production-down", "data-corruption"]);
    for severity in &book.severity {
        let after: Vec<u64> = severity.escalate.iter().map(|it| seconds(it.after)).collect();
        assert_eq!(after, [0, 900, 1800, 1800], "{}", severity.id);
    }
}

#[test]
fn nothing_of_the_seed_is_missing() {
    let patterns = [
        r"(?m)^#### (\d\.\d [A-Za-z -]+)$",
        r"(?m)^### (Phase \d: [A-Za-z -]+) \(",
        r"(?m)^### ([A-Z][A-Za-z -]+)$",
        r"\((\d+ minutes)\)",
        r"(?m)^- \[ \] (.+)$",
        r"(?m)^   - ([A-Z][^\n(]+)",
        r"(?m)^- \*\*[A-Z][A-Za-z ]+\*\*: ([A-Z][^,\n]+)",
        r"(?m)^\*\*(?:Owner|Version|Last Updated|Review Schedule)\*\*: ([A-Za-z0-9.-]+)",
        r"(?m)^\d\. \*\*(L\d)\*\*: ",
        r"(?m)^\d\. \*\*L\d\*\*: ([^(\n]+)",
        r"- \*\*([A-Z][A-Za-z -]+)\*\*",
        r"(?:Slack |to )([@#][a-z]+-[a-z]+)",
        r"- \[([A-Z][^\]]+)\]\(\.",
        r"\]\((\.[^)]+)\)",
        r"(?:yourdomain\.com|sendgrid\.com)(/[a-z/0-9]+)",
        r"([<>]\d+(?:%|ms|s)) ?",
        r"\b([A-Z0-9]+(?:_[A-Z0-9]+)+)\b",
        r"(npm run [a-z:-]+|npx prisma [a-z ]+[a-z]|npx lighthouse)",
        r"(git (?:checkout main|pull origin main|merge --no-ff|tag -a|tag -l))",
        r#"(gh (?:workflow run "[A-Za-z/ ]+" --ref main|pr view --web))"#,
        r"(kubectl (?:rollout [a-z]+|logs -l app=[a-z-]+ --tail=100|get [a-z]+))",
        r"(aws s3 sync|pg_dump|pg_restore|redis-cli -u|ping|ANALYZE;)",
        r"(SELECT version\(\), current_timestamp;)",
        r"(n_tup_ins - n_tup_del|pg_stat_user_tables|row_count|pg_stat_database|case_management)",
        r"(numbackends|xact_commit|xact_rollback|tup_returned|tup_fetched)",
        r"(--(?:no-ff|ref main|rolled|force --skip-seed|output json|file=[a-z/.-]+|output-path [a-z.-]+))",
        r"(case-management-(?:backend|frontend))",
        r"(lighthouse-prod\.json|test-document\.pdf|curl-format\.txt|verification-queries\.sql)",
        r"(emergency-backup-|error_rate|response_time)",
        r"(test@example\.com)",
        r"(\d-\d+ minutes)",
    ];
    let text = TEXT.replace("> ", ">").replace("< ", "<");
    // Its mis-decoded UTF-8; the line stands below.
    let left = ["Performance tests passed (Lighthouse score \u{e2}\u{2030}\u{a5}95)"];
    assert!(text.contains("Performance tests passed (Lighthouse score \u{2265}95)"));
    nothing_is_lost("002_", &text, &patterns, &left);
}
