//! `dns`: the records of a name, from the host's resolver or a named one; never from a cache or the hosts file.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures::future::BoxFuture;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RecordType;
use schemars::JsonSchema;
use serde::Deserialize;

use super::context::Context;
use super::expect::Held;
use super::kind::{Kind, Probe, problem, problem_overall};
use super::list::List;
use super::quote::quote;
use super::resolve::is_open;
use super::seen::Seen;
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// `probe.dns = { name = "api.example.org", is = ["10.0.0.2"], resolver = "10.0.0.53" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dns {
    /// The name.
    name: String,
    /// The type of record: `A` (default), `AAAA`, `CNAME`, `MX`, `TXT`, `NS`, `SRV`, `CAA`, `PTR`, `SOA`.
    #[serde(default, rename = "type")]
    record_type: Option<String>,
    /// Who is asked, `address` or `address:port`. The host's own resolver by default, or where it is empty.
    #[serde(default)]
    resolver: Option<String>,
    /// The records, all of them and no other, one or several.
    #[serde(default)]
    is: List<String>,
    /// Records that must be among them, one or several.
    #[serde(default)]
    includes: List<String>,
    /// Whether the name must not exist.
    #[serde(default)]
    absent: bool,
    /// The longest time that a resolver may keep the answer.
    #[serde(default)]
    max_ttl: Option<Span>,
}

impl Dns {
    fn record_type(&self) -> Result<RecordType, String> {
        let text = self.record_type.as_deref().unwrap_or("A");
        text.to_ascii_uppercase().parse().map_err(|_| {
            format!("`{text}` is not a type of record: write A, AAAA, CNAME, MX, TXT, NS or SRV")
        })
    }

    /// The resolver, where it isn't the host's own.
    fn named(&self) -> Option<&str> {
        self.resolver.as_deref().filter(|text| !text.is_empty())
    }

    fn server(&self) -> Result<Option<SocketAddr>, String> {
        let Some(text) = self.named() else { return Ok(None) };
        let address = text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53)).or_else(|_| text.parse());
        address.map(Some).map_err(|_| {
            format!("`{text}` is not a resolver: write its address, like `10.0.0.53` or `10.0.0.53:5353`")
        })
    }

    fn resolver(&self) -> Result<TokioResolver, String> {
        let mut builder = match self.server()? {
            None => TokioResolver::builder_tokio()
                .map_err(|error| format!("the host's resolver can't be read: {error}"))?,
            Some(server) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                    connection.port = server.port();
                    connection
                });
                let server = NameServerConfig::new(server.ip(), true, connections.into());
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        options.attempts = 1;
        // The engine's time for a try is the one that counts.
        options.timeout = Duration::from_mins(10);
        builder.build().map_err(|error| format!("no resolver could be made: {error}"))
    }

    fn judge(&self, found: &BTreeSet<String>, ttl: u32) -> Seen {
        let listed = |records: &BTreeSet<String>| records.iter().cloned().collect::<Vec<_>>().join(", ");
        let observed = format!("{} (kept for {})", listed(found), Span::seconds(ttl.into()));
        let mut held = Held::default();
        held.hold(!self.absent, format!("{} records", found.len()), "the name exists, but must not");
        if !self.is.is_empty() {
            let wanted: BTreeSet<String> = self.is.iter().map(|record| plain(record)).collect();
            held.hold(
                *found == wanted,
                format!("it is {}", listed(found)),
                format!("it is {}, not {}", listed(found), listed(&wanted)),
            );
        }
        for wanted in self.includes.iter() {
            held.hold(
                found.contains(&plain(wanted)),
                format!("{wanted} is among them"),
                format!("{wanted} is not among them"),
            );
        }
        if let Some(most) = self.max_ttl {
            let ttl = Span::seconds(ttl.into());
            held.hold(
                ttl <= most,
                format!("kept for {ttl}"),
                format!("it is kept for {ttl}, longer than {most}"),
            );
        }
        held.seen(observed)
    }

    fn missing(&self, code: ResponseCode) -> Seen {
        match code {
            ResponseCode::NXDomain if self.absent => Seen::passed("no such name", "the name doesn't exist"),
            ResponseCode::NXDomain => Seen::failed("no such name", "the name doesn't exist"),
            ResponseCode::NoError if self.absent => Seen::passed("no such record", "there is no such record"),
            ResponseCode::NoError => Seen::inconclusive(
                "no such record",
                format!("the name exists, but has no {} record", self.record_type.as_deref().unwrap_or("A")),
            ),
            other => Seen::errored(format!("the resolver answers {other}")),
        }
    }
}

/// A record as it is compared: in lower case, without the last dot, a TXT's quotes dropped.
fn plain(record: &str) -> String {
    record.trim().trim_matches('"').trim_end_matches('.').to_ascii_lowercase()
}

impl Probe for Dns {
    fn query(&self) -> String {
        let record_type = self.record_type.as_deref().unwrap_or("A");
        match self.named() {
            Some(resolver) => format!("{record_type} {} at {resolver}", self.name),
            None => format!("{record_type} {}", self.name),
        }
    }

    fn look<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let record_type = match self.record_type() {
                Ok(record_type) => record_type,
                Err(why) => return Seen::misconfigured(why),
            };
            let resolver = match self.resolver() {
                Ok(resolver) => resolver,
                Err(why) => return Seen::misconfigured(why),
            };
            // A dot at the end keeps the host's search list out of it.
            let name = format!("{}.", self.name.trim_end_matches('.'));
            match resolver.lookup(name, record_type).await {
                Ok(lookup) => {
                    let mut ttl = u32::MAX;
                    let mut found = BTreeSet::new();
                    for record in lookup.answers().iter().filter(|record| record.record_type() == record_type)
                    {
                        ttl = ttl.min(record.ttl);
                        found.insert(plain(&record.data.to_string()));
                    }
                    if found.is_empty() {
                        self.missing(ResponseCode::NoError)
                    } else {
                        self.judge(&found, ttl)
                    }
                }
                Err(NetError::Dns(DnsError::NoRecordsFound(none))) => self.missing(none.response_code),
                Err(NetError::Dns(DnsError::ResponseCode(code))) => self.missing(code),
                Err(error) => Seen::errored(format!("the resolver doesn't answer: {error}")),
            }
        })
    }
}

impl Kind for Dns {
    const NAME: &'static str = "dns";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = Vec::new();
        if let Err(why) = self.record_type() {
            found.push(problem("type", why));
        }
        if let (Some(resolver), Err(why)) = (self.named(), self.server())
            && !is_open(resolver)
        {
            found.push(problem("resolver", why));
        }
        if self.absent && !(self.is.is_empty() && self.includes.is_empty() && self.max_ttl.is_none()) {
            found.push(problem_overall("a name that must not exist has no records: leave the others out"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let mut words = vec!["dig".to_owned()];
        if let Some(resolver) = self.named() {
            match resolver.rsplit_once(':').filter(|(host, _)| !host.contains(':') || host.ends_with(']')) {
                Some((host, port)) => {
                    words.push(quote(&format!("@{}", host.trim_matches(['[', ']']))));
                    words.push(format!("-p {}", quote(port)));
                }
                None => words.push(quote(&format!("@{resolver}"))),
            }
        }
        words.push(quote(&self.name));
        words.push(self.record_type.as_deref().unwrap_or("A").to_ascii_uppercase());
        Some(words.join(" "))
    }
}
