//! Real servers on loopback, one per test, gone with it.

pub mod alertmanager;
pub mod certificates;
pub mod dnsmasq;
pub mod docker;
pub mod faults;
pub mod kubernetes;
pub mod nginx;
pub mod node_exporter;
pub mod postgres;
pub mod process;
pub mod prometheus;
pub mod redis;
