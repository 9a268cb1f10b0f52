//! The append-only, hash-chained record of a run, and where runs live on disk.
//!
//! An event is one line of canonical JSON (RFC 8785), `{"body":…,"prev":"…","run":"…","seq":0,"type":"…","v":1}`;
//! its hash is the SHA-256 of the line, and the next line carries it as `prev`. The exact bytes are stored and the
//! stored bytes are what is hashed again on verification. What an event means is not known here.

mod append;
mod archive;
mod body;
mod chain;
mod database;
mod entry;
mod error;
mod handle;
mod hash;
mod line;
mod lock;
mod places;
mod private_dir;
mod reader;
mod run_id;
mod verify;

pub use archive::{RunFolder, list_runs, new_run_id};
pub use body::BodyError;
pub use chain::{Chain, Damage};
pub use entry::Entry;
pub use error::{JournalError, WriteFailure};
pub use handle::Journal;
pub use hash::Hash;
pub use places::{Home, PlacesError};
pub use reader::Reader;
pub use run_id::parse_run_id;
pub use verify::{Fault, Good, Verified, verify};
