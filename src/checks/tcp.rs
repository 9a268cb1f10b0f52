//! `tcp`: whether a port takes connections.

use std::io::ErrorKind;
use std::time::Instant;

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpStream, lookup_host};

use super::context::Context;
use super::expect::{Held, excerpt, regex_problems};
use super::kind::{Kind, Probe, problem};
use super::quote::quote;
use super::resolve::is_open;
use super::seen::Seen;
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

const MOST_BANNER: usize = 4_096;

/// `probe.tcp = { address = "db.internal:5432" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Tcp {
    /// `host:port`.
    address: String,
    /// Whether it must be open. It must by default.
    #[serde(default = "yes")]
    open: bool,
    /// A regular expression that what the server says first must match.
    #[serde(default)]
    banner: Option<String>,
    /// The longest time to connect.
    #[serde(default)]
    max_latency: Option<Span>,
}

const fn yes() -> bool {
    true
}

impl Tcp {
    fn split(&self) -> Option<(&str, u16)> {
        let (host, port) = self.address.rsplit_once(':')?;
        Some((host.trim_matches(['[', ']']), port.parse().ok()?)).filter(|(host, _)| !host.is_empty())
    }

    fn wrong_address(&self) -> String {
        format!("`{}` is not an address: write host and port, like `db.internal:5432`", self.address)
    }

    async fn connected(&self, mut stream: TcpStream, took: Span) -> Seen {
        let mut held = Held::default();
        let mut observed = format!("open, {} ms", took.as_millis());
        held.hold(self.open, "it is open", "it is open, but must not be");
        if let Some(most) = self.max_latency {
            held.hold(took <= most, format!("connected in {took}"), format!("took {took}, more than {most}"));
        }
        if let Some(pattern) = self.banner.as_ref().filter(|_| self.open) {
            let mut banner = vec![0; MOST_BANNER];
            match stream.read(&mut banner).await {
                Ok(0) => held.unclear("it closed without a word"),
                Ok(read) => {
                    observed = format!("{observed}: {}", excerpt(&banner[..read]));
                    held.matches("what it says", &String::from_utf8_lossy(&banner[..read]), pattern);
                }
                Err(error) => held.unseen(format!("what it says can't be read: {error}")),
            }
        }
        held.seen(observed)
    }
}

impl Probe for Tcp {
    fn query(&self) -> String {
        format!("connect to {}", self.address)
    }

    fn look<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let Some((host, port)) = self.split() else { return Seen::misconfigured(self.wrong_address()) };
            let addresses: Vec<_> = match lookup_host((host, port)).await {
                Ok(addresses) => addresses.collect(),
                Err(error) => return Seen::errored(format!("`{host}` has no address: {error}")),
            };
            let started = Instant::now();
            match TcpStream::connect(&addresses[..]).await {
                Ok(stream) => {
                    let took = Span::millis(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
                    self.connected(stream, took).await
                }
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    let mut held = Held::default();
                    held.hold(!self.open, "it is closed", "it is closed: nothing listens there");
                    held.seen("connection refused")
                }
                Err(error) => Seen::errored(format!("no connection: {error}")),
            }
        })
    }
}

impl Kind for Tcp {
    const NAME: &'static str = "tcp";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = regex_problems("banner", &self.banner);
        if !is_open(&self.address) && self.split().is_none() {
            found.push(problem("address", self.wrong_address()));
        }
        if !self.open && (self.banner.is_some() || self.max_latency.is_some()) {
            found.push(problem("open", "a closed port has neither banner nor latency: leave them out"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let (host, port) = self.address.rsplit_once(':')?;
        Some(format!("{}nc -vz {} {}", if self.open { "" } else { "! " }, quote(host), quote(port)))
    }
}
