//! The way to the world's API.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use super::fault::Fault;
use crate::rehearsal::cluster::PREFIX;

/// An answer may be this large.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Rows as kubectl prints them.
pub(super) const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";
/// Objects.
pub(super) const JSON: &str = "application/json";

/// The API of a world.
#[derive(Clone, Debug)]
pub(super) struct Api {
    /// Host and port.
    pub(super) host: String,
}

impl Api {
    /// Reads what lies at `path`.
    pub(super) fn get(&self, path: &str, accept: &str) -> Result<Value, Fault> {
        let (mut reader, status) = self.ask("GET", path, accept, "", "")?;
        read(&mut reader, status)
    }

    /// Sends `body` as `content`.
    pub(super) fn send(&self, method: &str, path: &str, content: &str, body: &Value) -> Result<Value, Fault> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (mut reader, status) = self.ask(method, path, JSON, content, &body)?;
        read(&mut reader, status)
    }

    /// What lies at `path`, as it comes.
    pub(super) fn stream(&self, path: &str, accept: &str) -> Result<impl BufRead + Send + use<>, Fault> {
        let (mut reader, status) = self.ask("GET", path, accept, "", "")?;
        if status >= 400 {
            let mut body = Vec::new();
            let _ = reader.by_ref().take(MOST_BYTES).read_to_end(&mut body);
            return Err(Fault::status(status, &body));
        }
        Ok(reader)
    }

    fn ask(
        &self,
        method: &str,
        path: &str,
        accept: &str,
        content: &str,
        body: &str,
    ) -> Result<(BufReader<TcpStream>, u16), Fault> {
        let lost = |error: &io::Error| Fault {
            message: format!(
                "The connection to the server {} was lost or refused ({error}): is the rehearsal still up?",
                self.host
            ),
            missing: false,
        };
        let stream = TcpStream::connect(&self.host).map_err(|error| lost(&error))?;
        // HTTP/1.0: the answer comes unchunked and ends with the connection.
        let mut request = format!(
            "{method} {PREFIX}{path} HTTP/1.0\r\nHost: {}\r\nUser-Agent: kubectl (simulated)\r\nAccept: {accept}\r\n",
            self.host
        );
        if !content.is_empty() {
            // Writing to a String never fails.
            let _ = write!(request, "Content-Type: {content}\r\nContent-Length: {}\r\n", body.len());
        }
        request.push_str("\r\n");
        request.push_str(body);
        (&stream).write_all(request.as_bytes()).map_err(|error| lost(&error))?;
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).map_err(|error| lost(&error))?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| lost(&io::ErrorKind::InvalidData.into()))?;
        while line.trim_end() != "" {
            line.clear();
            reader.read_line(&mut line).map_err(|error| lost(&error))?;
        }
        Ok((reader, status))
    }
}

fn read(reader: &mut impl Read, status: u16) -> Result<Value, Fault> {
    let mut body = Vec::new();
    let done = reader.take(MOST_BYTES).read_to_end(&mut body);
    if status >= 400 {
        return Err(Fault::status(status, &body));
    }
    done.map_err(|error| Fault::error(format!("the answer broke off: {error}")))?;
    serde_json::from_slice(&body).map_err(|error| Fault::error(format!("the answer is no JSON: {error}")))
}

/// `text` as the value of a query.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_of_a_value_leaves_its_place() {
        assert_eq!(quoted("app=a,b!=c d&é"), "app%3Da%2Cb%21%3Dc%20d%26%C3%A9");
    }
}
