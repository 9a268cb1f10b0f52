//! `file`: whether a file is there, and whole.

use std::fs::{File as StdFile, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use flate2::read::MultiGzDecoder;
use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use super::context::Context;
use super::expect::Held;
use super::kind::{Kind, Probe, problem, problem_overall};
use super::quote::quote;
use super::resolve::is_open;
use super::seen::Seen;
use crate::model::quantity::{Unit, parse_number};
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// `probe.file = { path = "${BACKUP_FILE}", gzip = true, min_size = "1 KiB" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// The path; a relative one starts in the run's folder.
    path: String,
    /// Whether it must exist. It must by default.
    #[serde(default = "yes")]
    exists: bool,
    /// The least size: `1 KiB`.
    #[serde(default)]
    min_size: Option<String>,
    /// The greatest size.
    #[serde(default)]
    max_size: Option<String>,
    /// How long ago it may have been changed: `24h`.
    #[serde(default)]
    max_age: Option<Span>,
    /// Whether it must be a whole gzip file; it is read to its end.
    #[serde(default)]
    gzip: bool,
    /// The SHA-256 that it must have, in hex.
    #[serde(default)]
    sha256: Option<String>,
}

const fn yes() -> bool {
    true
}

impl File {
    fn judge(&self, path: &Path, stop: &AtomicBool) -> Seen {
        let found = match std::fs::metadata(path) {
            Ok(found) => found,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                let mut held = Held::default();
                held.hold(!self.exists, "it doesn't exist", "it doesn't exist");
                return held.seen("not there");
            }
            Err(error) => return Seen::errored(format!("it can't be looked at: {error}")),
        };
        let size = as_number(found.len());
        let mut observed = Unit::Bytes.show(size);
        let mut held = Held::default();
        if !self.exists {
            held.missed("it exists, but must not");
            return held.seen(observed);
        }
        if !found.is_file() {
            return Seen::failed(
                if found.is_dir() { "a folder" } else { "a special file" },
                "it is not a regular file",
            );
        }
        held.met("it exists");
        self.judge_size(&mut held, size);
        self.judge_age(&mut held, &found, &mut observed);
        if self.gzip {
            judge_gzip(&mut held, path, stop, &mut observed);
        }
        if let Some(expected) = &self.sha256 {
            judge_sha256(&mut held, path, expected, stop, &mut observed);
        }
        held.seen(observed)
    }

    fn judge_size(&self, held: &mut Held, size: f64) {
        let shown = Unit::Bytes.show(size);
        for (limit, is_least) in [(&self.min_size, true), (&self.max_size, false)] {
            let Some(limit) = limit else { continue };
            let Some(bytes) = parse_number(limit) else { return held.wrong(bad_size(limit)) };
            let (holds, words) = if is_least { (size >= bytes, "less") } else { (size <= bytes, "more") };
            held.hold(holds, format!("size {shown}"), format!("size {shown} is {words} than {limit}"));
        }
    }

    fn judge_age(&self, held: &mut Held, found: &Metadata, observed: &mut String) {
        let Some(most) = self.max_age else { return };
        match found.modified().map(|changed| SystemTime::now().duration_since(changed)) {
            Ok(Ok(age)) => {
                let shown = Span::seconds(age.as_secs());
                *observed = format!("{observed}, {shown} old");
                held.hold(
                    age <= most.duration(),
                    format!("{shown} old"),
                    format!("it is {shown} old, more than {most}"),
                );
            }
            Ok(Err(_)) => held.unclear("it was changed in the future: a clock is wrong"),
            Err(error) => held.unseen(format!("its age can't be told: {error}")),
        }
    }
}

