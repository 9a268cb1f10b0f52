//! `curl` for hosts that have none: plain HTTP to loopback, with the options that runbooks use.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

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

#[derive(Debug, Default, PartialEq)]
struct Wish {
    method: Option<String>,
    headers: Vec<String>,
    data: Vec<String>,
    output: Option<String>,
    format: Option<String>,
    timeout: Option<Duration>,
    fail: bool,
    head: bool,
    with_headers: bool,
    url: Option<String>,
}

/// Does what `args` ask for; returns curl's exit code.
pub(super) fn run(args: &[String]) -> u8 {
    let wish = match wish(args) {
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

fn wish(args: &[String]) -> Result<Wish, String> {
    let mut wish = Wish::default();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if let Some(long) = arg.strip_prefix("--") {
            let (name, given) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
            option(&mut wish, short(name), given, &mut rest)
                .map_err(|()| format!("option {arg}: requires parameter"))?;
        } else if let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            let mut letters = letters.chars();
            while let Some(letter) = letters.next() {
                let tail = letters.as_str();
                let given = (takes_value(letter) && !tail.is_empty()).then(|| tail.to_owned());
                let taken = given.is_some();
                option(&mut wish, letter, given, &mut rest)
                    .map_err(|()| format!("option {arg}: requires parameter"))?;
                if taken {
                    break;
                }
            }
        } else {
            wish.url = Some(arg.clone());
        }
    }
    Ok(wish)
}

/// The letter of a long option; a blank for one that changes nothing here.
fn short(name: &str) -> char {
    match name {
        "request" => 'X',
        "header" => 'H',
        "data" | "data-raw" | "data-binary" | "data-ascii" | "json" => 'd',
        "output" => 'o',
        "write-out" => 'w',
        "max-time" => 'm',
        "connect-timeout" | "retry" | "retry-delay" | "retry-max-time" | "cacert" | "cert" | "key" => 'E',
        "user" => 'u',
        "fail" | "fail-with-body" => 'f',
        "head" => 'I',
        "include" => 'i',
        "url" => 'U',
        _ => ' ',
    }
}

const fn takes_value(letter: char) -> bool {
    matches!(letter, 'X' | 'H' | 'd' | 'o' | 'w' | 'm' | 'E' | 'u' | 'U' | 'A' | 'b' | 'c' | 'e' | 'x')
}

fn option<'a>(
    wish: &mut Wish,
    letter: char,
    given: Option<String>,
    rest: &mut impl Iterator<Item = &'a String>,
) -> Result<(), ()> {
    let value =
        if takes_value(letter) { given.or_else(|| rest.next().cloned()).ok_or(())? } else { String::new() };
    match letter {
        'X' => wish.method = Some(value),
        'H' => wish.headers.push(value),
        'd' => wish.data.push(value),
        'o' => wish.output = Some(value),
        'w' => wish.format = Some(value),
        'm' => {
            wish.timeout = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        }
        'U' => wish.url = Some(value),
        'f' => wish.fail = true,
        'I' => wish.head = true,
        'i' => wish.with_headers = true,
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Wish {
        wish(&text.split(' ').map(String::from).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn options_are_read_as_curl_reads_them() {
        let wish = asked(
            "-sf -X POST http://127.0.0.1:1/a -H A:b -da=1 --data b=2 -o out -w %{http_code} --max-time 2.5",
        );
        assert_eq!(
            wish,
            Wish {
                method: Some("POST".into()),
                headers: vec!["A:b".into()],
                data: vec!["a=1".into(), "b=2".into()],
                output: Some("out".into()),
                format: Some("%{http_code}".into()),
                timeout: Some(Duration::from_millis(2500)),
                fail: true,
                url: Some("http://127.0.0.1:1/a".into()),
                ..Wish::default()
            }
        );
        assert!(super::wish(&["-X".into()]).is_err());
    }

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
