//! PhysioFlow, rehearsed: to its GO with and without migrations, and back from each of its faults.

use super::rehearsed::{comes_back, goes};

#[test]
fn it_goes_with_migrations() {
    goes("physioflow", &[], &["Deployment window communicated (production)"]);
}

#[test]
fn it_goes_without_migrations_in_production() {
    let open = ["Migration files ready", "Rollback scripts ready", "Migration version verified"];
    goes("physioflow", &["--env", "production", "--set", "migrations=no"], &open);
}

#[test]
fn every_scenario_comes_back_by_its_plan() {
    comes_back(
        "physioflow",
        &[
            ("smoke-fails", &["application-and-database", "after-rollback"]),
            ("pods-crash", &["application-and-database", "after-rollback"]),
            ("migration-fails", &["application-and-database", "after-rollback"]),
            ("migration-unrecorded", &["migration", "after-rollback"]),
            ("error-spike", &["application", "after-rollback"]),
            ("slow", &["application", "after-rollback"]),
            ("health-down", &["emergency", "after-rollback"]),
        ],
    );
}
