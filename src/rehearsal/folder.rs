//! Where things lie in a world's folder, and how they are written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::RehearsalError;

/// A record isn't continued past this size: a loop in a command must not fill the disk.
const MOST_RECORD_BYTES: u64 = 16 * 1024 * 1024;

/// The world's folder.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`, which must be absolute.
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The stand-ins.
    pub(super) fn bin(&self) -> PathBuf {
        self.0.join("bin")
    }

    /// Where the commands run.
    pub(super) fn workspace(&self) -> PathBuf {
        self.0.join("workspace")
    }

    /// What the stand-ins need to know.
    pub(super) fn scene(&self) -> PathBuf {
        self.0.join("world.json")
    }

    /// The certificate of who signs the world's others.
    pub(super) fn authority(&self) -> PathBuf {
        self.0.join("authority.pem")
    }

    /// Faults and marks.
    pub(super) fn timeline(&self) -> PathBuf {
        self.0.join("timeline.jsonl")
    }

    /// What the services were sent.
    pub(super) fn received(&self) -> PathBuf {
        self.0.join("received.jsonl")
    }

    /// What the stand-ins were called with.
    pub(super) fn commands(&self) -> PathBuf {
        self.0.join("commands.jsonl")
    }
}

/// Makes `path` and what is above it, for the owner alone.
pub(super) fn make_folder(path: &Path) -> Result<(), RehearsalError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|source| RehearsalError::File {
        doing: "make",
        path: path.to_owned(),
        source,
    })
}

/// Writes `path` whole or not at all, for the owner alone.
pub(super) fn write_file(path: &Path, text: &[u8], executable: bool) -> Result<(), RehearsalError> {
    let failed = |source| RehearsalError::File { doing: "write", path: path.to_owned(), source };
    if let Some(parent) = path.parent() {
        make_folder(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = path.with_file_name(name);
    let mode = if executable { 0o700 } else { 0o600 };
    let write = || -> io::Result<()> {
        let mut file = File::create(&fresh)?;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.write_all(text)?;
        drop(file);
        fs::rename(&fresh, path)
    };
    write().map_err(failed)
}

/// Adds `line` to the record at `path`, in one write.
pub(super) fn append_line(path: &Path, line: &serde_json::Value) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    if file.metadata()?.len() > MOST_RECORD_BYTES {
        return Ok(());
    }
    let mut bytes = line.to_string().into_bytes();
    bytes.push(b'\n');
    file.write_all(&bytes)
}
