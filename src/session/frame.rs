//! Frames: a u32 big-endian length, then that many bytes of JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::SessionError;

/// The longest frame.
pub const MOST: usize = 1 << 20;

/// The longest frame before the hello.
pub const MOST_BEFORE_HELLO: usize = 4 << 10;

/// Reads one frame; `None` at the end of the stream.
///
/// # Errors
/// A frame longer than `most`, one cut in the middle, JSON that doesn't fit.
pub async fn read<T: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
    most: usize,
) -> Result<Option<T>, SessionError> {
    let bytes = match from.read_u32().await {
        Ok(bytes) => usize::try_from(bytes).unwrap_or(usize::MAX),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if bytes > most {
        return Err(SessionError::TooLong { bytes, most });
    }
    let mut buffer = vec![0; bytes];
    from.read_exact(&mut buffer).await?;
    Ok(Some(serde_json::from_slice(&buffer)?))
}

/// Writes one frame.
///
/// # Errors
/// A message whose JSON is longer than [`MOST`], a broken connection.
pub async fn write(to: &mut (impl AsyncWrite + Unpin), message: &impl Serialize) -> Result<(), SessionError> {
    let json = serde_json::to_vec(message)?;
    let length = u32::try_from(json.len()).ok().filter(|_| json.len() <= MOST);
    let length = length.ok_or(SessionError::TooLong { bytes: json.len(), most: MOST })?;
    let mut frame = Vec::with_capacity(json.len() + 4);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&json);
    to.write_all(&frame).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_come_back_as_they_were() {
        let mut wire = Vec::new();
        write(&mut wire, &vec!["a", "b"]).await.unwrap();
        write(&mut wire, &"c").await.unwrap();
        let mut from = wire.as_slice();
        assert_eq!(read::<Vec<String>>(&mut from, MOST).await.unwrap().unwrap(), ["a", "b"]);
        assert_eq!(read::<String>(&mut from, MOST).await.unwrap().unwrap(), "c");
        assert!(read::<String>(&mut from, MOST).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn long_cut_and_foreign_frames_are_errors() {
        let mut long = &[0xff_u8, 0xff, 0xff, 0xff, 0][..];
        assert!(matches!(read::<String>(&mut long, MOST).await, Err(SessionError::TooLong { .. })));
        let mut cut = &[0_u8, 0, 0, 9, b'"'][..];
        assert!(matches!(read::<String>(&mut cut, MOST).await, Err(SessionError::Broken(_))));
        let mut foreign = &[0_u8, 0, 0, 2, b'G', b'E'][..];
        assert!(matches!(read::<String>(&mut foreign, MOST).await, Err(SessionError::Nonsense(_))));
        assert!(write(&mut Vec::new(), &"x".repeat(MOST)).await.is_err());
    }
}
