//! The tenant provisioning, rehearsed: to its GO on each platform, and back from each of its faults.

use super::rehearsed::{Faulty, goes, roll_back};

#[test]
fn it_goes_on_kubernetes() {
    goes("tenant-provisioning", &[]);
}

#[test]
fn it_goes_with_docker_compose() {
    goes("tenant-provisioning", &["--choose", "platform=compose"]);
}

#[test]
fn it_goes_with_docker_alone() {
    goes("tenant-provisioning", &["--choose", "platform=docker"]);
}

#[test]
fn each_fault_ends_by_its_plan() {
    let rollout = Some("kubernetes-deploy");
    roll_back(
        "tenant-provisioning",
        &[
            Faulty { scenario: "migration-fails", plan: "database", step: Some("migrations") },
            Faulty { scenario: "pods-crash", plan: "application", step: rollout },
            Faulty { scenario: "bad-config", plan: "application", step: rollout },
            Faulty { scenario: "database-down", plan: "full", step: Some("database-health") },
            Faulty { scenario: "error-spike", plan: "application", step: None },
            Faulty { scenario: "slow", plan: "application", step: None },
            Faulty { scenario: "tenant-fails", plan: "partial", step: Some("provisioning-check") },
        ],
    );
}
