//! A run's journal in the hands of somebody who only looks.

use std::path::{Path, PathBuf};

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::chain::{Chain, Damage};
use super::database;
use super::entry::Entry;
use super::error::JournalError;
use super::hash::Hash;
use super::verify::{Fault, Good, Verified};

/// A run's journal, open for reading only; takes no lock and changes nothing.
pub struct Reader {
    path: PathBuf,
    run: String,
    connection: SqliteConnection,
}

impl Reader {
    pub(super) async fn open(dir: &Path) -> Result<Self, JournalError> {
        let (connection, run) = database::open_read_only(dir).await?;
        Ok(Self { path: database::file(dir), run, connection })
    }

    /// The run whose journal this is.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The events from `seq` on, each checked against the one before it.
    pub async fn read_from(&mut self, seq: u64) -> Result<Vec<Entry>, JournalError> {
        read(&mut self.connection, &self.path, &self.run, seq, None).await
    }

    /// At most `limit` events from `seq` on; an empty list says that there are no more.
    pub async fn read_chunk(&mut self, seq: u64, limit: u64) -> Result<Vec<Entry>, JournalError> {
        read(&mut self.connection, &self.path, &self.run, seq, Some(limit)).await
    }

    /// All events up to the first one that is not good, and what is wrong with that one.
    pub async fn read_good(&mut self) -> Good {
        let mut entries = Vec::new();
        let mut chain = Chain::new(&self.run);
        let fault =
            database::walk(&mut self.connection, &mut chain, None, |entry, _| entries.push(entry)).await;
        Good { entries, fault }
    }

    /// The lines of all events, exactly as they were hashed, without line feeds.
    pub async fn lines(&mut self) -> Result<Vec<Vec<u8>>, JournalError> {
        let mut lines = Vec::new();
        let mut chain = Chain::new(&self.run);
        let fault =
            database::walk(&mut self.connection, &mut chain, None, |_, line| lines.push(line.to_owned()))
                .await;
        fault.map_or(Ok(lines), |fault| Err(fault.into_error(self.path.clone())))
    }

    /// Checks every event, from the first on.
    pub async fn verify(&mut self) -> Verified {
        let mut chain = Chain::new(&self.run);
        let fault = database::walk(&mut self.connection, &mut chain, None, |_, _| {}).await;
        Verified { count: chain.count(), head: chain.head(), fault }
    }
}

/// Reads from a place on, which must follow the event before it.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    path: &Path,
    run: &str,
    seq: u64,
    limit: Option<u64>,
) -> Result<Vec<Entry>, JournalError> {
    let head = match seq.checked_sub(1) {
        None => Hash::GENESIS,
        Some(before) => {
            let row = sqlx::query("SELECT hash FROM events WHERE seq = ?")
                .bind(i64::try_from(before).unwrap_or(i64::MAX))
                .fetch_optional(&mut *connection)
                .await
                .map_err(|error| database::unreadable(path, &error))?;
            let Some(row) = row else { return Ok(Vec::new()) };
            let hash = row.try_get::<&[u8], _>(0).ok().and_then(Hash::from_slice);
            hash.ok_or_else(|| {
                let what = Damage::Malformed("its recorded hash is not one".to_owned());
                Fault { seq: before, what, last_good: before.checked_sub(1) }.into_error(path.to_owned())
            })?
        }
    };
    let mut entries = Vec::new();
    let mut chain = Chain::resumed(run, seq, head);
    let fault = database::walk(connection, &mut chain, limit, |entry, _| entries.push(entry)).await;
    fault.map_or(Ok(entries), |fault| Err(fault.into_error(path.to_owned())))
}
