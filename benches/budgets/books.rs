//! A runbook of ten thousand steps: loaded, linted, shown.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use gonogo::checks::KINDS;
use gonogo::runbook::load;

use super::home::{BenchHome, gonogo};
use super::pty::Pty;
use super::sample::{median, ms, timed};
use super::table::Table;

const PHASES: usize = 100;
const STEPS: usize = 100;

fn book() -> String {
    let mut text = "format = 1\nid = \"bench\"\ntitle = \"Bench\"\n".to_owned();
    for phase in 0..PHASES {
        let _ = write!(text, "[[phase]]\nid = \"p{phase}\"\ntitle = \"Phase {phase}\"\n");
        for step in 0..STEPS {
            let _ = write!(
                text,
                "[[phase.step]]\nid = \"p{phase}-s{step}\"\ntitle = \"Step {step} of phase {phase}\"\n\
                 text = \"Say what it is for.\"\nrisk = \"low\"\ntakes = \"2m\"\n\
                 run = \"echo {step} of {phase}\"\n[[phase.step.check]]\nname = \"It is there\"\n\
                 probe.file = {{ path = \"/etc/hostname\", min_size = \"1 B\" }}\n"
            );
        }
    }
    text
}

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let text = book();
    let file = home.path().join("bench.toml");
    std::fs::write(&file, &text).unwrap();
    let (mut loads, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        peers.push(timed(|| toml::from_str::<toml::Table>(&text).unwrap()).1);
        loads.push(timed(|| load("bench.toml", &text, KINDS).unwrap()).1);
    }
    let (loaded, peer) = (median(loads), median(peers));
    let run = home.run(&text);
    let _conducting = home.conduct(&run);
    let frames: Vec<Duration> = (0..7)
        .map(|_| Pty::start(&gonogo(), &["attach", run.as_str()], home.path()).shows("Step 0 of phase 0"))
        .collect();
    let shown = median(frames);
    let beside = || format!("{} `toml` alone, {:.1} MB", ms(peer), text.len() as f64 / 1e6);
    table.add(
        "runbook of 10,000 steps: load and lint",
        (ms(loaded), beside()),
        String::new(),
        "≤ 200 ms with the first frame",
        Some(loaded + shown <= Duration::from_millis(200)),
    );
    table.add(
        "the same: first frame, attached to a running conductor",
        (ms(shown), String::new()),
        format!("together {}", ms(loaded + shown)),
        "",
        None,
    );
    let check = || {
        let done = Command::new(gonogo()).arg("check").arg(&file).stdout(Stdio::null()).status();
        assert!(done.unwrap().success());
    };
    let ((), checked) = timed(check);
    table.add(
        "the same: `gonogo check`, bash asked about every command",
        (ms(checked), String::new()),
        "once".to_owned(),
        "",
        None,
    );
}
