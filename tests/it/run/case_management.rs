//! The Case Management runbook, rehearsed.

use super::rehearsed::{comes_back, goes};

#[test]
fn it_goes() {
    let left = goes("case-management", &[], &[]);
    assert_eq!(left.shown["inputs"]["production_database_url"], "***");
    let polled = left.copy.matches("3.1 Manual approval").count();
    assert!(polled > 0, "{}", left.copy);
}

#[test]
fn every_scenario_comes_back_by_its_plan() {
    comes_back(
        "case-management",
        &[
            ("migration-fails", &["database", "post-rollback"]),
            ("data-corruption", &["data-corruption", "post-rollback"]),
            ("pipeline-fails", &["immediate", "post-rollback"]),
            ("health-down", &["immediate", "post-rollback"]),
            ("error-spike", &["immediate", "post-rollback"]),
            ("database-down", &["immediate", "post-rollback"]),
            ("redis-down", &["immediate", "post-rollback"]),
            ("critical-path-fails", &["immediate", "post-rollback"]),
        ],
    );
}
