//! The world's servers that don't speak HTTP: Redis, PostgreSQL, DNS, TLS. Each answers what the runbook has it say, as
//! a client of the real one expects it.

mod authority;
mod certificates;
mod dns;
mod message;
mod ports;
mod postgres;
mod redis;
mod resp;
mod start;
mod tls;

pub(super) use authority::Authority;
pub(super) use ports::Ports;
pub(super) use start::Sockets;
