//! A place of its own for a test: runs, sockets, shell state and a folder to work in, and nothing left at the end.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};
use tempfile::TempDir;

use super::gonogo::Gonogo;

/// How long anything may take before a test gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// The binary under test.
pub const EXE: &str = env!("CARGO_BIN_EXE_gonogo");

/// Waits until `look` sees something.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < until, "{what} does not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// `GONOGO_HOME`, a folder to work in, and a place in memory for shell state.
pub struct Home {
    folder: TempDir,
    memory: TempDir,
}

impl Home {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("work")).unwrap();
        let shared = Path::new("/dev/shm");
        let memory = if shared.is_dir() { TempDir::new_in(shared) } else { TempDir::new() }.unwrap();
        Self { folder, memory }
    }

    /// With a runbook `book.toml` in the folder to work in.
    pub fn with(book: &str) -> Self {
        let home = Self::new();
        home.book("book.toml", book);
        home
    }

    /// Writes a runbook into the folder to work in.
    pub fn book(&self, name: &str, text: &str) {
        std::fs::write(self.work().join(name), text).unwrap();
    }

    /// `GONOGO_HOME`.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The folder to work in.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// Where shell state is kept while a run is open.
    pub fn memory(&self) -> &Path {
        self.memory.path()
    }

    /// The text of a file in the folder to work in; empty where there is none.
    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.work().join(name)).unwrap_or_default()
    }

    /// What makes a process one of this home.
    pub fn env(&self) -> [(&'static str, OsString); 3] {
        [
            ("GONOGO_HOME", self.root().into()),
            ("XDG_RUNTIME_DIR", self.memory().into()),
            ("USER", "tester".into()),
        ]
    }

    /// The binary with these arguments, in the folder to work in.
    pub fn gonogo<const N: usize>(&self, args: [&str; N]) -> Gonogo {
        Gonogo::new().home(self).args(args)
    }

    /// `gonogo run book.toml --headless --json` and more.
    pub fn headless<const N: usize>(&self, more: [&str; N]) -> Gonogo {
        self.gonogo(["run", "book.toml", "--headless", "--json"]).args(more)
    }

    /// Every run's id.
    pub fn runs(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.root().join("state/runs")) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// The id of the only run.
    pub fn run(&self) -> String {
        let runs = self.runs();
        assert_eq!(runs.len(), 1, "{runs:?}");
        runs.into_iter().next().unwrap()
    }

    /// The folder of a run.
    pub fn run_dir(&self, run: &str) -> PathBuf {
        self.root().join("state/runs").join(run)
    }

    /// What an attempt wrote.
    pub fn transcript(&self, run: &str, attempt: &str) -> String {
        let path = self.run_dir(run).join("attempts").join(attempt).join("output");
        String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()
    }

    /// The process id of the run's conductor.
    pub fn conductor(&self, run: &str) -> Option<i32> {
        std::fs::read_to_string(self.run_dir(run).join("lock")).ok()?.trim().parse().ok()
    }

    /// `gonogo show RUN --json`.
    pub fn show(&self, run: &str) -> Value {
        self.gonogo(["show", run, "--json"]).run().exits(0).json()
    }

    /// The print copy as text.
    pub fn print_copy(&self, run: &str) -> String {
        self.gonogo(["export", run]).run().exits(0).stdout
    }

    /// How many events of this kind the run's journal holds.
    pub async fn events(&self, run: &str, kind: &str) -> i64 {
        let options =
            SqliteConnectOptions::new().filename(self.run_dir(run).join("journal.db")).read_only(true);
        let mut connection = options.connect().await.unwrap();
        sqlx::query("SELECT count(*) FROM events WHERE instr(CAST(line AS TEXT), ?) > 0")
            .bind(format!("\"type\":\"{kind}\""))
            .fetch_one(&mut connection)
            .await
            .unwrap()
            .get(0)
    }

    /// Every event of the run's journal, as its line says.
    pub async fn journal(&self, run: &str) -> Vec<Value> {
        let mut reader = gonogo::journal::Journal::open_read_only(&self.run_dir(run)).await.unwrap();
        let lines = reader.lines().await.unwrap();
        lines.iter().map(|line| serde_json::from_slice(line).unwrap()).collect()
    }

    /// A program that runs the binary in this home: for clients in the test's own process.
    pub fn exe(&self) -> PathBuf {
        let path = self.folder.path().join("gonogo");
        if !path.exists() {
            let env = self.env().map(|(name, value)| format!("export {name}='{}'\n", value.display()));
            let script = format!("#!/bin/sh\n{}exec '{EXE}' \"$@\"\n", env.concat());
            // Written by another process: a file that a thread of this one has open can't be executed.
            let written = Command::new("sh")
                .args(["-c", "printf %s \"$1\" >\"$2\" && chmod 700 \"$2\"", "sh", &script])
                .arg(&path)
                .status()
                .unwrap();
            assert!(written.success());
        }
        path
    }

    /// The places as the library knows them.
    pub fn places(&self) -> gonogo::journal::Home {
        gonogo::journal::Home::at(&self.root()).unwrap()
    }

    /// Processes that were started in this home.
    fn processes(&self) -> Vec<i32> {
        let ours = format!("GONOGO_HOME={}", self.root().display());
        let mut found = Vec::new();
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            let environ = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            if environ.split(|byte| *byte == 0).any(|variable| variable == ours.as_bytes()) {
                found.push(pid);
            }
        }
        found
    }
}

/// Sends a signal; whoever is gone already is as good.
pub fn signal(pid: i32, signal: Signal) {
    let _ = kill_process(Pid::from_raw(pid).unwrap(), signal);
}

fn kill(processes: &[i32]) {
    for pid in processes {
        signal(*pid, Signal::KILL);
    }
}

/// Whether the process is there and no zombie.
pub fn is_alive(pid: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with(['Z', 'X']))
}

impl Drop for Home {
    fn drop(&mut self) {
        for pid in self.runs().iter().filter_map(|run| self.conductor(run)).filter(|pid| *pid > 1) {
            if self.processes().contains(&pid) {
                signal(pid, Signal::TERM);
            }
        }
        let gentle = Instant::now() + Duration::from_secs(3);
        loop {
            let left = self.processes();
            if left.is_empty() {
                return;
            }
            if Instant::now() > gentle {
                kill(&left);
                return;
            }
            // Commands outlive their conductor on purpose; nobody waits for them here.
            let conducted = self.runs().iter().filter_map(|run| self.conductor(run)).any(is_alive);
            if !conducted {
                kill(&left);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
