//! From the start of the program to the first text on the terminal.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::home::{BenchHome, gonogo};
use super::pty::Pty;
use super::sample::{median, ms, over};
use super::table::Table;

const BOOK: &str = r#"
format = 1
id = "bench"
title = "Bench"
[[phase]]
id = "go"
title = "Go"
[[phase.step]]
id = "hello"
title = "Say hello"
run = "true"
"#;

const TEXT: &str = "Say hello";

/// The empty program, built here since a bench knows no other bench's file.
pub fn empty() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--release", "--example", "empty"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success());
    gonogo().with_file_name("examples").join("empty")
}

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let empty = empty();
    let run = home.run(BOOK);
    let _conducting = home.conduct(&run);
    let idle = home.run(BOOK);
    let (mut peers, mut ours, mut cold) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..16 {
        let peer = Pty::start(&empty, &[], home.path()).shows(TEXT);
        let attached = Pty::start(&gonogo(), &["attach", run.as_str()], home.path()).shows(TEXT);
        let from_nothing = Pty::start(&gonogo(), &["attach", idle.as_str()], home.path()).shows(TEXT);
        home.stop(&idle);
        // The first round finds nothing in the page cache.
        if round > 0 {
            peers.push(peer);
            ours.push(attached);
            cold.push(from_nothing);
        }
    }
    let peer = median(peers);
    for (what, all) in [
        ("first frame, attached to a running conductor", ours),
        ("first frame, conductor started first", cold),
    ] {
        let ours = median(all);
        table.add(
            what,
            (ms(ours), format!("{} empty ratatui program", ms(peer))),
            over(ours, peer),
            "≤ 60 ms over",
            Some(ours <= peer + Duration::from_millis(60)),
        );
    }
}
