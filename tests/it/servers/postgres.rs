//! PostgreSQL with one user whose password is `s3cr3t-word`.

use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;

use super::process::{Server, find, free_port};

pub struct Postgres {
    _server: Server,
    pub port: u16,
}

impl Postgres {
    pub fn start(test: &str) -> Option<Self> {
        let initdb = find(test, "initdb", "postgresql")?;
        let postgres = find(test, "postgres", "postgresql")?;
        let port = free_port();
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let words = folder.path().join("password");
        std::fs::write(&words, "s3cr3t-word\n").unwrap();
        for path in [folder.path(), &data, &words] {
            give(path);
        }
        let made = as_postgres(&initdb)
            .args(["--no-sync", "--username=ops", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"])
            .arg(format!("--pwfile={}", words.display()))
            .arg(format!("--pgdata={}", data.display()))
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut command = as_postgres(&postgres);
        command
            .arg("-D")
            .arg(&data)
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k", ""])
            .args(["-c", "fsync=off"]);
        let server = Server::start(command, folder);
        let log = server.path().join("log");
        let ready =
            || std::fs::read_to_string(&log).is_ok_and(|log| log.contains("ready to accept connections"));
        Some(Self { _server: server.wait(ready), port })
    }

    pub fn url(&self) -> String {
        format!("postgres://ops:s3cr3t-word@127.0.0.1:{}/postgres", self.port)
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|of| std::os::unix::fs::MetadataExt::uid(&of) == 0)
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=KILL", "--"])
        .arg(program);
    command
}

fn give(path: &Path) {
    if is_root() {
        let users = std::fs::read_to_string("/etc/passwd").unwrap();
        let line = users.lines().find(|line| line.starts_with("postgres:")).unwrap();
        let ids: Vec<u32> = line.split(':').filter_map(|field| field.parse().ok()).collect();
        chown(path, Some(ids[0]), Some(ids[1])).unwrap();
    }
}
