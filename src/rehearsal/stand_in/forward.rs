//! `kubectl port-forward`: a port of loopback that leads to the world's HTTP services.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

use super::run::say;
use crate::model::runbook::Rehearsal;
use crate::rehearsal::scene::Scene;

/// A request's head may be this large.
const MOST_HEAD_BYTES: usize = 64 * 1024;
/// A client that says nothing is let go after this long.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    target: String,
    ports: Vec<(u16, u16)>,
}

/// Forwards until it is ended.
pub(super) fn run(scene: &Scene, args: &[String]) -> u8 {
    let Some(wish) = wish(args) else {
        say("error: TYPE/NAME and list of ports are required for port-forward");
        return 1;
    };
    let prefix = prefix(&scene.kept.rehearsal, &wish.target).unwrap_or_default();
    let mut threads = Vec::new();
    for (local, remote) in wish.ports {
        let listener = match TcpListener::bind(("127.0.0.1", local)) {
            Ok(listener) => listener,
            Err(error) => {
                say(&format!("error: unable to listen on port {local}: {error}"));
                return 1;
            }
        };
        let local = listener.local_addr().map_or(local, |address| address.port());
        let _ = writeln!(io::stdout(), "Forwarding from 127.0.0.1:{local} -> {remote}");
        let (prefix, host) = (prefix.clone(), scene.host());
        threads.push(std::thread::spawn(move || accept(&listener, &prefix, &host)));
    }
    for thread in threads {
        let _ = thread.join();
    }
    0
}

fn accept(listener: &TcpListener, prefix: &str, host: &str) {
    for client in listener.incoming().flatten() {
        let (prefix, host) = (prefix.to_owned(), host.to_owned());
        // A client that breaks off is none of the others' business.
        std::thread::spawn(move || drop(one(client, &prefix, &host)));
    }
}

/// One request: its path gets the prefix, and the connection ends with the answer.
fn one(mut client: TcpStream, prefix: &str, host: &str) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    let mut got = Vec::new();
    let mut buffer = [0; 8192];
    let end = loop {
        if let Some(at) = got.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        let read = client.read(&mut buffer)?;
        if read == 0 || got.len() > MOST_HEAD_BYTES {
            return Ok(());
        }
        got.extend_from_slice(buffer.get(..read).unwrap_or_default());
    };
    let rest = got.split_off(end);
    let mut server = TcpStream::connect(host)?;
    server.write_all(head(&String::from_utf8_lossy(&got), prefix, host).as_bytes())?;
    server.write_all(&rest)?;
    let mut up = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || io::copy(&mut up.0, &mut up.1));
    io::copy(&mut server, &mut client)?;
    client.shutdown(Shutdown::Both)
}

/// The request's head with the prefix in its path, for a connection of one request.
fn head(head: &str, prefix: &str, host: &str) -> String {
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let mut out = match first.splitn(3, ' ').collect::<Vec<_>>().as_slice() {
        [method, path, version] => format!("{method} {}{path} {version}", prefix.trim_end_matches('/')),
        _ => first.to_owned(),
    };
    for line in lines {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if name != "connection" && name != "host" {
            out.push_str("\r\n");
            out.push_str(line);
        }
    }
    out + &format!("\r\nHost: {host}\r\nConnection: close")
}

fn wish(args: &[String]) -> Option<Wish> {
    let mut words = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "-n" | "--namespace" | "--context" | "--address" | "--pod-running-timeout" => drop(rest.next()),
            option if option.starts_with('-') => {}
            word => words.push(word),
        }
    }
    let [_, target, ports @ ..] = words.as_slice() else { return None };
    let ports: Option<Vec<(u16, u16)>> = ports
        .iter()
        .map(|port| match port.split_once(':') {
            Some(("", remote)) => Some((0, remote.parse().ok()?)),
            Some((local, remote)) => Some((local.parse().ok()?, remote.parse().ok()?)),
            None => port.parse().ok().map(|port| (port, port)),
        })
        .collect();
    let ports = ports.filter(|ports| !ports.is_empty())?;
    Some(Wish { target: (*target).to_owned(), ports })
}

/// The path below which the world answers for `target`.
fn prefix(rehearsal: &Rehearsal, target: &str) -> Option<String> {
    let (kind, name) = target.split_once('/').unwrap_or(("pod", target));
    if kind.starts_with('s') && !kind.starts_with("st") {
        let service = rehearsal.service.iter().find(|it| it.name == name)?;
        return service.http.clone().or_else(|| {
            let leads = |labels: &indexmap::IndexMap<String, String>| {
                service.selector.iter().all(|(key, value)| labels.get(key) == Some(value))
            };
            rehearsal.deployment.iter().find(|it| leads(&it.labels)).and_then(|it| it.http.clone())
        });
    }
    // A pod's name begins with that of its deployment.
    let mut fitting: Vec<_> =
        rehearsal.deployment.iter().filter(|it| name.starts_with(it.name.as_str())).collect();
    fitting.sort_by_key(|it| it.name.len());
    fitting.last().and_then(|it| it.http.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn ports_are_read_as_kubectl_reads_them() {
        let wish = wish(&own("port-forward -n a deployment/x 8080:3001 :5 9")).unwrap();
        assert_eq!(wish, Wish { target: "deployment/x".into(), ports: vec![(8080, 3001), (0, 5), (9, 9)] });
        assert_eq!(super::wish(&own("port-forward x")), None);
        assert_eq!(super::wish(&own("port-forward x 1:y")), None);
    }

    #[test]
    fn the_path_gets_the_prefix_and_the_connection_ends() {
        let sent = head(
            "GET /a?b HTTP/1.1\r\nHost: localhost:8080\r\nConnection: keep-alive\r\nA: b",
            "/green",
            "h:1",
        );
        assert_eq!(sent, "GET /green/a?b HTTP/1.1\r\nA: b\r\nHost: h:1\r\nConnection: close");
    }

    #[test]
    fn the_target_says_where_the_world_answers() {
        let rehearsal: Rehearsal = toml::from_str(
            r#"
            deployment = [
              { name = "shop", image = "x" },
              { name = "shop-green", image = "x", http = "/green", labels = { app = "shop", slot = "green" } },
            ]
            service = [{ name = "shop", selector = { slot = "green" } }, { name = "own", http = "/own" }]
            "#,
        )
        .unwrap();
        for (target, expected) in [
            ("deployment/shop-green", Some("/green")),
            ("deploy/shop", None),
            ("shop-green-abc-def", Some("/green")),
            ("svc/shop", Some("/green")),
            ("service/own", Some("/own")),
            ("pod/other", None),
        ] {
            assert_eq!(prefix(&rehearsal, target).as_deref(), expected, "{target}");
        }
    }
}
