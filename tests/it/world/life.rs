//! How worlds come, go and come back, and what they leave alone.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use gonogo::model::runbook::Runbook;
use gonogo::rehearsal::{RehearsalError, World, WorldOptions};

use super::{Stage, ask, holi_labs, options, small, text};

/// Every file below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(tree(&path));
        } else {
            all.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn nothing_outside_the_folder_changes() {
    let book = small(
        "[[rehearsal.tool]]\nname = \"maker\"\n[[rehearsal.tool.answer]]\nargs = \"*\"\nprint = \"made\"\nmakes = { \"${1}\" = \"x\" }",
    );
    let stage = Stage::new(&book, None);
    let outside = stage.folder.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("kept"), "kept").unwrap();
    let before = tree(&outside);
    let workspace = stage.world.workspace();
    std::os::unix::fs::symlink(&outside, workspace.join("link")).unwrap();
    std::os::unix::fs::symlink(outside.join("kept"), workspace.join("file")).unwrap();
    for path in ["../../outside/a", "link/a", "file", outside.join("a").to_str().unwrap()] {
        let output = stage.bash(&format!("maker {path}"));
        assert!(text(&output.stderr).contains("was not written"), "{path}: {}", text(&output.stderr));
    }
    assert!(stage.bash("cd .. && maker fine; mkdir sub; cd workspace; maker sub/deep/er").status.success());
    assert!(workspace.join("fine").exists() && workspace.join("sub/deep/er").exists());
    assert_eq!(tree(&outside), before);
    for path in tree(stage.folder.path()).keys() {
        assert!(
            path.starts_with(stage.world.folder())
                || path.starts_with(outside.canonicalize().unwrap())
                || path.starts_with(&outside),
            "{path:?}"
        );
    }
}

#[test]
fn worlds_stand_side_by_side_and_are_taken_up_again() {
    let one = Stage::holi(Some("health-down"));
    let two = Stage::holi(None);
    assert_ne!(one.world.port(), two.world.port());
    one.fault();
    assert_eq!((one.get("/api/health").status, two.get("/api/health").status), (503, 200));
    two.ask("POST", "/api/admin/queue/pause", "");
    std::fs::write(two.world.workspace().join("nginx/active.html"), "mine").unwrap();
    let port = two.world.port();
    let requests = two.sum("holi_http_requests_total");

    let Stage { runtime, folder, world } = two;
    runtime.block_on(world.stop());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "the port is free again");
    let world = runtime.block_on(World::start(&holi_labs(), options(folder.path(), None))).unwrap();
    let again = Stage { runtime, folder, world };
    assert_eq!(again.world.port(), port);
    assert_eq!(again.get("/api/admin/queue/stats").json()["paused"], true);
    assert!(again.sum("holi_http_requests_total") >= requests, "a counter fell");
    assert_eq!(std::fs::read_to_string(again.world.workspace().join("nginx/active.html")).unwrap(), "mine");

    let error = again
        .runtime
        .block_on(World::start(&holi_labs(), options(again.folder.path(), Some("slow"))))
        .unwrap_err();
    assert!(matches!(error, RehearsalError::OtherWorld { .. }), "{error}");
}

#[test]
fn an_unknown_scenario_is_refused_with_those_that_exist() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let start = |book: &Runbook, scenario| {
        runtime.block_on(World::start(book, options(folder.path(), scenario))).unwrap_err()
    };
    let error = start(&holi_labs(), Some("meteor")).to_string();
    assert_eq!(
        error,
        "there is no scenario `meteor`; this runbook has health-down, error-spike, slow, smoke-fails, migration-fails, pods-crash"
    );
    assert!(start(&small(""), Some("slow")).to_string().contains("has none"));
    let wrong = start(&small("[[rehearsal.file]]\npath = \"../x\""), None);
    assert!(wrong.to_string().contains("leaves the workspace"), "{wrong}");
    assert!(!folder.path().join("world").exists(), "a refused world leaves nothing");
}

#[test]
fn a_taken_port_is_no_obstacle() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = WorldOptions { port: Some(port), ..options(folder.path(), None) };
    let world = runtime.block_on(World::start(&small(""), options)).unwrap();
    assert_ne!(world.port(), port);
    assert_eq!(ask(world.port(), "GET", "/metrics", "").status, 200);
}
