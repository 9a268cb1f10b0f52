//! Prometheus with one target that is up, one that is down, and an alert on the latter.

use std::process::Command;

use super::process::{Server, find, free_port};

pub struct Prometheus {
    _server: Server,
    pub port: u16,
}

impl Prometheus {
    pub fn start(test: &str) -> Option<Self> {
        Self::scraping(test, None)
    }

    /// With the job `node` on this port besides.
    pub fn scraping(test: &str, node: Option<u16>) -> Option<Self> {
        let program = find(test, "prometheus", "prometheus")?;
        let (port, nobody) = (free_port(), free_port());
        let folder = tempfile::tempdir().unwrap();
        let node = node.map_or(String::new(), |port| {
            format!("- {{ job_name: node, static_configs: [{{ targets: ['127.0.0.1:{port}'] }}] }}\n")
        });
        let config = format!(
            "global: {{ scrape_interval: 1s, evaluation_interval: 1s }}\n\
             rule_files: [rules.yml]\n\
             scrape_configs:\n\
             - {{ job_name: self, static_configs: [{{ targets: ['127.0.0.1:{port}'] }}] }}\n\
             - {{ job_name: gone, static_configs: [{{ targets: ['127.0.0.1:{nobody}'] }}] }}\n\
             {node}"
        );
        std::fs::write(folder.path().join("prometheus.yml"), config).unwrap();
        let rules = "groups: [{ name: g, rules: [{ alert: TargetDown, expr: 'up == 0' }] }]\n";
        std::fs::write(folder.path().join("rules.yml"), rules).unwrap();
        let mut command = Command::new(program);
        command
            .arg("--config.file=prometheus.yml")
            .arg("--storage.tsdb.path=data")
            .arg(format!("--web.listen-address=127.0.0.1:{port}"));
        Some(Self { _server: Server::start(command, folder).wait_for_port(port), port })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
