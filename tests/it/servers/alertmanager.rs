//! Alertmanager, which is told of alerts by `POST /api/v2/alerts`.

use std::process::Command;

use super::process::{Server, find, free_port};

pub struct Alertmanager {
    _server: Server,
    pub port: u16,
}

impl Alertmanager {
    pub fn start(test: &str) -> Option<Self> {
        let program = find(test, "prometheus-alertmanager", "prometheus-alertmanager")?;
        let port = free_port();
        let folder = tempfile::tempdir().unwrap();
        let config = "route: { receiver: none }\nreceivers: [{ name: none }]\n";
        std::fs::write(folder.path().join("alertmanager.yml"), config).unwrap();
        let mut command = Command::new(program);
        command
            .args(["--config.file=alertmanager.yml", "--storage.path=data", "--cluster.listen-address="])
            .arg(format!("--web.listen-address=127.0.0.1:{port}"));
        Some(Self { _server: Server::start(command, folder).wait_for_port(port), port })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
