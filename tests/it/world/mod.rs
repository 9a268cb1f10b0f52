//! The simulated world, over real HTTP and with real bash pipelines.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use gonogo::model::ids::StepId;
use gonogo::model::runbook::{FaultPhase, Runbook};
use gonogo::rehearsal::{World, WorldOptions, WorldSignal};

mod kube_crate;
mod kubectl;
mod kubectl_own;
mod kubernetes;
mod life;
mod peers;
mod prometheus;
mod scenarios;
mod services;
mod stand_ins;

pub use kubectl_own::path_without_kubectl;

/// A runbook with the steps that the Holi Labs world knows of, and that world.
fn holi_labs() -> Runbook {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    let texts =
        ["holi-labs.rehearsal.toml", "holi-labs.toml"].map(|name| std::fs::read_to_string(root.join(name)));
    let text = texts.into_iter().flatten().find(|text| text.contains("\n[rehearsal]\n")).unwrap();
    let world = &text[text.find("\n[rehearsal]\n").unwrap()..];
    let steps = r#"
        format = 1
        id = "holi-labs"
        title = "Holi Labs"
        [input.database_url]
        secret = true
        [[phase]]
        id = "deployment"
        title = "Deployment"
        [[phase.step]]
        id = "migrations"
        title = "Migrations"
        run = "frobnicate --all | jq . && nonesuch-tool x"
        [[phase.step]]
        id = "deploy"
        title = "Deploy"
        [[plan]]
        id = "back"
        title = "Back"
        [[plan.step]]
        id = "rollback"
        title = "Back"
    "#;
    toml::from_str(&format!("{steps}\n{world}")).unwrap()
}

fn small(text: &str) -> Runbook {
    toml::from_str(&format!("format = 1\nid = \"small\"\ntitle = \"Small\"\n{text}")).unwrap()
}

fn options(folder: &Path, scenario: Option<&str>) -> WorldOptions {
    WorldOptions {
        folder: folder.join("world"),
        scenario: scenario.map(String::from),
        speed: 600,
        port: None,
        exe: PathBuf::from(env!("CARGO_BIN_EXE_gonogo")),
        secrets: vec!["from-the-caller".into()],
    }
}

/// A world with what drives it.
struct Stage {
    runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
    world: World,
}

impl Stage {
    fn new(book: &Runbook, scenario: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let world = runtime.block_on(World::start(book, options(folder.path(), scenario))).unwrap();
        Self { runtime, folder, world }
    }

    fn holi(scenario: Option<&str>) -> Self {
        Self::new(&holi_labs(), scenario)
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Reply {
        ask(self.world.port(), method, path, body)
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, "")
    }

    fn bash(&self, text: &str) -> Output {
        self.bash_on(text, &std::env::var("PATH").unwrap())
    }

    fn bash_on(&self, text: &str, path: &str) -> Output {
        let mut command = Command::new("/bin/bash");
        command.arg("-c").arg(text).current_dir(self.world.workspace());
        command.env("PATH", format!("{}:{path}", self.world.bin().display()));
        command.envs(self.world.environment());
        command.envs(self.world.vars().iter().map(|(name, value)| (name.as_str(), value.as_str())));
        command.output().unwrap()
    }

    fn record(&self, name: &str) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.world.folder().join(name)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn fault(&self) {
        self.world.note(&WorldSignal::CommandStarted(StepId::new("deploy")));
        assert_eq!(self.world.phase(), FaultPhase::Faulty);
    }

    fn heal(&self) {
        self.world.note(&WorldSignal::CommandStarted(StepId::new("rollback")));
        assert_eq!(self.world.phase(), FaultPhase::Healed);
    }

    /// The sum of the samples whose line starts with `prefix`.
    fn sum(&self, prefix: &str) -> f64 {
        sum(&self.get("/api/metrics").body, prefix)
    }

    /// Errors by requests, and the part of requests above a second, of what comes in from now on.
    fn traffic(&self) -> (f64, f64) {
        // All of one page, since figures of several pages don't belong together.
        let read = || {
            let page = self.get("/api/metrics").body;
            [
                "holi_http_request_errors_total",
                "holi_http_requests_total",
                "holi_http_request_duration_seconds_bucket{le=\"1\"}",
                "holi_http_request_duration_seconds_count",
            ]
            .map(|prefix| sum(&page, prefix))
        };
        let before = read();
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let now = read();
            let [errors, requests, fast, all] = std::array::from_fn(|at| now[at] - before[at]);
            if requests >= 120.0 && all >= 120.0 {
                return (errors / requests, 1.0 - fast / all);
            }
            assert!(Instant::now() < deadline, "no traffic: {requests} requests");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The sum of the page's samples whose line starts with `prefix`.
fn sum(page: &str, prefix: &str) -> f64 {
    page.lines()
        .filter(|line| line.starts_with(prefix))
        .map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
        .sum()
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

fn ask(port: u16, method: &str, path: &str, body: &str) -> Reply {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
