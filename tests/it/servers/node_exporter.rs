//! Prometheus' own exporter of a host's metrics: a real page of real size.

use std::process::Command;

use super::process::{Server, find, free_port};

pub struct NodeExporter {
    _server: Server,
    pub port: u16,
}

impl NodeExporter {
    pub fn start(test: &str) -> Option<Self> {
        let program = find(test, "prometheus-node-exporter", "prometheus-node-exporter")?;
        let port = free_port();
        let mut command = Command::new(program);
        command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
        let server = Server::start(command, tempfile::tempdir().unwrap());
        Some(Self { _server: server.wait_for_port(port), port })
    }

    pub fn page(&self) -> String {
        format!("http://127.0.0.1:{}/metrics", self.port)
    }
}
