//! A million lines from a command, and the memory that they take.

use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::client::Client;
use super::home::{BenchHome, Conducting, status_kib};
use super::sample::{median, ms, timed, times};
use super::table::Table;

const ROUNDS: usize = 5;
const LIMIT_KIB: u64 = 64 * 1024;

/// 1,000,000 lines of 100 bytes: from a program that formats each, and from one that only copies.
const COMMANDS: [(&str, &str); 2] =
    [("seq", "seq -f 'line %094.0f' 1000000"), ("cat", "cat \"$BENCH_LINES\"")];

fn book(lines: &Path) -> String {
    let mut text =
        "format = 1\nid = \"bench\"\ntitle = \"Bench\"\n[[phase]]\nid = \"go\"\ntitle = \"Go\"\n".to_owned();
    for (name, command) in COMMANDS {
        let command = command.replace("$BENCH_LINES", &lines.display().to_string());
        for at in 0..ROUNDS {
            let _ = write!(
                text,
                "[[phase.step]]\nid = \"{name}{at}\"\ntitle = \"{name} {at}\"\nrun = '''{command}'''\n"
            );
        }
    }
    text
}

/// The greatest memory of the shims of a home, looked up while they run.
struct Shims {
    stop: Arc<AtomicBool>,
    most: Arc<AtomicU64>,
}

impl Shims {
    fn of(home: &Path) -> Self {
        let (stop, most) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let home = home.display().to_string();
        let (stopped, found) = (Arc::clone(&stop), Arc::clone(&most));
        std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                for pid in std::fs::read_dir("/proc").unwrap().flatten() {
                    let Some(pid) = pid.file_name().to_str().and_then(|name| name.parse().ok()) else {
                        continue;
                    };
                    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
                    let line = String::from_utf8_lossy(&line);
                    if line.contains(gonogo::exec::shim::VERB) && line.contains(&home) {
                        found.fetch_max(status_kib(pid, "VmHWM").unwrap_or(0), Ordering::Relaxed);
                    }
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        Self { stop, most }
    }

    fn most(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.most.load(Ordering::Relaxed)
    }
}

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let lines = home.path().join("lines");
    let into = File::create(&lines).unwrap();
    let made = Command::new("seq").args(["-f", "line %094.0f", "1000000"]).stdout(into).status();
    assert!(made.unwrap().success());
    assert_eq!(std::fs::metadata(&lines).unwrap().len(), 100_000_000);
    let run = home.run(&book(&lines));
    let conducting = home.conduct(&run);
    let mut client = Client::attach(&home, &conducting);
    let shims = Shims::of(home.path());
    for (name, command) in COMMANDS {
        compare(table, &home, &mut client, (name, command), &lines);
    }
    memory(table, shims.most(), &conducting);
}

fn compare(
    table: &mut Table,
    home: &BenchHome,
    client: &mut Client<'_>,
    command: (&str, &str),
    lines: &Path,
) {
    let (name, command) = command;
    let file = home.path().join("lines.bash");
    std::fs::write(&file, command).unwrap();
    let out = home.path().join("out");
    let (mut peers, mut ours) = (Vec::new(), Vec::new());
    for at in 0..ROUNDS {
        let bash = || {
            let mut bash = Command::new("bash");
            bash.arg(&file).env("BENCH_LINES", lines).stdout(File::create(&out).unwrap());
            assert!(bash.status().unwrap().success());
        };
        peers.push(timed(bash).1);
        ours.push(timed(|| client.run(&format!("{name}{at}"))).1);
    }
    let (ours, peer) = (median(ours), median(peers));
    let ratio = times(ours, peer);
    table.add(
        &format!("1,000,000 lines (100 MB) by `{name}`"),
        (ms(ours), format!("{} `bash FILE > out`", ms(peer))),
        format!("{ratio:.2} ×"),
        "≤ 1.3 ×",
        Some(ratio <= 1.3),
    );
}

fn memory(table: &mut Table, shim: u64, conducting: &Conducting) {
    let conductor = status_kib(conducting.pid(), "VmHWM").unwrap_or(0);
    for (what, kib) in [("shim", shim), ("conductor", conductor)] {
        assert!(kib > 0, "the {what} was not seen");
        table.add(
            &format!("memory of the {what} meanwhile, at most"),
            (format!("{:.1} MiB", kib as f64 / 1024.0), String::new()),
            String::new(),
            "≤ 64 MiB",
            Some(kib <= LIMIT_KIB),
        );
    }
}
