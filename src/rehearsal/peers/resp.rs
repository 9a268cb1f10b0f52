//! The Redis protocol, as far as commands and their answers need it (RESP2).

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _};

/// No command has more words, nor a longer one.
const MOST_WORDS: usize = 1024;
const MOST_BYTES: usize = 64 * 1024;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// `+OK`
    Simple(&'static str),
    /// `-ERR …`
    Error(String),
    /// `:3`
    Integer(i64),
    /// `$5…`
    Bulk(String),
    /// `*2…`
    Array(Vec<Reply>),
}

impl Reply {
    /// As it goes over the wire.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Simple(text) => line(out, '+', text),
            Self::Error(text) => line(out, '-', text),
            Self::Integer(number) => line(out, ':', &number.to_string()),
            Self::Bulk(text) => {
                line(out, '$', &text.len().to_string());
                out.extend_from_slice(text.as_bytes());
                out.extend_from_slice(b"\r\n");
            }
            Self::Array(items) => {
                line(out, '*', &items.len().to_string());
                for item in items {
                    item.write(out);
                }
            }
        }
    }
}

fn line(out: &mut Vec<u8>, kind: char, text: &str) {
    out.extend_from_slice(format!("{kind}{text}\r\n").as_bytes());
}

/// The next command's words; `None` where the client has gone.
pub(super) async fn read(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Vec<String>>> {
    let Some(head) = read_line(from).await? else { return Ok(None) };
    let Some(count) = head.strip_prefix('*') else {
        // As typed into a bare connection.
        return Ok(Some(head.split_whitespace().map(str::to_owned).collect()));
    };
    let mut words = Vec::new();
    for _ in 0..size(count, MOST_WORDS)? {
        let length = read_line(from).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut bytes = vec![0; size(length.strip_prefix('$').unwrap_or_default(), MOST_BYTES)? + 2];
        from.read_exact(&mut bytes).await?;
        bytes.truncate(bytes.len() - 2);
        words.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(Some(words))
}

async fn read_line(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let read = from.take(MOST_BYTES as u64).read_until(b'\n', &mut bytes).await?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&bytes).trim_end().to_owned()))
}

fn size(text: &str, most: usize) -> io::Result<usize> {
    text.parse().ok().filter(|size| *size <= most).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn commands_come_in_both_forms_and_bad_ones_end_the_connection() {
        let mut two: &[u8] = b"*2\r\n$4\r\nLLEN\r\n$3\r\na b\r\nPING\r\n";
        assert_eq!(read(&mut two).await.unwrap().unwrap(), ["LLEN", "a b"]);
        assert_eq!(read(&mut two).await.unwrap().unwrap(), ["PING"]);
        assert!(read(&mut two).await.unwrap().is_none());
        for bad in ["*x\r\n", "*1\r\n$-5\r\n", "*9999\r\n", "*1\r\n$99999999\r\n", "*2\r\n$1\r\na\r\n"] {
            assert!(read(&mut bad.as_bytes()).await.is_err(), "{bad}");
        }
    }

    #[test]
    fn answers_are_framed() {
        let mut out = Vec::new();
        Reply::Array(vec![Reply::Bulk("é".into()), Reply::Integer(-1), Reply::Simple("OK")]).write(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "*3\r\n$2\r\né\r\n:-1\r\n+OK\r\n");
    }
}
