//! The world's PostgreSQL.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::message::{Messages, Opening, opening, read};
use crate::model::runbook::{SqlAnswer, WorldPostgres};
use crate::rehearsal::choose::best;
use crate::rehearsal::glob;
use crate::rehearsal::scene::Scene;
use crate::rehearsal::server::Services;
use crate::rehearsal::template::{Call, expand};

/// Answers one client until it goes.
pub(super) async fn converse(mut stream: TcpStream, services: Arc<Services>) -> io::Result<()> {
    let Some(database) = services.scene.kept.rehearsal.postgres.as_ref() else { return Ok(()) };
    let down = || database.down.as_ref().is_some_and(|down| down.fits(&services.scene.moment()).is_some());
    let (from, mut to) = stream.split();
    let mut from = BufReader::new(from);
    loop {
        match opening(&mut from).await? {
            _ if down() => return Ok(()),
            Opening::Encrypt => to.write_all(b"N").await?,
            Opening::Begin => break,
            Opening::Other => return Ok(()),
        }
    }
    to.write_all(&greeting().0).await?;
    // After an error in the extended protocol a server passes over everything up to Sync.
    let mut skipping = false;
    while let Some((kind, body)) = read(&mut from).await? {
        let mut out = Messages::default();
        match kind {
            _ if down() => return Ok(()),
            b'X' => return Ok(()),
            b'S' => {
                skipping = false;
                out.ready();
            }
            _ if skipping => {}
            b'Q' => {
                let text = String::from_utf8_lossy(&body);
                answer(&mut out, database, &services.scene, text.trim_end_matches('\0'));
                out.ready();
            }
            _ => {
                skipping = true;
                out.error("0A000", "the rehearsal's PostgreSQL takes simple queries only (simulated)");
            }
        }
        to.write_all(&out.0).await?;
    }
    // What is still under way was not asked for any more.
    from.read_to_end(&mut Vec::new()).await.map(|_| ())
}

fn greeting() -> Messages {
    let mut out = Messages::default();
    out.push(b'R', &0_u32.to_be_bytes());
    for (name, value) in [
        ("server_version", "15.0 (simulated)"),
        ("server_encoding", "UTF8"),
        ("client_encoding", "UTF8"),
        ("DateStyle", "ISO, MDY"),
        ("TimeZone", "UTC"),
        ("integer_datetimes", "on"),
        ("standard_conforming_strings", "on"),
    ] {
        out.push(b'S', format!("{name}\0{value}\0").as_bytes());
    }
    out.push(b'K', &[0, 0, 0, 1, 0, 0, 0, 1]);
    out.ready();
    out
}

fn answer(out: &mut Messages, database: &WorldPostgres, scene: &Scene, query: &str) {
    let plain = plain(query);
    if let Some(answer) = find(database, scene, &plain) {
        return say(out, answer, scene);
    }
    let word = plain.split(' ').next().unwrap_or_default().to_ascii_uppercase();
    match word.as_str() {
        "" => out.push(b'I', &[]),
        "SET" | "BEGIN" | "START" | "COMMIT" | "ROLLBACK" | "DISCARD" => out.complete(&word),
        // How a client finds out which settings there are, and sets them where they are.
        "SELECT" if plain.contains(" from pg_settings ") => {
            out.columns(1);
            out.complete("SELECT 0");
        }
        "SELECT" if plain == "select 1" => {
            out.columns(1);
            out.row(["1"].into_iter());
            out.complete("SELECT 1");
        }
        _ => out.error("0A000", "the rehearsal's world has no answer to this query (simulated)"),
    }
}

fn find<'a>(database: &'a WorldPostgres, scene: &Scene, query: &str) -> Option<&'a SqlAnswer> {
    let moment = scene.moment();
    best(database.answer.iter().filter_map(|answer| {
        let keys = answer.when.fits(&moment)?;
        let hit = glob::matches(&self::plain(&answer.query), query)?;
        Some(((keys, hit.literal, 0), answer))
    }))
}

fn say(out: &mut Messages, answer: &SqlAnswer, scene: &Scene) {
    if let Some((code, text)) = answer.error.as_deref().and_then(|error| error.split_once(' ')) {
        return out.error(code, text);
    }
    out.columns(answer.rows.first().map_or(1, Vec::len));
    for row in &answer.rows {
        let values: Vec<String> = row.iter().map(|text| expand(text, scene, Call::default())).collect();
        out.row(values.iter().map(String::as_str));
    }
    out.complete(&format!("SELECT {}", answer.rows.len()));
}

/// Small letters, single blanks, no semicolon at the end.
fn plain(query: &str) -> String {
    let words: Vec<&str> = query.trim().trim_end_matches(';').split_whitespace().collect();
    words.join(" ").to_lowercase()
}
