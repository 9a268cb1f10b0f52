use std::{
    fs::File,
    io,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use super::{attempt_folder::AttemptFolder, error::ExecError, recorder::LINES_PER_ENTRY};

const PIECE: usize = 64 * 1024;
/// More of one line is not handed out.
const LONGEST_LINE: usize = 16 * 1024;

/// Where a byte of the output came from. On a terminal there is only stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One line of a transcript, raw: show it through [`super::styled`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it begins, in bytes from the transcript's start.
    pub offset: u64,
    /// Its bytes without the newline; at most the first 16 KiB.
    pub bytes: Vec<u8>,
    /// Whether there was more of it.
    pub cut: bool,
    /// Where its first byte came from.
    pub stream: Stream,
}

/// Reads the output of an attempt while it grows, without ever reading all of it: the shim's sparse index and what
/// has been counted before say where to look.
#[derive(Debug)]
pub struct Transcript {
    folder: PathBuf,
    output: File,
    lines: Option<File>,
    streams: Option<File>,
    /// Newlines in the bytes before `counted_to`.
    newlines: u64,
    counted_to: u64,
}

impl Transcript {
    /// Opens the transcript of the attempt in `dir`, running or ended.
    pub fn open(dir: &Path) -> Result<Self, ExecError> {
        let folder = AttemptFolder::new(dir);
        let output = File::open(folder.output()).map_err(ExecError::files("open", folder.output()))?;
        Ok(Self {
            folder: dir.to_path_buf(),
            output,
            lines: File::open(folder.lines()).ok(),
            streams: File::open(folder.streams()).ok(),
            newlines: 0,
            counted_to: 0,
        })
    }

    /// Its length now, in bytes.
    pub fn len(&self) -> Result<u64, ExecError> {
        self.output.metadata().map(|found| found.len()).map_err(self.failed())
    }

    /// Whether nothing has been written so far.
    pub fn is_empty(&self) -> Result<bool, ExecError> {
        Ok(self.len()? == 0)
    }

    /// Its lines now; an unfinished last one counts.
    pub fn line_count(&mut self) -> Result<u64, ExecError> {
        let end = self.len()?;
        self.count_to(end).map_err(self.failed())?;
        let mut last = [b'\n'];
        if end > 0 {
            self.output.read_exact_at(&mut last, end - 1).map_err(self.failed())?;
        }
        Ok(self.newlines + u64::from(last != *b"\n"))
    }

    /// Up to `most` bytes from `offset`; fewer at the end.
    pub fn read(&self, offset: u64, most: usize) -> Result<Vec<u8>, ExecError> {
        let left = usize::try_from(self.len()?.saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; most.min(left)];
        let read = read_at(&self.output, &mut bytes, offset).map_err(self.failed())?;
        bytes.truncate(read);
        Ok(bytes)
    }

    /// Up to `most` lines from the line numbered `from`, counted from 0.
    pub fn lines(&self, from: u64, most: usize) -> Result<Vec<Line>, ExecError> {
        let (mut line, mut offset) = self.entry_before(from);
        let end = self.len()?;
        while line < from {
            let Some(next) = self.after_newlines(offset, end, from - line).map_err(self.failed())? else {
                return Ok(Vec::new());
            };
            (line, offset) = (from, next);
        }
        let mut lines = Vec::new();
        while lines.len() < most && offset < end {
            let (found, next) = self.line_at(offset, end).map_err(self.failed())?;
            lines.push(found);
            offset = next;
        }
        self.mark_streams(&mut lines);
        Ok(lines)
    }

    fn failed(&self) -> impl FnOnce(io::Error) -> ExecError + use<> {
        ExecError::files("read", AttemptFolder::new(&self.folder).output())
    }

