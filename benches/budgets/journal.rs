//! A journal of a hundred thousand events: taken up again, and verified.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use gonogo::conductor::record;
use gonogo::journal::{Journal, verify};
use gonogo::model::event::Observation;
use gonogo::model::fold::fold_into;
use gonogo::model::ids::{CheckName, Person, StepId};
use gonogo::model::verdict::Outcome;
use gonogo::model::{Actor, Event, State};
use sha2::{Digest, Sha256};
use sqlx::{Connection, Row};

use super::home::{BenchHome, now};
use super::sample::{median, ms, timed};
use super::table::Table;

const EVENTS: u32 = 100_000;
const STEPS: u32 = 50;

fn book() -> String {
    let mut text =
        "format = 1\nid = \"bench\"\ntitle = \"Bench\"\n[[phase]]\nid = \"go\"\ntitle = \"Go\"\n".to_owned();
    for at in 0..STEPS {
        let _ = write!(
            text,
            "[[phase.step]]\nid = \"s{at}\"\ntitle = \"Step {at}\"\n[[phase.step.check]]\nname = \"Health\"\n\
             probe.http = {{ url = \"https://api.example.org/health\" }}\n"
        );
    }
    text
}

/// Tries of checks, as a long watch over many services leaves them, and a note now and then.
fn event(at: u32) -> Event {
    let step = StepId::new(format!("s{}", at % STEPS));
    if at.is_multiple_of(20) {
        return Event::NoteAdded { step: Some(step), text: format!("note {at}: as agreed with the team") };
    }
    Event::CheckTried {
        step,
        check: CheckName::new("Health"),
        number: at / STEPS + 1,
        observation: Observation {
            outcome: Outcome::Passed,
            query: "GET https://api.example.org/health".to_owned(),
            observed: "200 OK, 87 B, 12 ms: {\"status\":\"healthy\",\"checks\":{\"database\":\"healthy\"}}"
                .to_owned(),
            reason: "status 200".to_owned(),
            took_ms: 12,
            simulated: false,
        },
    }
}

async fn fill(dir: &Path) {
    let mut journal = Journal::open(dir).await.unwrap();
    let by = Actor::Person(Person::new("bench"));
    for batch in 0..EVENTS / 1000 {
        let events: Vec<_> =
            (0..1000).map(|at| record::to_entry(now(), &by, &event(batch * 1000 + at)).unwrap()).collect();
        journal.append(&events).await.unwrap();
    }
    journal.close().await.unwrap();
}

/// Every line read from SQLite and hashed: the least that either can take.
async fn bare(dir: &Path) -> usize {
    let url = format!("sqlite://{}?mode=ro", dir.join("journal.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let rows = sqlx::query("SELECT line FROM events ORDER BY seq").fetch_all(&mut connection).await.unwrap();
    rows.iter().filter(|row| Sha256::digest(row.get::<&[u8], _>(0))[0] < 255).count()
}

async fn resume(dir: &Path, run: &str, text: &str) -> u64 {
    let mut state = State::of(toml::from_str(text).unwrap());
    let journal = Journal::replay(dir, |entry| {
        fold_into(&mut state, &record::from_entry(run, entry).unwrap());
    })
    .await
    .unwrap();
    journal.close().await.unwrap();
    state.events
}

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let text = book();
    let run = home.run(&text);
    let dir = home.folder_of(&run).dir().to_path_buf();
    home.runtime.block_on(fill(&dir));
    let (mut peers, mut resumed, mut verified) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        peers.push(timed(|| home.runtime.block_on(bare(&dir))).1);
        let (events, took) = timed(|| home.runtime.block_on(resume(&dir, run.as_str(), &text)));
        assert_eq!(events, u64::from(EVENTS) + 1);
        resumed.push(took);
        let (found, took) = timed(|| home.runtime.block_on(verify(&dir)));
        assert_eq!(found.unwrap().fault, None);
        verified.push(took);
    }
    let peer = format!("{} SELECT and SHA-256", ms(median(peers)));
    for (what, all, budget, limit) in [
        ("journal of 100,000 events: resume (replay and fold)", resumed, "≤ 500 ms", 500),
        ("the same: verify", verified, "≤ 1 s", 1000),
    ] {
        let ours = median(all);
        let met = Some(ours <= Duration::from_millis(limit));
        table.add(what, (ms(ours), peer.clone()), String::new(), budget, met);
    }
}
