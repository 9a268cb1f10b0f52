//! dnsmasq with a zone of its own and nobody to ask.

use std::process::Command;

use super::process::{Server, find, free_port};

pub struct Dnsmasq {
    _server: Server,
    pub port: u16,
}

impl Dnsmasq {
    pub fn start(test: &str) -> Option<Self> {
        let program = find(test, "dnsmasq", "dnsmasq")?;
        let port = free_port();
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        command
            .args([
                "--keep-in-foreground",
                "--log-facility=-",
                "--no-resolv",
                "--no-hosts",
                "--bind-interfaces",
            ])
            .args(["--conf-file=/dev/null", "--listen-address=127.0.0.1", "--user=root", "--pid-file="])
            .arg(format!("--port={port}"))
            .args(["--local=/test/", "--local-ttl=60"])
            .args(["--host-record=api.test,10.0.0.2", "--host-record=api.test,10.0.0.3"])
            .args(["--cname=www.test,api.test", "--txt-record=api.test,blue", "--mx-host=test,mail.test,10"]);
        Some(Self { _server: Server::start(command, folder).wait_for_port(port), port })
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}
