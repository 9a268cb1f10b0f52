//! The `SQLite` file beneath a journal: how it is made, opened and recognised.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::task::Poll;
use std::time::Duration;

use futures::StreamExt;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row};

use super::chain::{Chain, Damage};
use super::entry::Entry;
use super::error::JournalError;
use super::verify::Fault;

/// The newest format of the tables that is known here; `user_version` in the file.
const FORMAT: i64 = 1;
const BUSY: Duration = Duration::from_secs(5);
/// Rows that are asked for at once, and that the database may be ahead of the reader.
const AT_ONCE: usize = 1024;

/// Replacing a row would delete it without the delete trigger, hence the one on insertion.
const TABLES: &str = "
    CREATE TABLE run(id TEXT NOT NULL) STRICT;
    CREATE TABLE events(seq INTEGER PRIMARY KEY, line BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
    CREATE TRIGGER events_keep BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
    CREATE TRIGGER events_stay BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
    CREATE TRIGGER events_follow BEFORE INSERT ON events
        WHEN NEW.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM events)
        BEGIN SELECT RAISE(ABORT, 'events are only added at the end'); END;
    PRAGMA user_version = 1;
";

/// The journal's file in a run's folder.
pub(super) fn file(dir: &Path) -> PathBuf {
    dir.join("journal.db")
}

/// Makes the run's folder, private to its owner, if it is missing.
pub(super) fn make_dir(dir: &Path) -> Result<(), JournalError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|source| JournalError::Io {
        action: "create",
        path: dir.to_owned(),
        source,
    })
}

/// Makes a new journal file for a run, and makes sure that it is there after a power cut.
pub(super) async fn create(dir: &Path, run: &str) -> Result<SqliteConnection, JournalError> {
    let path = file(dir);
    let io = |action, source| JournalError::Io { action, path: path.clone(), source };
    // SQLite gives its other files the rights of this one.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(JournalError::AlreadyExists { path });
        }
        Err(source) => return Err(io("create", source)),
    }
    let made = async {
        let mut connection = writable(&path).connect().await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
        sqlx::raw_sql(TABLES).execute(&mut connection).await?;
        sqlx::query("INSERT INTO run(id) VALUES (?)").bind(run.to_owned()).execute(&mut connection).await?;
        sqlx::query("COMMIT").execute(&mut connection).await?;
        Ok::<_, sqlx::Error>(connection)
    };
    let connection = match made.await {
        Ok(connection) => connection,
        Err(error) => {
            // Half a journal would only be in the way of the next try.
            for name in ["journal.db", "journal.db-wal", "journal.db-shm"] {
                let _gone = std::fs::remove_file(dir.join(name));
            }
            return Err(JournalError::NotWritten { path, count: 0, cause: super::append::failure(&error) });
        }
    };
    for folder in [Some(dir), dir.parent()].into_iter().flatten() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| io("sync", source))?;
    }
    Ok(connection)
}

/// Opens a run's journal for writing.
pub(super) async fn open(dir: &Path) -> Result<(SqliteConnection, String), JournalError> {
    let path = file(dir);
    let mut connection = connect(&writable(&path), &path).await?;
    let run = recognise(&mut connection, &path).await?;
    Ok((connection, run))
}

/// Opens a run's journal for reading only, whether or not it has a writer or its folder can be written.
pub(super) async fn open_read_only(dir: &Path) -> Result<(SqliteConnection, String), JournalError> {
    let path = file(dir);
    if !path.is_file() {
        return Err(JournalError::Missing { path });
    }
    let options = common(&path).read_only(true);
    let first = match connect(&options, &path).await {
        Ok(mut connection) => match recognise(&mut connection, &path).await {
            Ok(run) => return Ok((connection, run)),
            Err(error) => {
                let _closed = connection.close().await;
                error
            }
        },
        Err(error) => error,
    };
    // Where SQLite may not make its side files it can still read the main one as it stands, but that one is only
    // the whole of it when no events wait in the write-ahead log.
    let waiting = std::fs::metadata(dir.join("journal.db-wal")).is_ok_and(|log| log.len() > 0);
    if waiting || !matches!(first, JournalError::Unreadable { .. }) {
        return Err(first);
    }
    let mut connection = connect(&options.immutable(true), &path).await?;
    let run = recognise(&mut connection, &path).await?;
    Ok((connection, run))
}

