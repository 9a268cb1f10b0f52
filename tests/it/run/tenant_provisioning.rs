//! The tenant provisioning, rehearsed: to its GO on each platform, and back from each of its faults.

use super::rehearsed::{comes_back, goes};

#[test]
fn it_goes_on_kubernetes() {
    goes("tenant-provisioning", &[], &[]);
}

#[test]
fn it_goes_with_docker_compose() {
    goes("tenant-provisioning", &["--choose", "platform=compose"], &[]);
}

#[test]
fn it_goes_with_docker_alone() {
    goes("tenant-provisioning", &["--choose", "platform=docker"], &[]);
}

#[test]
fn every_scenario_comes_back_by_its_plan() {
    comes_back(
        "tenant-provisioning",
        &[
            ("migration-fails", &["database", "after-rollback"]),
            ("pods-crash", &["application", "after-rollback"]),
            ("bad-config", &["application", "after-rollback"]),
            ("database-down", &["full", "database", "after-rollback"]),
            ("error-spike", &["application", "after-rollback"]),
            ("slow", &["application", "after-rollback"]),
            ("tenant-fails", &["partial", "after-rollback"]),
        ],
    );
}
