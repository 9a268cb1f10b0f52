//! redis-server whose password is `s3cr3t-word`.

use std::process::Command;

use super::process::{Server, find, free_port};

pub struct Redis {
    pub server: Server,
    pub port: u16,
}

impl Redis {
    pub fn start(test: &str) -> Option<Self> {
        let program = find(test, "redis-server", "redis-server")?;
        let port = free_port();
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        command
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--requirepass", "s3cr3t-word"])
            .args(["--save", "", "--maxmemory", "64mb", "--dir"])
            .arg(folder.path());
        Some(Self { server: Server::start(command, folder).wait_for_port(port), port })
    }

    pub fn url(&self) -> String {
        format!("redis://:s3cr3t-word@127.0.0.1:{}/0", self.port)
    }

    /// What redis-cli says.
    pub fn cli(&self, words: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-p", &self.port.to_string(), "--no-auth-warning", "-a", "s3cr3t-word"])
            .args(words)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}
