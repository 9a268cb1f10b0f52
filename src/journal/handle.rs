//! A run's journal in the hands of its one writer.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sqlx::Connection;
use tokio::task::JoinHandle;

use super::append::{Pending, Writer};
use super::chain::Chain;
use super::database;
use super::entry::Entry;
use super::error::JournalError;
use super::hash::Hash;
use super::line;
use super::lock::RunLock;
use super::reader::{self, Reader};

/// A run's journal, open for writing; no other process can open it so at the same time.
///
/// Needs a tokio runtime. [`Journal::close`] leaves a tidy folder; dropping is safe, and loses nothing either.
pub struct Journal {
    path: PathBuf,
    run: String,
    link: Link,
}

/// Where the writer is.
enum Link {
    Idle(Box<Writer>),
    /// A transaction runs to its end even when its caller has gone away.
    Writing(JoinHandle<(Box<Writer>, Result<(), JournalError>)>),
    Gone,
}

impl Journal {
    /// Makes the journal of a new run in the run's folder, which is made if it is missing.
    pub async fn create(dir: &Path, run: &str) -> Result<Self, JournalError> {
        if !line::is_name(run) {
            return Err(JournalError::BadName { what: "run id", name: run.to_owned() });
        }
        database::make_dir(dir)?;
        let lock = RunLock::take(dir)?;
        let connection = database::create(dir, run).await?;
        let path = database::file(dir);
        let head = Some((0, Hash::GENESIS));
        let writer = Writer { connection, path: path.clone(), head, lock };
        Ok(Self { path, run: run.to_owned(), link: Link::Idle(Box::new(writer)) })
    }

    /// Opens the journal in a run's folder, and checks every event in it.
    pub async fn open(dir: &Path) -> Result<Self, JournalError> {
        Self::replay(dir, |_| {}).await
    }

    /// Opens the journal like [`Journal::open`], and gives its events from the same single pass; for a long run
    /// [`Journal::replay`] needs less time and far less memory.
    pub async fn resume(dir: &Path) -> Result<(Self, Vec<Entry>), JournalError> {
        let mut entries = Vec::new();
        let journal = Self::replay(dir, |entry| entries.push(entry)).await?;
        Ok((journal, entries))
    }

    /// Opens the journal for reading only: without the lock, while another process writes, on a read-only disk.
    pub async fn open_read_only(dir: &Path) -> Result<Reader, JournalError> {
        Reader::open(dir).await
    }

    /// Opens the journal like [`Journal::open`], and hands each event to `visit` as it passes. After an error `visit`
    /// has seen the good events before the fault.
    pub async fn replay(dir: &Path, mut visit: impl FnMut(Entry)) -> Result<Self, JournalError> {
        let path = database::file(dir);
        if !path.is_file() {
            return Err(JournalError::Missing { path });
        }
        let lock = RunLock::take(dir)?;
        let (mut connection, run) = database::open(dir).await?;
        let mut chain = Chain::new(&run);
        let fault = database::walk(&mut connection, &mut chain, None, |entry, _| visit(entry)).await;
        if let Some(fault) = fault {
            let _closed = connection.close().await;
            return Err(fault.into_error(path));
        }
        let head = Some((chain.count(), chain.head()));
        let writer = Writer { connection, path: path.clone(), head, lock };
        Ok(Self { path, run, link: Link::Idle(Box::new(writer)) })
    }

    /// The run whose journal this is.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// How many events there are, and the hash of the last one ([`Hash::GENESIS`] without any).
    pub async fn head(&mut self) -> Result<(u64, Hash), JournalError> {
        self.writer().await?.head().await
    }

    /// Adds events, each a kind and a body, at the end. They are on disk when this returns; after an error none of
    /// them is, and a later call goes on where the last good one ended.
    ///
    /// A call that is given up half-way still writes all of its events or none; [`Journal::head`] and
    /// [`Journal::read_from`] tell which.
    pub async fn append<K: AsRef<str>>(&mut self, events: &[(K, Value)]) -> Result<Vec<Entry>, JournalError> {
        let (count, head) = self.head().await?;
        let mut chain = Chain::resumed(&self.run, count, head);
        let mut pending = Vec::with_capacity(events.len());
        let mut entries = Vec::with_capacity(events.len());
        for (index, (kind, body)) in events.iter().enumerate() {
            let (line, entry) = chain.forge(index, kind.as_ref(), body)?;
            pending.push(Pending { seq: entry.seq, line, hash: entry.hash });
            entries.push(entry);
        }
        if pending.is_empty() {
            return Ok(entries);
        }
        let Link::Idle(mut writer) = std::mem::replace(&mut self.link, Link::Gone) else {
            return Err(self.stopped());
        };
        self.link = Link::Writing(tokio::spawn(async move {
            let written = writer.commit(&pending).await;
            (writer, written)
        }));
        self.settle().await?.map(|()| entries)
    }

    /// The events from `seq` on, each checked against the one before it.
    pub async fn read_from(&mut self, seq: u64) -> Result<Vec<Entry>, JournalError> {
        let run = self.run.clone();
        let path = self.path.clone();
        reader::read(&mut self.writer().await?.connection, &path, &run, seq, None).await
    }

    /// Closes the file, with nothing left in the write-ahead log, and lets go of the run.
    pub async fn close(mut self) -> Result<(), JournalError> {
        self.writer().await?;
        let Link::Idle(writer) = std::mem::replace(&mut self.link, Link::Gone) else {
            return Err(self.stopped());
        };
        let Writer { connection, path, lock, .. } = *writer;
        let closed = connection.close().await;
        drop(lock);
        closed.map_err(|error| JournalError::Unreadable { path, reason: error.to_string() })
    }

    /// The writer, once an earlier call's transaction has ended.
    async fn writer(&mut self) -> Result<&mut Writer, JournalError> {
        // Its outcome was its own caller's, who did not wait for it.
        let _earlier = self.settle().await?;
        match &mut self.link {
            Link::Idle(writer) => Ok(writer),
            Link::Writing(_) | Link::Gone => Err(JournalError::Stopped { path: self.path.clone() }),
        }
    }

    /// Waits for a transaction under way, and gives its outcome.
    async fn settle(&mut self) -> Result<Result<(), JournalError>, JournalError> {
        let Link::Writing(task) = &mut self.link else { return Ok(Ok(())) };
        if let Ok((writer, written)) = task.await {
            self.link = Link::Idle(writer);
            Ok(written)
        } else {
            self.link = Link::Gone;
            Err(self.stopped())
        }
    }

    fn stopped(&self) -> JournalError {
        JournalError::Stopped { path: self.path.clone() }
    }
}
