//! A program on a terminal, read back through a terminal emulator.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const PATIENCE: Duration = Duration::from_mins(1);
const COLUMNS: u16 = 120;
const ROWS: u16 = 40;

/// What the terminal shows, and how many bytes it took.
struct Seen {
    parser: vt100::Parser,
    bytes: u64,
    changed: Instant,
}

pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    started: Instant,
}

impl Pty {
    pub fn start(program: &Path, args: &[&str], home: &Path) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(home);
        command.env("GONOGO_HOME", home);
        command.env("LC_ALL", "C.UTF-8");
        command.env("TERM", "xterm-256color");
        let seen = Arc::new((
            Mutex::new(Seen {
                parser: vt100::Parser::new(ROWS.try_into().unwrap(), COLUMNS.try_into().unwrap(), 0),
                bytes: 0,
                changed: Instant::now(),
            }),
            Condvar::new(),
        ));
        let mut from = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let into = Arc::clone(&seen);
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                let mut seen = into.0.lock().unwrap();
                seen.parser.process(&buffer[..count]);
                seen.bytes += count as u64;
                seen.changed = Instant::now();
                into.1.notify_all();
            }
        });
        Self { child, _master: pair.master, keys, seen, started }
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// How long after the start `text` was first shown.
    pub fn shows(&self, text: &str) -> Duration {
        self.until(|screen| screen.contains(text)).duration_since(self.started)
    }

    /// When the screen first was as `is` wants it.
    pub fn until(&self, is: impl Fn(&str) -> bool) -> Instant {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        loop {
            let screen = seen.parser.screen().contents();
            if is(&screen) {
                return seen.changed;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it does not come:\n{screen}");
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// How many bytes the terminal has got so far.
    pub fn bytes(&self) -> u64 {
        self.seen.0.lock().unwrap().bytes
    }

    /// Waits until nothing has come for `quiet`.
    pub fn settle(&self, quiet: Duration) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let since = self.seen.0.lock().unwrap().changed.elapsed();
            if since >= quiet {
                return;
            }
            assert!(Instant::now() < deadline, "the screen never falls quiet");
            std::thread::sleep(quiet.checked_sub(since).unwrap_or_default());
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A hang-up, as of a closed terminal.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
