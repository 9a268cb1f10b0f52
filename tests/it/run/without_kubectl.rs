//! Rehearsals on a host that has no `kubectl`: they need nothing but gonogo and bash.

use super::home::Home;
use crate::world::path_without_kubectl;

fn ends(id: &str, more: &[&str], outcome: &str, code: i32) {
    let home = Home::new();
    let path = path_without_kubectl(&home.work());
    home.gonogo(["rehearse", id, "--headless", "--signer", "Test Driver", "--json", "--speed", "240"])
        .args(more.iter().copied())
        .env("PATH", path)
        .run()
        .ended(outcome, code);
}

#[test]
fn the_clusters_runbooks_go() {
    for id in ["hse-digital", "physioflow", "tenant-provisioning", "case-management"] {
        ends(id, &[], "go", 0);
    }
}

#[test]
fn faults_are_rolled_back() {
    ends("hse-digital", &["--scenario", "pods-crash"], "rolled-back", 3);
    ends("physioflow", &["--scenario", "pods-crash"], "rolled-back", 3);
}
