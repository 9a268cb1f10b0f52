//! The screen on a real terminal: the binary on a PTY, read back through a terminal emulator, waiting for text.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use crate::run::damage::tampered;

const BOOK: &str = r#"
format = 1
id = "try"
title = "Try the screen"
[[phase]]
id = "go"
title = "Go"
[[phase.step]]
id = "hello"
title = "Say hello"
run = "echo 'hello from bash'; printf '\\033]0;evil\\007'"
[[phase.step]]
id = "ask"
title = "Ask for a name"
terminal = true
run = "read -p 'name? ' n; echo nice to meet $n"
"#;

/// A program on a PTY.
struct OnTerminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    raw: Arc<Mutex<Vec<u8>>>,
    size: (u16, u16),
}

impl OnTerminal {
    fn start(home: &Path, args: &[&str], (cols, rows): (u16, u16)) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gonogo"));
        command.args(args);
        command.cwd(home);
        command.env("GONOGO_HOME", home);
        command.env("LANG", "C.UTF-8");
        command.env("LC_ALL", "C.UTF-8");
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        let raw = Arc::new(Mutex::new(Vec::new()));
        let (mut from, into) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&raw));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                into.lock().unwrap().extend_from_slice(&buffer[..count]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keys, raw, size: (cols, rows) }
    }

    fn parsed(&self) -> vt100::Parser {
        let mut parser =
            vt100::Parser::new(self.size.1.try_into().unwrap(), self.size.0.try_into().unwrap(), 0);
        parser.process(&self.raw.lock().unwrap());
        parser
    }

    fn wait_for(&self, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let screen = self.parsed().screen().contents();
            if screen.contains(text) {
                return;
            }
            assert!(Instant::now() < deadline, "`{text}` does not come:\n{screen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// The exit code, and whether the terminal was given back.
    fn ended(mut self) -> (u32, String) {
        let deadline = Instant::now() + Duration::from_secs(30);
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            assert!(Instant::now() < deadline, "it does not end:\n{}", self.parsed().screen().contents());
            std::thread::sleep(Duration::from_millis(20));
        };
        self.wait_for("detached");
        let parser = self.parsed();
        let screen = parser.screen();
        assert!(!screen.alternate_screen(), "the other screen is left");
        assert!(!screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        drop(self.master);
        (code, screen.contents())
    }
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("try.toml"), BOOK).unwrap();
    home
}

/// Ends the conductor that the test left behind.
fn stop(home: &Path) {
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else {
            continue;
        };
        let environ = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        let ours = format!("GONOGO_HOME={}", home.display());
        if environ.split(|byte| *byte == 0).any(|variable| variable == ours.as_bytes()) {
            let _ = kill_process(Pid::from_raw(pid).unwrap(), Signal::TERM);
        }
    }
}

#[test]
fn a_run_is_driven_by_keys_and_left() {
    let home = home();
    let mut screen = OnTerminal::start(home.path(), &["run", "try.toml"], (120, 40));
    screen.wait_for("runs the command");
    screen.press("\r");
    screen.wait_for("hello from bash");
    screen.wait_for("next step");
    screen.press("\r");
    screen.wait_for("Ask for a name ");
    screen.press("\r");
    // The question stands in the command, too: only from now on the keys are the command's.
    screen.wait_for("your keys go to the command");
    screen.press("Ada\r");
    screen.wait_for("nice to meet Ada");
    screen.wait_for("passed, exit 0");
    screen.press("d");
    screen.wait_for("comes back to");
    screen.press("\r");
    let raw = Arc::clone(&screen.raw);
    let (code, last) = screen.ended();
    stop(home.path());
    assert_eq!(code, 0, "{last}");
    let raw = String::from_utf8_lossy(&raw.lock().unwrap()).into_owned();
    assert!(!raw.contains("\u{1b}]"), "an escape sequence of a command got through");
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let home = home();
        let screen = OnTerminal::start(home.path(), &["run", "try.toml"], (80, 24));
        screen.wait_for("Say hello");
        let pid = i32::try_from(screen.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
        let (code, last) = screen.ended();
        stop(home.path());
        assert_eq!(code, 0, "{signal:?}: {last}");
    }
}

#[test]
fn a_journal_that_was_changed_is_shown_for_reading_only_whether_or_not_its_conductor_runs() {
    let home = home();
    let mut screen = OnTerminal::start(home.path(), &["run", "try.toml"], (120, 40));
    screen.wait_for("runs the command");
    screen.press("d");
    screen.wait_for("comes back to");
    screen.press("\r");
    screen.ended();
    let runs = home.path().join("state/runs");
    let run = std::fs::read_dir(runs).unwrap().next().unwrap().unwrap().path();
    let change = "UPDATE events SET line = CAST(CAST(line AS TEXT) || ' ' AS BLOB) WHERE seq = 0";
    tokio::runtime::Runtime::new().unwrap().block_on(tampered(&run, change));
    for conductor in ["runs", "is gone"] {
        let mut screen = OnTerminal::start(home.path(), &["attach"], (120, 40));
        screen.wait_for("READ-ONLY");
        screen.wait_for("is damaged at event 0");
        screen.press("d");
        screen.wait_for("Esc back");
        screen.press("\r");
        screen.wait_for("gonogo: the journal of run");
        assert!(!screen.parsed().screen().alternate_screen(), "where the conductor {conductor}");
        stop(home.path());
    }
}

#[test]
fn nothing_is_sent_while_nothing_changes() {
    let home = home();
    let mut screen = OnTerminal::start(home.path(), &["run", "try.toml"], (120, 40));
    screen.wait_for("runs the command");
    let quiet = Duration::from_millis(1_500);
    let deadline = Instant::now() + Duration::from_secs(20);
    let (mut before, mut since) = (0, Instant::now());
    while since.elapsed() < quiet {
        let now = screen.raw.lock().unwrap().len();
        if now != before {
            (before, since) = (now, Instant::now());
        }
        assert!(Instant::now() < deadline, "the screen never falls quiet");
        std::thread::sleep(Duration::from_millis(50));
    }
    screen.press("d");
    screen.wait_for("comes back to");
    screen.press("\r");
    screen.ended();
    stop(home.path());
}

#[test]
fn without_a_terminal_there_is_a_clear_error() {
    let home = home();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(["run", "try.toml"])
        .current_dir(home.path())
        .env("GONOGO_HOME", home.path())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("is not a terminal"), "{error}");
}
