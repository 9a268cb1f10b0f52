//! `redis`: whether it answers, what INFO says, how long queues are, and a snapshot that is waited for.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ErrorKind, RedisError, RedisResult, cmd};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::time::sleep;

use super::context::Context;
use super::expect::Held;
use super::kind::{Kind, Probe, problem};
use super::quote::quote;
use super::resolve::is_open;
use super::seen::Seen;
use crate::model::quantity::{Threshold, Unit, parse_number};
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

const POLL: Duration = Duration::from_millis(100);

/// `probe.redis = { url = "${redis_url}", memory = "< 80%", length = { "bull:jobs:wait" = "< 100" } }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Redis {
    /// The server: `redis://:password@host:6379/0`, or `rediss://` for TLS.
    url: String,
    /// Fields of INFO, each a threshold or the exact text: `{ role = "master", connected_slaves = ">= 1" }`.
    #[serde(default)]
    info: BTreeMap<String, String>,
    /// Lengths of keys, each a threshold; a key that doesn't exist has length 0.
    #[serde(default)]
    length: BTreeMap<String, Threshold>,
    /// The memory in use, in bytes (`< 2 GB`) or of what it may use (`< 80%`).
    #[serde(default)]
    memory: Option<Threshold>,
    /// Whether a snapshot is taken (BGSAVE) and waited for until it is on disk.
    #[serde(default)]
    save: bool,
    /// The longest time from connecting to the answer to PING.
    #[serde(default)]
    max_latency: Option<Span>,
}

type Info = BTreeMap<String, String>;

impl Redis {
    fn client(&self) -> Result<Client, String> {
        // The library's own message may quote the URL, and with it the password.
        Client::open(self.url.as_str()).map_err(|_| {
            "this is not the address of a Redis server: write it like redis://host:6379/0".to_owned()
        })
    }

    async fn ask(&self, client: &Client) -> RedisResult<Seen> {
        // Its own limits are far below what a check may wait for; the engine has the time.
        let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let started = Instant::now();
        let mut server = client.get_multiplexed_async_connection_with_config(&config).await?;
        let _: String = cmd("PING").query_async(&mut server).await?;
        let took = Span::millis(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));

        let mut held = Held::default();
        let mut observed = vec![format!("PONG, {} ms", took.as_millis())];
        held.met("it answers PING");
        if let Some(most) = self.max_latency {
            held.hold(took <= most, format!("took {took}"), format!("took {took}, more than {most}"));
        }
        if !self.info.is_empty() || self.memory.is_some() {
            let info = info(&mut server).await?;
            self.judge_info(&mut held, &info, &mut observed);
            self.judge_memory(&mut held, &info, &mut observed);
        }
        for (key, threshold) in &self.length {
            let length = length(&mut server, key).await?;
            observed.push(format!("{key} {length}"));
            held.number(&format!("length of {key}"), length, Unit::Count, threshold);
        }
        if self.save && !held.is_missed() {
            observed.push(save(&mut server, &mut held).await?);
        }
        Ok(held.seen(observed.join(", ")))
    }

    fn judge_info(&self, held: &mut Held, info: &Info, observed: &mut Vec<String>) {
        for (field, wanted) in &self.info {
            let Some(value) = info.get(field) else {
                held.unclear(format!("INFO has no field `{field}`"));
                continue;
            };
            observed.push(format!("{field} {value}"));
            match (wanted.parse::<Threshold>(), parse_number(value)) {
                (Ok(threshold), Some(number)) => held.number(field, number, Unit::Count, &threshold),
                (Ok(_), None) => held.unseen(format!("{field} is `{value}`, not a number")),
                (Err(_), _) => held.hold(
                    value == wanted,
                    format!("{field} is {value}"),
                    format!("{field} is {value}, not {wanted}"),
                ),
            }
        }
    }

    fn judge_memory(&self, held: &mut Held, info: &Info, observed: &mut Vec<String>) {
        let Some(threshold) = &self.memory else { return };
        let number = |field: &str| info.get(field).and_then(|value| parse_number(value));
        let Some(used) = number("used_memory") else { return held.unclear("INFO tells no memory") };
        observed.push(format!("memory {}", Unit::Bytes.show(used)));
        if !String::from(threshold.clone()).ends_with('%') {
            return held.number("memory", used, Unit::Bytes, threshold);
        }
        match number("maxmemory").filter(|most| *most > 0.0) {
            Some(most) => held.number("memory", used / most, Unit::Percent, threshold),
            None => {
                held.unclear(
                    "it has no `maxmemory`, so there is nothing to take a percentage of: give bytes",
                );
            }
        }
    }
}

