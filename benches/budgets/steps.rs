//! What a step costs over its command: shim, shell state, journal with fsync, socket.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gonogo::exec::{AttemptSpec, Launcher, wait};

use super::client::Client;
use super::home::{BenchHome, gonogo};
use super::sample::{median, ms, over, timed};
use super::table::Table;

const STEPS: usize = 60;

fn book() -> String {
    let mut text =
        "format = 1\nid = \"bench\"\ntitle = \"Bench\"\n[[phase]]\nid = \"go\"\ntitle = \"Go\"\n".to_owned();
    for at in 0..STEPS {
        let _ = write!(text, "[[phase.step]]\nid = \"s{at}\"\ntitle = \"Step {at}\"\nrun = \"true\"\n");
    }
    text
}

/// One attempt under a shim, without conductor or journal.
fn alone(home: &BenchHome, folder: &Path, at: usize) -> Duration {
    let spec = AttemptSpec {
        dir: folder.join(format!("attempt{at}")),
        state_dir: folder.join("state"),
        body: "true".to_owned(),
        cwd: folder.to_path_buf(),
        env: Vec::new(),
        set: Vec::new(),
        secrets: Vec::new(),
        terminal: None,
        timeout: None,
        grace: Duration::from_secs(1),
    };
    let launcher = Launcher { exe: gonogo() };
    let started = Instant::now();
    home.runtime.block_on(async {
        launcher.launch(&spec).await.unwrap();
        wait(&spec.dir).await.unwrap();
    });
    started.elapsed()
}

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let file = home.path().join("step.bash");
    std::fs::write(&file, "true\n").unwrap();
    let run = home.run(&book());
    let conducting = home.conduct(&run);
    let mut client = Client::attach(&home, &conducting);
    let (mut peers, mut shims, mut steps) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..STEPS {
        peers.push(timed(|| assert!(Command::new("bash").arg(&file).status().unwrap().success())).1);
        shims.push(alone(&home, home.path(), at));
        steps.push(timed(|| client.run(&format!("s{at}"))).1);
    }
    let peer = median(peers);
    let limit = peer + Duration::from_millis(15);
    for (what, all, budget) in [
        ("a step `true`, from the wish to its end on the socket", steps, "≤ 15 ms over"),
        ("of that, shim and shell state alone", shims, ""),
    ] {
        let ours = median(all);
        table.add(
            what,
            (ms(ours), format!("{} `bash FILE`", ms(peer))),
            over(ours, peer),
            budget,
            (!budget.is_empty()).then_some(ours <= limit),
        );
    }
}
