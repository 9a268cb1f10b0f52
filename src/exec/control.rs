use std::{
    fs::File,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use super::{
    attempt_folder::AttemptFolder, attempt_spec::TerminalSize, error::ExecError, identity::Witness,
    recover::is_watched,
};

/// What a FIFO takes in one piece (`PIPE_BUF`), without the header.
pub(crate) const MOST_KEYS: usize = 2048;
/// Kind and length.
const HEADER: usize = 3;

/// A request to the shim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Cancel,
    Resize(TerminalSize),
    Keys(Vec<u8>),
}

impl Request {
    fn encode(&self) -> Vec<u8> {
        let (kind, payload) = match self {
            Self::Cancel => (b'c', Vec::new()),
            Self::Resize(size) => (b'r', [size.rows.to_le_bytes(), size.columns.to_le_bytes()].concat()),
            Self::Keys(keys) => (b'k', keys.clone()),
        };
        let length = u16::try_from(payload.len()).unwrap_or(u16::MAX);
        let mut frame = vec![kind];
        frame.extend(length.to_le_bytes());
        frame.extend(payload);
        frame
    }

    fn decode(kind: u8, payload: &[u8]) -> Option<Self> {
        match (kind, payload) {
            (b'c', _) => Some(Self::Cancel),
            (b'r', &[r0, r1, c0, c1]) => Some(Self::Resize(TerminalSize {
                rows: u16::from_le_bytes([r0, r1]),
                columns: u16::from_le_bytes([c0, c1]),
            })),
            (b'k', keys) => Some(Self::Keys(keys.to_vec())),
            _ => None,
        }
    }

    /// Hands the request to the shim of the attempt in `dir`. Never blocks.
    pub(crate) fn send(&self, dir: &Path) -> Result<(), ExecError> {
        let folder = AttemptFolder::new(dir);
        let not_running = || ExecError::NotRunning { dir: dir.to_path_buf() };
        let witness = Witness::read(&folder.pid()).ok_or_else(not_running)?;
        if !is_watched(&folder) || !witness.is_of_this_boot() || !witness.shim.is_alive() {
            return Err(not_running());
        }
        let fifo = File::options()
            .write(true)
            .custom_flags(i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default())
            .open(folder.control());
        // Without a reader the open fails: the shim has gone since.
        let mut fifo = fifo.map_err(|_| not_running())?;
        fifo.write_all(&self.encode()).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => ExecError::Busy { dir: dir.to_path_buf() },
            _ => ExecError::files("write to", folder.control())(error),
        })
    }
}

/// Takes the requests out of what has been read from the FIFO so far.
pub(crate) fn take_requests(pending: &mut Vec<u8>) -> Vec<Request> {
    let mut requests = Vec::new();
    while let [kind, low, high, rest @ ..] = pending.as_slice() {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        let Some(payload) = rest.get(..length) else { break };
        requests.extend(Request::decode(*kind, payload));
        pending.drain(..HEADER + length);
    }
    requests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_survive_any_split() {
        let sent = [
            Request::Keys(b"ls\r".to_vec()),
            Request::Resize(TerminalSize { rows: 40, columns: 300 }),
            Request::Cancel,
        ];
        let bytes: Vec<u8> = sent.iter().flat_map(Request::encode).collect();
        for cut in 0..=bytes.len() {
            let mut pending = bytes[..cut].to_vec();
            let mut got = take_requests(&mut pending);
            pending.extend_from_slice(&bytes[cut..]);
            got.extend(take_requests(&mut pending));
            assert_eq!(got, sent);
        }
    }
}