fn judge_gzip(held: &mut Held, path: &Path, stop: &AtomicBool, observed: &mut String) {
    let file = match StdFile::open(path) {
        Ok(file) => file,
        Err(error) => return held.unseen(format!("it can't be read: {error}")),
    };
    let source = Source { file, failed: None };
    let mut gzip = MultiGzDecoder::new(std::io::BufReader::with_capacity(64 * 1024, source));
    let result = drain(&mut gzip, stop, |_| {});
    // An error of the disk says nothing about the file's content.
    if let Some(why) = &gzip.get_ref().get_ref().failed {
        return held.unseen(format!("it can't be read: {why}"));
    }
    match result {
        Ok(bytes) => {
            *observed = format!("{observed}, {} unpacked", Unit::Bytes.show(as_number(bytes)));
            held.met("it is a whole gzip file");
        }
        Err(error) => held.missed(format!("it is not a whole gzip file: {error}")),
    }
}

fn judge_sha256(held: &mut Held, path: &Path, expected: &str, stop: &AtomicBool, observed: &mut String) {
    let mut hash = Sha256::new();
    let result = StdFile::open(path).and_then(|mut file| drain(&mut file, stop, |bytes| hash.update(bytes)));
    if let Err(error) = result {
        return held.unseen(format!("it can't be read: {error}"));
    }
    let hex = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    *observed = format!("{observed}, sha256 {hex}");
    held.hold(
        hex.eq_ignore_ascii_case(expected.trim()),
        "its SHA-256 is as expected",
        format!("its SHA-256 is {hex}, not {}", expected.trim()),
    );
}

/// A file that remembers why it could not be read.
struct Source {
    file: StdFile,
    failed: Option<String>,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file.read(buffer).inspect_err(|error| self.failed = Some(error.to_string()))
    }
}

/// Reads to the end, or until it is told to stop.
fn drain(source: &mut impl Read, stop: &AtomicBool, mut with: impl FnMut(&[u8])) -> std::io::Result<u64> {
    let mut buffer = vec![0; 64 * 1024];
    let mut total = 0;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(std::io::Error::new(ErrorKind::Interrupted, "stopped"));
        }
        let read = source.read(&mut buffer)?;
        if read == 0 {
            return Ok(total);
        }
        total += read as u64;
        with(&buffer[..read]);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a file's size is shown with three digits")]
fn as_number(bytes: u64) -> f64 {
    bytes as f64
}

fn bad_size(text: &str) -> String {
    format!("`{text}` is not a size: write it like `1 KiB` or `20 MB`")
}

struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Probe for File {
    fn query(&self) -> String {
        self.path.clone()
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let path: PathBuf = context.folder.join(&self.path);
            let probe = self.clone();
            let stop = Arc::new(AtomicBool::new(false));
            let _stop_on_drop = StopOnDrop(Arc::clone(&stop));
            spawn_blocking(move || probe.judge(&path, &stop))
                .await
                .unwrap_or_else(|_| Seen::errored("it could not be looked at"))
        })
    }
}

impl Kind for File {
    const NAME: &'static str = "file";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = Vec::new();
        for (key, size) in [("min_size", &self.min_size), ("max_size", &self.max_size)] {
            if let Some(size) = size.as_ref().filter(|size| !is_open(size) && parse_number(size).is_none()) {
                found.push(problem(key, bad_size(size)));
            }
        }
        if let Some(sum) = self.sha256.as_ref().filter(|sum| !is_open(sum)) {
            let sum = sum.trim();
            if sum.len() != 64 || !sum.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                found.push(problem("sha256", format!("`{sum}` is not a SHA-256: it has 64 hex digits")));
            }
        }
        let more = self.min_size.is_some() || self.max_size.is_some() || self.max_age.is_some();
        if !self.exists && (more || self.gzip || self.sha256.is_some()) {
            found.push(problem_overall(
                "a file that must not exist has no size, age or content: leave them out",
            ));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let path = quote(&self.path);
        if !self.exists {
            return Some(format!("test ! -e {path}"));
        }
        let mut parts = vec![format!("ls -l {path}")];
        if self.gzip {
            parts.push(format!("gzip -t {path}"));
        }
        if self.sha256.is_some() {
            parts.push(format!("sha256sum {path}"));
        }
        Some(parts.join(" && "))
    }
}
