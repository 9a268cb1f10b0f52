use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Write as _},
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::Path,
};

use sha2::{Digest as _, Sha256};

use super::{attempt_folder::AttemptFolder, ended::TranscriptInfo, transcript::Stream};

/// The index names the place of every line that this divides.
pub(crate) const LINES_PER_ENTRY: u64 = 256;
/// Smaller pieces are gathered before they are written.
const DIRECT: usize = 16 * 1024;

/// Writes a transcript and what goes with it. After a failed write it takes and drops everything: the command must not
/// suffer from a full disk here.
#[derive(Debug)]
pub(crate) struct Recorder {
    output: File,
    streams: File,
    lines: File,
    hash: Sha256,
    gathered: Vec<u8>,
    bytes: u64,
    newlines: u64,
    ends_in_newline: bool,
    stderr: Option<StderrRange>,
    fault: Option<String>,
}

/// The last range of stderr, and the place of its record.
#[derive(Clone, Copy, Debug)]
struct StderrRange {
    record: u64,
    from: u64,
    length: u64,
}

impl Recorder {
    pub(crate) fn create(folder: &AttemptFolder) -> io::Result<Self> {
        Ok(Self {
            output: create(&folder.output())?,
            streams: create(&folder.streams())?,
            lines: create(&folder.lines())?,
            hash: Sha256::new(),
            gathered: Vec::with_capacity(DIRECT * 2),
            bytes: 0,
            newlines: 0,
            ends_in_newline: true,
            stderr: None,
            fault: None,
        })
    }

    /// Takes a piece; call [`Self::flush`] before the stream changes.
    pub(crate) fn push(&mut self, stream: Stream, bytes: &[u8]) {
        if self.gathered.is_empty() && bytes.len() >= DIRECT {
            self.write(stream, bytes);
        } else {
            self.gathered.extend_from_slice(bytes);
            if self.gathered.len() >= DIRECT {
                self.flush(stream);
            }
        }
    }

    pub(crate) fn flush(&mut self, stream: Stream) {
        let mut gathered = std::mem::take(&mut self.gathered);
        self.write(stream, &gathered);
        gathered.clear();
        self.gathered = gathered;
    }

    /// Makes the transcript durable and says what it has become, and what went wrong with it.
    pub(crate) fn finish(mut self) -> (TranscriptInfo, Option<String>) {
        if self.bytes > 0
            && let Err(error) = self.output.sync_data()
        {
            self.fault.get_or_insert_with(|| format!("the transcript may not be on disk: {error}"));
        }
        let unfinished = u64::from(!self.ends_in_newline);
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            let _ = write!(sha256, "{byte:02x}");
        }
        (TranscriptInfo { bytes: self.bytes, lines: self.newlines + unfinished, sha256 }, self.fault)
    }

    fn write(&mut self, stream: Stream, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.fault.is_none() {
            match self.output.write(bytes) {
                Ok(written) if written > 0 => {
                    self.account(stream, &bytes[..written]);
                    bytes = &bytes[written..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(_) => self.stop("nothing more could be written"),
                Err(error) => self.stop(&error.to_string()),
            }
        }
    }

    fn stop(&mut self, reason: &str) {
        self.fault = Some(format!("the transcript stops at byte {}: {reason}", self.bytes));
    }

    fn account(&mut self, stream: Stream, bytes: &[u8]) {
        self.hash.update(bytes);
        let mut entries = Vec::new();
        for at in memchr::memchr_iter(b'\n', bytes) {
            self.newlines += 1;
            if self.newlines.is_multiple_of(LINES_PER_ENTRY) {
                entries.extend((self.bytes + at as u64 + 1).to_le_bytes());
            }
        }
        // Both are conveniences: a reader does without the index, and shows one colour without the ranges.
        let _ = self.lines.write_all(&entries);
        if stream == Stream::Stderr {
            let _ = self.note_stderr(bytes.len() as u64);
        }
        self.bytes += bytes.len() as u64;
        self.ends_in_newline = bytes.last().is_none_or(|byte| *byte == b'\n');
    }

    fn note_stderr(&mut self, length: u64) -> io::Result<()> {
        match &mut self.stderr {
            Some(range) if range.from + range.length == self.bytes => {
                range.length += length;
                self.streams.write_all_at(&range.length.to_le_bytes(), range.record + 8)
            }
            last => {
                let record = last.map_or(0, |last| last.record + 16);
                *last = Some(StderrRange { record, from: self.bytes, length });
                let pair = [self.bytes.to_le_bytes(), length.to_le_bytes()].concat();
                self.streams.write_all_at(&pair, record)
            }
        }
    }
}

fn create(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).mode(0o600).open(path)
}
