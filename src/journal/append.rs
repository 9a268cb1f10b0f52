//! The connection that writes, and its one transaction.

use std::path::PathBuf;

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::database;
use super::error::{JournalError, WriteFailure};
use super::hash::Hash;
use super::lock::RunLock;

/// An event on its way to the file.
pub(super) struct Pending {
    pub(super) seq: u64,
    pub(super) line: Vec<u8>,
    pub(super) hash: Hash,
}

/// How many events there are, and the hash of the last.
pub(super) type Head = (u64, Hash);

/// What writing needs; it has the lock, so that no other process can write while a transaction is under way.
pub(super) struct Writer {
    pub(super) connection: SqliteConnection,
    pub(super) path: PathBuf,
    /// Unknown after a failed write, until it is read again.
    pub(super) head: Option<Head>,
    pub(super) lock: RunLock,
}

impl Writer {
    /// The head as it stands in the file.
    pub(super) async fn head(&mut self) -> Result<Head, JournalError> {
        if let Some(head) = self.head {
            return Ok(head);
        }
        let row = sqlx::query("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut self.connection)
            .await
            .map_err(|error| database::unreadable(&self.path, &error))?;
        let head = match row {
            None => Some((0, Hash::GENESIS)),
            Some(row) => {
                let seq = row.try_get::<i64, _>(0).ok().and_then(|seq| u64::try_from(seq).ok());
                let hash = row.try_get::<&[u8], _>(1).ok().and_then(Hash::from_slice);
                seq.zip(hash).map(|(seq, hash)| (seq + 1, hash))
            }
        };
        self.head = head;
        head.ok_or_else(|| JournalError::NotAJournal {
            path: self.path.clone(),
            reason: "its last event has no place or no hash".to_owned(),
        })
    }

    /// Writes all of the events, durably, or none.
    pub(super) async fn commit(&mut self, events: &[Pending]) -> Result<(), JournalError> {
        self.head = None;
        let written = self.transact(events).await;
        if written.is_err() {
            // SQLite may have rolled back by itself, and then has nothing to roll back.
            let _done = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
        }
        written.map_err(|error| JournalError::NotWritten {
            path: self.path.clone(),
            count: events.len(),
            cause: failure(&error),
        })?;
        self.head = events.last().map(|last| (last.seq + 1, last.hash));
        Ok(())
    }

    async fn transact(&mut self, events: &[Pending]) -> Result<(), sqlx::Error> {
        let connection = &mut self.connection;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
        for Pending { seq, line, hash } in events {
            sqlx::query("INSERT INTO events(seq, line, hash) VALUES (?, ?, ?)")
                .bind(i64::try_from(*seq).unwrap_or(i64::MAX))
                .bind(line.clone())
                .bind(hash.as_bytes().to_vec())
                .execute(&mut *connection)
                .await?;
        }
        sqlx::query("COMMIT").execute(&mut *connection).await?;
        Ok(())
    }
}

/// What a failed write comes down to.
pub(super) fn failure(error: &sqlx::Error) -> WriteFailure {
    match database::primary_code(error) {
        Some(13) => WriteFailure::DiskFull,
        Some(8) => WriteFailure::ReadOnly,
        Some(10) => WriteFailure::Disk(error.to_string()),
        _ => WriteFailure::Other(error.to_string()),
    }
}
