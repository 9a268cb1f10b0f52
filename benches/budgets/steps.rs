//! What a step costs over its command: shim, shell state, journal with fsync, socket.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gonogo::exec::{AttemptSpec, Launcher, forget_state, state_place, wait};

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
fn alone(home: &BenchHome, folder: &Path, state: &Path, at: usize) -> Duration {
    let spec = AttemptSpec {
        dir: folder.join(format!("attempt{at}")),
        state_dir: state.to_path_buf(),
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

/// What the disk takes for a page that must be safe; a step waits for several.
fn fsync(folder: &Path) -> Duration {
    let mut file = File::options().create(true).append(true).open(folder.join("fsync")).unwrap();
    file.write_all(&[7; 4096]).unwrap();
    timed(|| file.sync_all().unwrap()).1
}

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let file = home.path().join("step.bash");
    std::fs::write(&file, "true\n").unwrap();
    let run = home.run(&book());
    let conducting = home.conduct(&run);
    let mut client = Client::attach(&home, &conducting);
    let state = state_place("bench", home.path()).unwrap();
    let (mut peers, mut shims, mut steps, mut syncs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for at in 0..STEPS {
        peers.push(timed(|| assert!(Command::new("bash").arg(&file).status().unwrap().success())).1);
        shims.push(alone(&home, home.path(), &state, at));
        syncs.push(fsync(home.path()));
        steps.push(timed(|| client.run(&format!("s{at}"))).1);
    }
    forget_state(&state).unwrap();
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
    table.add(
        "one fsync of 4 KiB on this disk, for comparison",
        (String::new(), ms(median(syncs))),
        String::new(),
        "",
        None,
    );
}