    /// The last place that the index knows at or before line `from`.
    fn entry_before(&self, from: u64) -> (u64, u64) {
        let known =
            self.lines.as_ref().and_then(|lines| lines.metadata().ok()).map_or(0, |found| found.len() / 8);
        let entry = (from / LINES_PER_ENTRY).min(known);
        match (entry.checked_sub(1), &self.lines) {
            (Some(record), Some(lines)) => {
                let mut offset = [0; 8];
                match lines.read_exact_at(&mut offset, record * 8) {
                    Ok(()) => (entry * LINES_PER_ENTRY, u64::from_le_bytes(offset)),
                    Err(_) => (0, 0),
                }
            }
            _ => (0, 0),
        }
    }

    fn count_to(&mut self, end: u64) -> io::Result<()> {
        let (line, offset) = self.entry_before(u64::MAX);
        if offset > self.counted_to && offset <= end {
            (self.newlines, self.counted_to) = (line, offset);
        }
        let mut piece = vec![0; PIECE];
        while self.counted_to < end {
            let most = usize::try_from(end - self.counted_to).unwrap_or(PIECE).min(PIECE);
            let read = read_at(&self.output, &mut piece[..most], self.counted_to)?;
            if read == 0 {
                break;
            }
            self.newlines += memchr::memchr_iter(b'\n', &piece[..read]).count() as u64;
            self.counted_to += read as u64;
        }
        Ok(())
    }

    /// The place behind the `count`th newline from `offset` on.
    fn after_newlines(&self, mut offset: u64, end: u64, mut count: u64) -> io::Result<Option<u64>> {
        let mut piece = vec![0; PIECE];
        while offset < end {
            let most = usize::try_from(end - offset).unwrap_or(PIECE).min(PIECE);
            let read = read_at(&self.output, &mut piece[..most], offset)?;
            if read == 0 {
                break;
            }
            for at in memchr::memchr_iter(b'\n', &piece[..read]) {
                count -= 1;
                if count == 0 {
                    return Ok(Some(offset + at as u64 + 1));
                }
            }
            offset += read as u64;
        }
        Ok(None)
    }

    /// The line at `offset` and where the next one begins.
    fn line_at(&self, offset: u64, end: u64) -> io::Result<(Line, u64)> {
        let mut line = Line { offset, bytes: Vec::new(), cut: false, stream: Stream::Stdout };
        let mut at = offset;
        let mut piece = vec![0; 1024];
        while at < end {
            let most = usize::try_from(end - at).unwrap_or(piece.len()).min(piece.len());
            let read = read_at(&self.output, &mut piece[..most], at)?;
            if read == 0 {
                break;
            }
            let newline = memchr::memchr(b'\n', &piece[..read]);
            let found = &piece[..newline.unwrap_or(read)];
            let room = LONGEST_LINE - line.bytes.len();
            line.cut |= found.len() > room;
            line.bytes.extend_from_slice(&found[..found.len().min(room)]);
            if let Some(newline) = newline {
                return Ok((line, at + newline as u64 + 1));
            }
            at += read as u64;
            if piece.len() < PIECE {
                piece.resize(PIECE, 0);
            }
        }
        Ok((line, end))
    }

    fn mark_streams(&self, lines: &mut [Line]) {
        let Some(streams) = &self.streams else { return };
        let count = streams.metadata().map_or(0, |found| found.len() / 16);
        let range = |record: u64| {
            let mut pair = [0; 16];
            streams.read_exact_at(&mut pair, record * 16).ok()?;
            let (from, length) = pair.split_at(8);
            let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).ok();
            Some((number(from)?, number(length)?))
        };
        for line in lines {
            // The last range that begins at or before the line.
            let (mut low, mut high) = (0, count);
            while low < high {
                let middle = u64::midpoint(low, high);
                match range(middle) {
                    Some((from, _)) if from <= line.offset => low = middle + 1,
                    _ => high = middle,
                }
            }
            if let Some((from, length)) = low.checked_sub(1).and_then(range)
                && line.offset < from + length
            {
                line.stream = Stream::Stderr;
            }
        }
    }
}

/// Fills `bytes` as far as the file goes.
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut read = 0;
    while read < bytes.len() {
        match file.read_at(&mut bytes[read..], offset + read as u64) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}
