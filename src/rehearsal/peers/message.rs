//! PostgreSQL's messages, as far as simple queries need them (protocol 3.0).

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// No message of a client is longer.
const MOST_BYTES: usize = 1024 * 1024;

/// The first message: what a client wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// To speak TLS, or GSSAPI.
    Encrypt,
    /// To begin.
    Begin,
    /// Anything else, as to cancel a query.
    Other,
}

/// Reads the first message, which has no kind.
pub(super) async fn opening(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Opening> {
    let body = body(from).await?;
    let code = body.first_chunk().map(|code| u32::from_be_bytes(*code));
    Ok(match code {
        Some(80_877_103 | 80_877_104) => Opening::Encrypt,
        Some(0x0003_0000..=0x0003_FFFF) => Opening::Begin,
        _ => Opening::Other,
    })
}

/// The next message, with its kind; `None` where the client has gone.
pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<(u8, Vec<u8>)>> {
    match from.read_u8().await {
        Ok(kind) => Ok(Some((kind, body(from).await?))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

async fn body(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let length = usize::try_from(from.read_u32().await?).unwrap_or(usize::MAX);
    let length = length.checked_sub(4).filter(|length| *length <= MOST_BYTES);
    let mut body = vec![0; length.ok_or(io::ErrorKind::InvalidData)?];
    from.read_exact(&mut body).await?;
    Ok(body)
}

/// Messages to a client, in their order.
#[derive(Debug, Default)]
pub(super) struct Messages(pub(super) Vec<u8>);

impl Messages {
    /// One message of this kind.
    pub(super) fn push(&mut self, kind: u8, body: &[u8]) {
        self.0.push(kind);
        self.0.extend_from_slice(&length(body.len() + 4));
        self.0.extend_from_slice(body);
    }

    /// The columns' names; all are texts.
    pub(super) fn columns(&mut self, count: usize) {
        let mut body = short(count);
        for column in 1..=count {
            body.extend_from_slice(format!("column{column}\0").as_bytes());
            // No table, no column of it, type text, any length, no modifier, in text form.
            body.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
            body.extend_from_slice(&25_u32.to_be_bytes());
            body.extend_from_slice(&(-1_i16).to_be_bytes());
            body.extend_from_slice(&(-1_i32).to_be_bytes());
            body.extend_from_slice(&[0, 0]);
        }
        self.push(b'T', &body);
    }

    /// One row.
    pub(super) fn row<'a>(&mut self, values: impl ExactSizeIterator<Item = &'a str>) {
        let mut body = short(values.len());
        for value in values {
            body.extend_from_slice(&length(value.len()));
            body.extend_from_slice(value.as_bytes());
        }
        self.push(b'D', &body);
    }

    /// What a command has done: `SELECT 3`.
    pub(super) fn complete(&mut self, tag: &str) {
        self.push(b'C', format!("{tag}\0").as_bytes());
    }

    /// An error with its code.
    pub(super) fn error(&mut self, code: &str, text: &str) {
        self.push(b'E', format!("SERROR\0VERROR\0C{code}\0M{text}\0\0").as_bytes());
    }

    /// The server waits for the next query.
    pub(super) fn ready(&mut self) {
        self.push(b'Z', b"I");
    }
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}

fn short(count: usize) -> Vec<u8> {
    u16::try_from(count).unwrap_or(u16::MAX).to_be_bytes().to_vec()
}
