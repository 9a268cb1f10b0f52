//! Probes and their expectations: one file per kind, an engine for the tries, and nothing that knows a run.
//!
//! The conductor gives a [`Context`] (values, secrets, how commands and metrics are read) and gets an observation
//! per try and one verdict. Nothing here journals, prints, or outlives the future that was dropped.

mod command;
mod compare;
mod context;
mod dns;
mod docker;
mod doctor;
mod engine;
mod env;
mod expect;
mod fields;
mod file;
mod http;
mod http_client;
mod jq;
mod kind;
mod kinds;
mod list;
mod mask;
mod metric_value;
mod person;
mod postgres;
mod prometheus;
mod quote;
mod redis;
mod resolve;
mod run_all;
mod scrape;
mod seen;
mod shell;
mod tcp;
mod tls;

pub use context::{Comparing, Context, MetricReading, MetricSource, Metrics};
pub use doctor::Doctor;
pub use engine::run;
pub use http_client::HttpClients;
pub use kind::Probe;
pub use kinds::{KINDS, can_work};
pub use person::{Evidence, Person, question};
pub use run_all::{Progress, run_all};
pub use seen::Seen;
pub use shell::{Bash, Shell, ShellCommand, ShellOutput};
