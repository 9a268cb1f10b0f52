//! PhysioFlow, rehearsed: to its GO with and without migrations, and back from each of its faults.

use super::rehearsed::{Faulty, goes, roll_back};

#[test]
fn it_goes_with_migrations() {
    goes("physioflow", &[]);
}

#[test]
fn it_goes_without_migrations_in_production() {
    goes("physioflow", &["--env", "production", "--set", "migrations=no"]);
}

#[test]
fn each_fault_ends_by_its_plan() {
    let deploy = Some("deploy-with-migration");
    roll_back(
        "physioflow",
        &[
            Faulty { scenario: "smoke-fails", plan: "application-and-database", step: deploy },
            Faulty { scenario: "pods-crash", plan: "application-and-database", step: deploy },
            Faulty { scenario: "migration-fails", plan: "application-and-database", step: deploy },
            Faulty { scenario: "migration-unrecorded", plan: "migration", step: Some("verify-migration") },
            Faulty { scenario: "error-spike", plan: "application", step: None },
            Faulty { scenario: "slow", plan: "application", step: None },
            Faulty { scenario: "health-down", plan: "emergency", step: Some("health-after") },
        ],
    );
}
