//! A server's process and folder.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The program, or a word that the test did not run.
pub fn find(test: &str, program: &str, package: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(["/usr/sbin", "/sbin"].map(PathBuf::from));
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.filter_map(Result::ok).map(|version| version.path().join("bin")));
    }
    let found = folders.into_iter().map(|folder| folder.join(program)).find(|path| path.is_file());
    if found.is_none() {
        eprintln!("not run: {test} needs {package}");
    }
    found
}

/// A running server; it is killed when dropped.
pub struct Server {
    child: Child,
    pub folder: TempDir,
}

impl Server {
    /// Starts `command` in `folder`, with its output in `folder/log`.
    pub fn start(mut command: Command, folder: TempDir) -> Self {
        let log = File::create(folder.path().join("log")).unwrap();
        let child = command
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until `ready`; fails with the server's log where it ends or takes too long.
    pub fn wait(mut self, mut ready: impl FnMut() -> bool) -> Self {
        let until = Instant::now() + Duration::from_mins(1);
        while !ready() {
            let ended = self.child.try_wait().unwrap();
            let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(ended.is_none(), "the server ended: {}", log());
            assert!(Instant::now() < until, "the server is not ready: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    /// Asks it to end, and waits until it has.
    pub fn terminate(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let until = Instant::now() + Duration::from_secs(20);
        while self.child.try_wait().is_ok_and(|ended| ended.is_none()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until `port` takes connections.
    pub fn wait_for_port(self, port: u16) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        self.wait(|| TcpStream::connect(address).is_ok())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
