//! PhysioFlow, rehearsed: to its GO with and without migrations, and back from each of its faults.

use super::rehearsed::{comes_back, goes};

#[test]
fn it_goes_with_migrations() {
    goes("physioflow", &[], &[]);
}

#[test]
fn it_goes_without_migrations_in_production() {
    goes("physioflow", &["--env", "production", "--set", "migrations=no"], &[]);
}

#[test]
fn every_scenario_comes_back_by_its_plan() {
    comes_back(
        "physioflow",
        &[
            ("smoke-fails", &["application-and-database"]),
            ("pods-crash", &["application-and-database"]),
            ("migration-fails", &["application-and-database"]),
            ("migration-unrecorded", &["migration"]),
            ("error-spike", &["application"]),
            ("slow", &["application"]),
            ("health-down", &["emergency"]),
        ],
    );
}
