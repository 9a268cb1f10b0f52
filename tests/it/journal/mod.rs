//! The journal against real files, disks, signals and processes.

mod damage;
mod disk;
mod figures;
mod kill;
mod round_trip;
mod sharing;

use std::path::{Path, PathBuf};

use gonogo::journal::Journal;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

const RUN: &str = "7Q2M5K";

struct Folder {
    _temp: tempfile::TempDir,
    dir: PathBuf,
}

fn folder() -> Folder {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join(RUN);
    Folder { _temp: temp, dir }
}

fn noted(n: u64) -> (&'static str, Value) {
    ("noted", json!({"n": n, "text": format!("note {n}")}))
}

/// A closed journal with this many events.
async fn written(count: u64) -> Folder {
    let folder = folder();
    let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
    journal.append(&(0..count).map(noted).collect::<Vec<_>>()).await.unwrap();
    journal.close().await.unwrap();
    folder
}

/// Does to the file what the journal itself would never do.
async fn tamper(dir: &Path, sql: &str) {
    let mut connection =
        SqliteConnectOptions::new().filename(dir.join("journal.db")).connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
