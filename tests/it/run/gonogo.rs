//! The binary, called and judged: `home.gonogo(["list"]).run().exits(0).prints("holi-labs")`.

use std::ffi::OsStr;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::home::{EXE, Home, PATIENCE};

/// A call that is being put together.
pub struct Gonogo {
    command: Command,
    shown: String,
}

impl Gonogo {
    pub fn new() -> Self {
        let mut command = Command::new(EXE);
        for name in ["GONOGO_THEME", "NO_COLOR", "DATABASE_URL"] {
            command.env_remove(name);
        }
        Self { command, shown: "gonogo".to_owned() }
    }

    /// In this home, and working in its folder.
    pub fn home(mut self, home: &Home) -> Self {
        self.command.envs(home.env()).current_dir(home.work());
        self
    }

    pub fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        for arg in args {
            self.shown = format!("{} {arg}", self.shown);
            self.command.arg(arg);
        }
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it without waiting.
    pub fn start(mut self) -> Started {
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.shown));
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let read = |from: &mut dyn Read| {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let stdout = std::thread::spawn(move || read(&mut out));
        let stderr = std::thread::spawn(move || read(&mut err));
        Started { child, stdout: Some(stdout), stderr: Some(stderr), shown: self.shown }
    }

    /// Runs it to its end.
    pub fn run(self) -> Ran {
        self.start().ended()
    }
}

/// A call that is under way; killed when dropped.
pub struct Started {
    child: Child,
    stdout: Option<std::thread::JoinHandle<String>>,
    stderr: Option<std::thread::JoinHandle<String>>,
    shown: String,
}

impl Started {
    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    /// Waits for its end.
    pub fn ended(mut self) -> Ran {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > until {
                self.child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        Ran {
            code: status.code(),
            stdout: self.stdout.take().unwrap().join().unwrap(),
            stderr: self.stderr.take().unwrap().join().unwrap(),
            shown: self.shown.clone(),
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A call that has ended.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    shown: String,
}

impl Ran {
    fn told(&self) -> String {
        format!(
            "{}\nexit {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.shown, self.code, self.stdout, self.stderr
        )
    }

    /// The exit code is this.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.told());
        self
    }

    /// Standard error contains this.
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{text}` is not said by {}", self.told());
        self
    }

    /// Standard output contains this.
    pub fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "`{text}` is not printed by {}", self.told());
        self
    }

    /// Standard error is one line that begins with the program's name.
    pub fn says_one_line(self) -> Self {
        let good = self.stderr.lines().count() == 1 && self.stderr.starts_with("gonogo: ");
        assert!(good, "not one line: {}", self.told());
        self
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.told()))
    }

    /// The closing line of a headless run.
    pub fn closing(&self) -> Value {
        let last = self.stdout.lines().last().unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {}", self.told()))
    }

    /// The run's id and outcome, from the closing line.
    pub fn outcome(&self) -> (String, String) {
        let closing = self.closing();
        let text = |key: &str| closing[key].as_str().unwrap_or_else(|| panic!("{}", self.told())).to_owned();
        (text("run"), text("outcome"))
    }

    /// The run's id, which ended in this way.
    pub fn ended(self, outcome: &str, code: i32) -> String {
        let ran = self.exits(code);
        let (run, seen) = ran.outcome();
        assert_eq!(seen, outcome, "{}", ran.told());
        run
    }

    /// The run's id, which parked for this reason.
    pub fn parked(self, why: &str) -> String {
        let ran = self.exits(4).says("parked: ").says(why);
        let run = ran.outcome().0;
        ran.says(&format!("gonogo attach {run}")).ended("parked", 4)
    }
}
