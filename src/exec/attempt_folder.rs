use std::{
    fs, io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

/// The names inside an attempt's folder; the one place that spells them.
#[derive(Clone, Debug)]
pub(crate) struct AttemptFolder(PathBuf);

impl AttemptFolder {
    pub(crate) fn new(dir: &Path) -> Self {
        Self(dir.to_path_buf())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Held exclusively by the shim for as long as the outcome is open.
    pub(crate) fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    /// Who runs: see `Witness`.
    pub(crate) fn pid(&self) -> PathBuf {
        self.0.join("pid")
    }

    /// The outcome, written once.
    pub(crate) fn exit(&self) -> PathBuf {
        self.0.join("exit")
    }

    pub(crate) fn exit_draft(&self) -> PathBuf {
        self.0.join("exit.tmp")
    }

    /// The masked transcript.
    pub(crate) fn output(&self) -> PathBuf {
        self.0.join("output")
    }

    /// Which byte ranges of the transcript were stderr: pairs of little-endian u64, offset and length.
    pub(crate) fn streams(&self) -> PathBuf {
        self.0.join("streams")
    }

    /// Little-endian u64 offsets of lines 256, 512, … of the transcript.
    pub(crate) fn lines(&self) -> PathBuf {
        self.0.join("lines")
    }

    /// The FIFO through which the shim is asked for things.
    pub(crate) fn control(&self) -> PathBuf {
        self.0.join("control")
    }

    /// What the shim itself had to say before it could report properly.
    pub(crate) fn log(&self) -> PathBuf {
        self.0.join("shim.log")
    }
}

/// Creates `path` and its missing parents, readable by the owner only.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}
