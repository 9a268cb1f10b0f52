//! The world's Redis.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::resp::{Reply, read};
use crate::model::runbook::WorldRedis;
use crate::model::span::Span;
use crate::rehearsal::scene::{Scene, unix_ms};
use crate::rehearsal::server::Services;
use crate::rehearsal::template::{Call, expand};

/// How long a snapshot takes where the runbook doesn't say.
const SAVES_IN: Duration = Duration::from_secs(1);

/// Answers one client until it goes.
pub(super) async fn converse(mut stream: TcpStream, services: Arc<Services>) -> io::Result<()> {
    let Some(redis) = services.scene.kept.rehearsal.redis.as_ref() else { return Ok(()) };
    let (from, mut to) = stream.split();
    let mut from = BufReader::new(from);
    while let Some(words) = read(&mut from).await? {
        // A server that is down drops who is connected, too.
        if redis.down.as_ref().is_some_and(|down| down.fits(&services.scene.moment()).is_some()) {
            return Ok(());
        }
        let mut out = Vec::new();
        answer(redis, &services, &words).write(&mut out);
        to.write_all(&out).await?;
    }
    Ok(())
}

fn answer(redis: &WorldRedis, services: &Services, words: &[String]) -> Reply {
    let scene = &services.scene;
    let Some((name, rest)) = words.split_first() else { return Reply::Error("ERR empty command".to_owned()) };
    let length = || {
        let text = redis.length.get(rest.first()?)?;
        expand(text, scene, Call::default()).parse::<f64>().ok()
    };
    let now = unix_ms() / 1000;
    match name.to_ascii_uppercase().as_str() {
        "PING" => Reply::Simple("PONG"),
        "AUTH" | "SELECT" | "CLIENT" | "QUIT" => Reply::Simple("OK"),
        "INFO" => Reply::Bulk(info(redis, scene, saving_since(services))),
        "TYPE" => Reply::Simple(if length().is_some() { "list" } else { "none" }),
        "LLEN" => Reply::Integer(length().map_or(0, whole)),
        "TIME" => Reply::Array(vec![Reply::Bulk(now.to_string()), Reply::Bulk("0".to_owned())]),
        "BGSAVE" => {
            let mut since = services.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let ends = unix_ms() + millis(takes(redis, scene));
            if since.is_some_and(|ends| unix_ms() < ends) {
                return Reply::Error("ERR Background save already in progress".to_owned());
            }
            *since = Some(ends);
            Reply::Simple("Background saving started")
        }
        "LASTSAVE" => Reply::Integer(last_save(scene, saving_since(services))),
        other => Reply::Error(format!("ERR the rehearsal's Redis doesn't know '{other}' (simulated)")),
    }
}

/// When the last snapshot ends or ended, in milliseconds since 1970.
fn saving_since(services: &Services) -> Option<u64> {
    *services.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn takes(redis: &WorldRedis, scene: &Scene) -> Duration {
    redis.saves_in.map_or(SAVES_IN, Span::duration) / scene.kept.speed.max(1)
}

fn last_save(scene: &Scene, ends: Option<u64>) -> i64 {
    let done = ends.filter(|ends| *ends <= unix_ms()).unwrap_or(scene.kept.started_ms.saturating_sub(1000));
    i64::try_from(done / 1000).unwrap_or(i64::MAX)
}

fn info(redis: &WorldRedis, scene: &Scene, ends: Option<u64>) -> String {
    let saving = ends.is_some_and(|ends| unix_ms() < ends);
    let mut fields: Vec<(&str, String)> = vec![
        ("redis_version", "7.0.0-simulated".to_owned()),
        ("role", "master".to_owned()),
        ("connected_clients", "3".to_owned()),
        ("used_memory", "52428800".to_owned()),
        ("maxmemory", "268435456".to_owned()),
        ("loading", "0".to_owned()),
        ("rdb_bgsave_in_progress", u8::from(saving).to_string()),
        ("rdb_last_save_time", last_save(scene, ends).to_string()),
        ("rdb_last_bgsave_status", "ok".to_owned()),
    ];
    for (field, text) in &redis.info {
        let value = expand(text, scene, Call::default());
        match fields.iter_mut().find(|(name, _)| name == field) {
            Some(known) => known.1 = value,
            None => fields.push((field, value)),
        }
    }
    let mut text = "# Simulated\r\n".to_owned();
    for (field, value) in fields {
        // Writing to a String can't fail.
        let _ = write!(text, "{field}:{value}\r\n");
    }
    text
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "a length of the world is small; the cast saturates")]
fn whole(length: f64) -> i64 {
    length.round() as i64
}
