//! Where the servers listen.

use serde::{Deserialize, Serialize};

/// The ports on loopback; `None` where the runbook describes no such server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::rehearsal) struct Ports {
    /// Redis.
    pub(in crate::rehearsal) redis: Option<u16>,
    /// PostgreSQL.
    pub(in crate::rehearsal) postgres: Option<u16>,
    /// The name server, by UDP.
    pub(in crate::rehearsal) dns: Option<u16>,
    /// The TLS server.
    pub(in crate::rehearsal) tls: Option<u16>,
}

impl Ports {
    /// Host and port of the server that `${world_NAME}` names.
    pub(in crate::rehearsal) fn host(&self, name: &str) -> Option<String> {
        let port = match name {
            "world_redis" => self.redis,
            "world_postgres" => self.postgres,
            "world_dns" => self.dns,
            "world_tls" => self.tls,
            _ => None,
        };
        port.map(|port| format!("127.0.0.1:{port}"))
    }
}
