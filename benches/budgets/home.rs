//! A home of the bench's own, with runs and their detached conductors.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gonogo::checks::KINDS;
use gonogo::conductor::{NewRun, RunFolder, create};
use gonogo::journal::Home;
use gonogo::model::ids::{Person, RunId};
use gonogo::model::stamp::Stamp;
use gonogo::runbook::load;
use gonogo::session::{self, client, v0::V0};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub const DRIVER: &str = "bench";

/// The program that is measured, built as it is released.
pub fn gonogo() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_gonogo"))
}

/// A folder beside the build, so on a disk where fsync costs what it costs.
pub fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

pub fn now() -> Stamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Stamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

pub struct BenchHome {
    dir: TempDir,
    pub home: Home,
    pub runtime: Runtime,
}

impl BenchHome {
    pub fn new() -> Self {
        let dir = folder();
        let home = Home::at(dir.path()).unwrap();
        Self { dir, home, runtime: runtime() }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// A new run of `text`; nobody conducts it yet.
    pub fn run(&self, text: &str) -> RunId {
        let loaded = load("bench.toml", text, KINDS).unwrap();
        let new = NewRun {
            book: loaded.book,
            text: loaded.text,
            sha256: loaded.sha256,
            environment: None,
            values: BTreeMap::new(),
            planned: None,
            driver: Person::new(DRIVER),
            headless: false,
            folder: self.path().to_path_buf(),
            rehearsal: None,
        };
        self.runtime.block_on(create(&self.home, new, now())).unwrap()
    }

    pub fn folder_of(&self, run: &RunId) -> RunFolder {
        RunFolder::of(&self.home, run).unwrap()
    }

    /// Starts the run's conductor as a client would.
    pub fn conduct(&self, run: &RunId) -> Conducting {
        let mut child = Command::new(gonogo())
            .args([session::VERB, run.as_str()])
            .env("GONOGO_HOME", self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "ready");
        Conducting { child, socket: self.home.socket(run.as_str()).unwrap() }
    }

    /// Stops whatever conducts the run, also what a client has started.
    pub fn stop(&self, run: &RunId) {
        let socket = self.home.socket(run.as_str()).unwrap();
        let _ = self.runtime.block_on(client::ask_v0(&socket, &V0::Stop));
        let deadline = Instant::now() + Duration::from_secs(10);
        while gonogo::journal::list_runs(&self.home)
            .unwrap()
            .iter()
            .any(|it| it.id == run.as_str() && it.locked)
        {
            assert!(Instant::now() < deadline, "the conductor of {run} does not stop");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// A conductor that this bench started.
pub struct Conducting {
    child: Child,
    pub socket: PathBuf,
}

impl Conducting {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Conducting {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A figure of `/proc/PID/status`, in KiB.
pub fn status_kib(pid: u32, key: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The processor time that a process has taken, children apart.
pub fn cpu(pid: u32) -> Duration {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<u64> =
        rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    // The kernel counts in hundredths of a second wherever this runs.
    Duration::from_millis(fields.iter().sum::<u64>() * 10)
}
