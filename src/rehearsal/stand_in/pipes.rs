//! Stand-ins in the middle of a pipe.

use std::io::{self, Read, Write};
use std::os::unix::fs::FileTypeExt;

use flate2::Compression;
use flate2::write::GzEncoder;

/// No more is read of what nobody looks at: `yes |` never ends.
const MOST_DRAINED_BYTES: u64 = 64 * 1024 * 1024;

/// Reads what is piped in, so that the command before it doesn't die of a closed pipe. Only pipes: a file that a loop
/// reads belongs to the loop.
pub(super) fn drain() {
    if std::fs::metadata("/dev/stdin").is_ok_and(|meta| meta.file_type().is_fifo()) {
        let _ = io::copy(&mut io::stdin().lock().take(MOST_DRAINED_BYTES), &mut io::sink());
    }
}

/// Passes what is piped in on as it is: what `jq .` does, but for the looks.
pub(super) fn pass() -> u8 {
    let done = io::copy(&mut io::stdin().lock(), &mut io::stdout().lock());
    u8::from(done.is_err())
}

/// Compresses what is piped in.
pub(super) fn gzip() -> u8 {
    let mut out = GzEncoder::new(io::stdout().lock(), Compression::default());
    let done = io::copy(&mut io::stdin().lock(), &mut out)
        .and_then(|_| out.finish())
        .and_then(|mut out| out.flush());
    u8::from(done.is_err())
}
