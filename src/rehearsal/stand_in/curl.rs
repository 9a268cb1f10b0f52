//! `curl` for hosts that have none: plain HTTP to loopback, with the options that runbooks use.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use super::curl_wish::{Wish, wish};
use super::run::say;

/// curl's own exit codes.
mod code {
    pub(super) const USAGE: u8 = 2;
    pub(super) const HOST: u8 = 6;
    pub(super) const CONNECT: u8 = 7;
    pub(super) const HTTP: u8 = 22;
    pub(super) const WRITE: u8 = 23;
    pub(super) const TIMEOUT: u8 = 28;
    pub(super) const EMPTY: u8 = 52;
}

/// An answer may be this large.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Does what `args` ask for; returns curl's exit code.
pub(super) fn run(args: &[String]) -> u8 {
    let wish = match wish(args).and_then(Wish::filled) {
        Ok(wish) => wish,
        Err(problem) => {
            say(&format!("curl: {problem}"));
            return code::USAGE;
        }
    };
    let Some(url) = &wish.url else {
        say("curl: no URL specified");
        return code::USAGE;
    };
    let Some((host, path)) = loopback(url) else {
        say(&format!("curl: (6) {url} is outside the rehearsal: nothing was sent there"));
        return code::HOST;
    };
    match exchange(&wish, &host, &path) {
        Ok(answer) => show(&wish, &answer),
        Err(error) => {
            say(&format!("curl: {host}: {error}"));
            match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => code::TIMEOUT,
                io::ErrorKind::InvalidData => code::EMPTY,
                _ => code::CONNECT,
            }
        }
    }
}

/// Sends `data` as a PATCH to the world; returns the answer's status.
pub(super) fn patch(host: &str, path: &str, kind: &str, data: String) -> io::Result<u16> {
    let wish = Wish {
        method: Some("PATCH".to_owned()),
        headers: vec![format!("Content-Type: {kind}")],
        data: vec![data],
        ..Wish::default()
    };
    exchange(&wish, host, path).map(|answer| answer.status)
}

/// Host with port, and path, of a plain HTTP address on loopback.
fn loopback(url: &str) -> Option<(String, String)> {
    let rest = match url.split_once("://") {
        Some(("http", rest)) => rest,
        Some(_) => return None,
        None => url,
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(name, "127.0.0.1" | "localhost") {
        return None;
    }
    let host = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    Some((host, path.replace(' ', "%20").replace('"', "%22")))
}

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

fn exchange(wish: &Wish, host: &str, path: &str) -> io::Result<Reply> {
    let data = wish.data.join("&");
    let usual = if wish.head {
        "HEAD"
    } else if wish.data.is_empty() {
        "GET"
    } else {
        "POST"
    };
    let method = wish.method.as_deref().unwrap_or(usual);
    // HTTP/1.0: the answer comes unchunked and ends with the connection.
    let mut request = format!(
        "{method} {path} HTTP/1.0\r\nHost: {host}\r\nUser-Agent: curl (simulated)\r\nAccept: */*\r\n"
    );
    let typed = wish.headers.iter().any(|header| header.to_ascii_lowercase().starts_with("content-type:"));
    if !wish.data.is_empty() {
        request.push_str("Content-Length: ");
        request.push_str(&data.len().to_string());
        request.push_str("\r\n");
        if !typed {
            request.push_str("Content-Type: application/x-www-form-urlencoded\r\n");
        }
    }
    for header in &wish.headers {
        request.push_str(&header.replace(['\r', '\n'], " "));
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(wish.timeout)?;
    stream.write_all(request.as_bytes())?;
    stream.write_all(data.as_bytes())?;
    let mut all = Vec::new();
    stream.take(MOST_BYTES).read_to_end(&mut all)?;
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "the answer is no HTTP");
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
    Ok(Reply { status, head, body: all.split_off(end + 4) })
}

fn show(wish: &Wish, answer: &Reply) -> u8 {
    let failed = wish.fail && answer.status >= 400;
    if failed {
        say(&format!("curl: (22) The requested URL returned error: {}", answer.status));
    }
    let mut text = Vec::new();
    if wish.head || wish.with_headers {
        text.extend_from_slice(answer.head.as_bytes());
        text.extend_from_slice(b"\r\n\r\n");
    }
    if !failed {
        text.extend_from_slice(&answer.body);
    }
    let written = match wish.output.as_deref() {
        None | Some("-") => io::stdout().write_all(&text),
        Some(path) => std::fs::write(path, &text),
    };
    if let Err(error) = written {
        say(&format!("curl: (23) {error}"));
        return code::WRITE;
    }
    if let Some(format) = &wish.format {
        let line = format.replace("%{http_code}", &format!("{:03}", answer.status)).replace("\\n", "\n");
        let _ = io::stdout().write_all(line.as_bytes());
    }
    if failed { code::HTTP } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_reached() {
        assert_eq!(loopback("http://127.0.0.1:9/a?b"), Some(("127.0.0.1:9".into(), "/a?b".into())));
        assert_eq!(loopback("localhost"), Some(("localhost:80".into(), "/".into())));
        for outside in [
            "https://127.0.0.1/",
            "http://example.org/",
            "http://127.0.0.1.example.org/",
            "http://127.0.0.1@x/",
        ] {
            assert_eq!(loopback(outside), None, "{outside}");
        }
    }
}
