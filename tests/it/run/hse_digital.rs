//! The HSE Digital runbook, rehearsed.

use super::home::Home;
use super::rehearsed::{comes_back, goes, rehearse, text};

#[test]
fn it_goes_by_slots_and_by_a_single_deployment() {
    let left = goes("hse-digital", &[], &[]);
    assert_eq!(left.shown["inputs"]["new_database_url"], "***");
    let single = ["--set", "layout=single", "--choose", "migrations=downtime"];
    goes("hse-digital", &single, &["Traffic switched"]);
}

#[test]
fn every_scenario_comes_back_by_its_plan() {
    comes_back(
        "hse-digital",
        &[
            ("pods-crash", &["revision", "after-rollback"]),
            ("migration-fails", &["failed-migration", "quick", "after-rollback"]),
            ("smoke-fails", &["quick", "after-rollback"]),
            ("health-down", &["quick", "after-rollback"]),
            ("error-spike", &["quick", "after-rollback"]),
            ("slow", &["quick", "after-rollback"]),
            ("app-incompatible", &["incompatible", "quick", "after-rollback"]),
        ],
    );
}

/// No failure offers these two by itself: here one does.
#[test]
fn the_database_and_full_rollbacks_work() {
    for plan in ["database", "full"] {
        let home = Home::new();
        let book =
            text("hse-digital").replace("on_failure = \"incompatible\"", &format!("on_failure = \"{plan}\""));
        home.book("book.toml", &book);
        let left = rehearse(&home, "book.toml", &["--scenario", "app-incompatible"], "rolled-back", 3);
        assert_eq!(left.shown["plans"][0]["id"], plan);
    }
}