/// Follows the chain through the rows from its place on, and hands each good entry and its bytes to `visit`.
pub(super) async fn walk(
    connection: &mut SqliteConnection,
    chain: &mut Chain,
    limit: Option<u64>,
    mut visit: impl FnMut(Entry, &[u8]),
) -> Option<Fault> {
    // From the first row on, even one with a place below zero.
    let mut from =
        if chain.count() == 0 { i64::MIN } else { i64::try_from(chain.count()).unwrap_or(i64::MAX) };
    let mut left = limit.unwrap_or(u64::MAX);
    let mut read: Vec<SqliteRow> = Vec::new();
    loop {
        let mut rows = sqlx::query("SELECT seq, line, hash FROM events WHERE seq >= ? ORDER BY seq LIMIT ?")
            .bind(from)
            .bind(left.min(AT_ONCE as u64).cast_signed())
            .fetch(&mut *connection);
        // Once it is asked, the database reads ahead in a thread of its own while the rows before are checked. Row by
        // row, the two would wake each other for every one.
        let first = futures::poll!(rows.next());
        if let Some(fault) = admit_all(chain, &read, &mut visit) {
            return Some(fault);
        }
        read.clear();
        let mut next = match first {
            Poll::Ready(next) => next,
            Poll::Pending => rows.next().await,
        };
        while let Some(row) = next {
            match row {
                Ok(row) => read.push(row),
                Err(error) => {
                    let earlier = admit_all(chain, &read, &mut visit);
                    return earlier.or_else(|| Some(fault(chain, Damage::Unreadable(error.to_string()))));
                }
            }
            next = rows.next().await;
        }
        let last = read.last()?.try_get::<i64, _>(0);
        left = left.saturating_sub(read.len() as u64);
        from = last.map_or(i64::MAX, |seq| seq.saturating_add(1));
    }
}

fn admit_all(chain: &mut Chain, rows: &[SqliteRow], visit: &mut impl FnMut(Entry, &[u8])) -> Option<Fault> {
    rows.iter().find_map(|row| match admit(chain, row) {
        Ok((entry, line)) => {
            visit(entry, line);
            None
        }
        Err(damage) => Some(fault(chain, damage)),
    })
}

fn fault(chain: &Chain, what: Damage) -> Fault {
    Fault { seq: chain.count(), what, last_good: chain.count().checked_sub(1) }
}

fn admit<'r>(chain: &mut Chain, row: &'r SqliteRow) -> Result<(Entry, &'r [u8]), Damage> {
    let malformed = |error: sqlx::Error| Damage::Malformed(error.to_string());
    let line: &[u8] = row.try_get(1).map_err(malformed)?;
    let entry =
        chain.admit_row(row.try_get(0).map_err(malformed)?, line, row.try_get(2).map_err(malformed)?)?;
    Ok((entry, line))
}

fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .row_buffer_size(AT_ONCE)
        // The file may come from anywhere.
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging()
}

fn writable(path: &Path) -> SqliteConnectOptions {
    common(path).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
}

async fn connect(options: &SqliteConnectOptions, path: &Path) -> Result<SqliteConnection, JournalError> {
    options.connect().await.map_err(|error| unreadable(path, &error))
}

/// Makes sure that the file is a journal of a known format, and gives the run that it belongs to.
async fn recognise(connection: &mut SqliteConnection, path: &Path) -> Result<String, JournalError> {
    let failed = |error: sqlx::Error| unreadable(path, &error);
    let not = |reason: &str| JournalError::NotAJournal { path: path.to_owned(), reason: reason.to_owned() };
    let found: i64 =
        sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await.map_err(failed)?;
    if found > FORMAT {
        return Err(JournalError::NewerFormat { path: path.to_owned(), found, known: FORMAT });
    }
    let tables: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('events', 'run')",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    if found < FORMAT || tables != 2 {
        return Err(not("it has not the tables of one"));
    }
    let row = sqlx::query("SELECT id FROM run").fetch_optional(&mut *connection).await.map_err(failed)?;
    let id: Option<String> = row.and_then(|row| row.try_get(0).ok());
    id.filter(|id| super::line::is_name(id)).ok_or_else(|| not("it does not say which run it belongs to"))
}

/// Tells a file that is no good from one that cannot be reached now.
pub(super) fn unreadable(path: &Path, error: &sqlx::Error) -> JournalError {
    let (path, reason) = (path.to_owned(), error.to_string());
    match primary_code(error) {
        // 1: the query does not fit the tables; 11: damaged pages; 26: no SQLite file at all.
        Some(1 | 11 | 26) => JournalError::NotAJournal { path, reason },
        _ => JournalError::Unreadable { path, reason },
    }
}

/// The `SQLite` result code, without its extension.
pub(super) fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}