async fn info(server: &mut MultiplexedConnection) -> RedisResult<Info> {
    let text: String = cmd("INFO").query_async(server).await?;
    let pairs = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    Ok(pairs.map(|(field, value)| (field.to_owned(), value.trim_end().to_owned())).collect())
}

/// How many items a key holds, whatever its type.
async fn length(server: &mut MultiplexedConnection, key: &str) -> RedisResult<f64> {
    let kind: String = cmd("TYPE").arg(key).query_async(server).await?;
    let command = match kind.as_str() {
        "none" => return Ok(0.0),
        "list" => "LLEN",
        "set" => "SCARD",
        "zset" => "ZCARD",
        "hash" => "HLEN",
        "stream" => "XLEN",
        _ => "STRLEN",
    };
    cmd(command).arg(key).query_async(server).await
}

/// BGSAVE, and LASTSAVE until it has moved on.
async fn save(server: &mut MultiplexedConnection, held: &mut Held) -> RedisResult<String> {
    let before: i64 = cmd("LASTSAVE").query_async(server).await?;
    // LASTSAVE counts whole seconds: a save in the same second as the last one would not move it.
    loop {
        let (now, _): (i64, i64) = cmd("TIME").query_async(server).await?;
        if now > before {
            break;
        }
        sleep(POLL).await;
    }
    let begun: RedisResult<String> = cmd("BGSAVE").query_async(server).await;
    if let Err(error) = begun
        && !error.to_string().contains("in progress")
    {
        return Err(error);
    }
    loop {
        let last: i64 = cmd("LASTSAVE").query_async(server).await?;
        if last > before {
            held.met("the snapshot is on disk");
            return Ok(format!("saved at {last}"));
        }
        let info = info(server).await?;
        let says = |field: &str, value: &str| info.get(field).is_some_and(|found| found == value);
        if says("rdb_bgsave_in_progress", "0") && says("rdb_last_bgsave_status", "err") {
            held.missed("the snapshot failed: see the server's log (disk, permissions, memory)");
            return Ok("snapshot failed".to_owned());
        }
        sleep(POLL).await;
    }
}

fn said(error: &RedisError) -> Seen {
    match error.kind() {
        ErrorKind::AuthenticationFailed => Seen::errored("it refuses the password, or wants one"),
        ErrorKind::InvalidClientConfig => Seen::misconfigured(format!("the address is not usable: {error}")),
        ErrorKind::Io => Seen::errored(format!("no connection: {error}")),
        _ => Seen::errored(format!("it answers: {error}")),
    }
}

impl Probe for Redis {
    fn query(&self) -> String {
        let mut asks = vec!["PING".to_owned()];
        asks.extend(self.info.keys().map(|field| format!("INFO {field}")));
        if self.memory.is_some() {
            asks.push("INFO memory".to_owned());
        }
        asks.extend(self.length.keys().map(|key| format!("length of {key}")));
        if self.save {
            asks.push("BGSAVE".to_owned());
        }
        let place = self.client().map(|client| client.get_connection_info().addr().to_string());
        format!("{} on {}", asks.join(", "), place.unwrap_or_else(|_| "a Redis server".to_owned()))
    }

    fn look<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            match self.client() {
                Ok(client) => self.ask(&client).await.unwrap_or_else(|error| said(&error)),
                Err(why) => Seen::misconfigured(why),
            }
        })
    }
}

impl Kind for Redis {
    const NAME: &'static str = "redis";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = Vec::new();
        if let (false, Err(why)) = (is_open(&self.url), self.client()) {
            found.push(problem("url", why));
        }
        for (field, wanted) in &self.info {
            let compares = wanted.starts_with(['<', '>', '=', '!']);
            if let (true, Err(why)) = (compares && !is_open(wanted), wanted.parse::<Threshold>()) {
                found.push(problem("info", format!("{field}: {why}")));
            }
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let cli = format!("redis-cli -u {}", quote(&self.url));
        let mut commands = vec![format!("{cli} PING")];
        if !self.info.is_empty() || self.memory.is_some() {
            let mut fields: Vec<_> = self.info.keys().map(String::as_str).collect();
            if self.memory.is_some() {
                fields.extend(["used_memory", "maxmemory"]);
            }
            commands.push(format!("{cli} INFO | grep -E {}", quote(&format!("^({}):", fields.join("|")))));
        }
        commands.extend(self.length.keys().map(|key| format!("{cli} LLEN {}", quote(key))));
        if self.save {
            commands.push(format!("{cli} BGSAVE && {cli} LASTSAVE"));
        }
        Some(commands.join("; "))
    }
}
