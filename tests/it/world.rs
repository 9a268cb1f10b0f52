//! The simulated world, over real HTTP and with real bash pipelines.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use gonogo::model::ids::StepId;
use gonogo::model::runbook::{FaultPhase, Runbook};
use gonogo::rehearsal::{RehearsalError, World, WorldOptions, WorldSignal};

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
        let page = self.get("/api/metrics").body;
        page.lines()
            .filter(|line| line.starts_with(prefix))
            .map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
            .sum()
    }

    /// Errors by requests, and the part of requests above a second, of what comes in from now on.
    fn traffic(&self) -> (f64, f64) {
        let read = || {
            [
                self.sum("holi_http_request_errors_total"),
                self.sum("holi_http_requests_total"),
                self.sum("holi_http_request_duration_seconds_bucket{le=\"1\"}"),
                self.sum("holi_http_request_duration_seconds_count"),
            ]
        };
        let before = read();
        let deadline = Instant::now() + Duration::from_secs(60);
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

/// Every file below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(tree(&path));
        } else {
            all.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn a_sound_world_answers_every_address_of_the_seed() {
    let stage = Stage::holi(None);
    for (method, path, status) in [
        ("GET", "/api/health", 200),
        ("GET", "/api/health/ready", 200),
        ("GET", "/api/health/live", 200),
        ("GET", "/api/metrics", 200),
        ("POST", "/api/admin/queue/pause", 200),
        ("GET", "/api/admin/queue/stats", 200),
        ("POST", "/api/admin/queue/resume", 200),
        ("GET", "/api/admin/queue/failed", 200),
        ("POST", "/api/admin/queue/retry-failed", 200),
        ("GET", "/api/admin/audit/events", 200),
        ("GET", "/api/admin/audit/events?since=1h", 200),
        ("GET", "/api/fhir/admin/audit-mirror/stats", 200),
        ("POST", "/api/patients/tokens", 201),
        ("GET", "/api/fhir/export/patient/pt_1/%24everything", 200),
        ("POST", "/medplum/oauth2/token", 200),
        ("GET", "/medplum/healthcheck", 200),
        ("GET", "/prometheus/-/healthy", 200),
        ("GET", "/prometheus/api/v1/targets", 200),
        ("GET", "/prometheus/api/v1/query?query=up%7Bjob%3D%22holi-api%22%7D", 200),
        ("GET", "/grafana/api/health", 200),
        ("POST", "/slack/services/T000/B000/rehearsal", 200),
        ("POST", "/pagerduty/v2/enqueue", 202),
        ("GET", "/nowhere", 404),
    ] {
        let reply = stage.ask(method, path, "{}");
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.body);
        assert!(reply.head.contains("\r\nx-gonogo-rehearsal: simulated"), "{path}: {}", reply.head);
    }
    let health = stage.get("/api/health").json();
    assert_eq!(health["status"], "healthy");
    for part in ["database", "redis", "medplum", "fhir_sync"] {
        assert_eq!(health["checks"][part], "healthy");
    }
    let target = &stage.get("/prometheus/api/v1/targets").json()["data"]["activeTargets"][0];
    assert_eq!((&target["labels"]["job"], &target["health"]), (&"holi-api".into(), &"up".into()));
    let up = &stage.get("/prometheus/api/v1/query?query=up").json()["data"]["result"][0]["value"];
    assert!(up[0].is_i64() && up[1] == "1", "{up}");
}

#[test]
fn the_metrics_page_has_every_series_of_the_seed_with_its_type() {
    let stage = Stage::holi(None);
    let reply = stage.get("/api/metrics");
    assert!(reply.head.contains("content-type: text/plain; version=0.0.4"), "{}", reply.head);
    for (name, kind) in [
        ("holi_http_requests_total", "counter"),
        ("holi_http_request_errors_total", "counter"),
        ("holi_http_request_duration_seconds", "histogram"),
        ("holi_queue_jobs_active", "gauge"),
        ("holi_queue_jobs_waiting", "gauge"),
        ("holi_queue_jobs_failed", "gauge"),
        ("holi_fhir_sync_operations_total", "counter"),
        ("holi_fhir_sync_stale", "gauge"),
        ("holi_fhir_reconciliation_last_run", "gauge"),
        ("holi_hipaa_audit_events_total", "counter"),
    ] {
        assert_eq!(reply.body.matches(&format!("# TYPE {name} {kind}\n")).count(), 1, "{name}");
    }
    for line in reply.body.lines().filter(|line| !line.starts_with('#')) {
        let (series, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().unwrap().is_finite() && !series.contains(' '), "{line}");
    }
    let (errors, slow) = stage.traffic();
    assert!(errors < 0.01, "error rate {errors}");
    assert!(slow < 0.05, "above a second {slow}");
}

#[test]
fn the_page_is_what_promtool_takes() {
    let stage = Stage::holi(None);
    let Ok(promtool) = Command::new("promtool").arg("--version").output() else {
        eprintln!("not run: the_page_is_what_promtool_takes needs prometheus");
        return;
    };
    assert!(promtool.status.success());
    let page = stage.world.folder().join("page.txt");
    std::fs::write(&page, stage.get("/api/metrics").body).unwrap();
    let checked =
        Command::new("sh").arg("-c").arg("promtool check metrics < \"$0\"").arg(&page).output().unwrap();
    // 3 is for matters of taste, such as a counter's name.
    assert!(matches!(checked.status.code(), Some(0 | 3)), "{}", text(&checked.stderr));
}

#[test]
fn marks_change_the_queue_until_they_are_undone() {
    let stage = Stage::holi(None);
    assert!(stage.sum("holi_queue_jobs_active") > 0.0);
    stage.ask("POST", "/api/admin/queue/pause", "");
    assert!(stage.sum("holi_queue_jobs_active").abs() < f64::EPSILON);
    assert_eq!(stage.get("/api/admin/queue/stats").json()["paused"], true);
    stage.ask("POST", "/api/admin/queue/resume", "");
    assert!(stage.sum("holi_queue_jobs_active") > 0.0);
    let stats = stage.get("/api/admin/queue/stats").json();
    assert!(stats["paused"] == false && stats["active"].is_i64() && stats["workers"] == 5, "{stats}");
}

#[test]
fn health_down_comes_with_the_deployment_and_goes_with_the_way_back() {
    let stage = Stage::holi(Some("health-down"));
    assert_eq!(stage.get("/api/health").status, 200);
    stage.fault();
    let reply = stage.get("/api/health");
    assert_eq!((reply.status, &reply.json()["checks"]["database"]), (503, &"unhealthy".into()));
    assert_eq!(stage.get("/api/health/ready").status, 503);
    assert!(text(&stage.bash("docker ps | grep holi-api").stdout).contains("(unhealthy)"));
    stage.heal();
    assert_eq!(stage.get("/api/health").status, 200);
    // A fault doesn't come twice.
    stage.world.note(&WorldSignal::CommandStarted(StepId::new("deploy")));
    assert_eq!(stage.world.phase(), FaultPhase::Healed);
}

#[test]
fn error_spike_raises_the_error_rate_and_slow_the_latency() {
    let spike = Stage::holi(Some("error-spike"));
    assert!(spike.traffic().0 < 0.01);
    spike.fault();
    let (errors, _) = spike.traffic();
    assert!((0.05..0.12).contains(&errors), "error rate {errors}");
    assert!(spike.sum("holi_queue_jobs_failed") > 0.0);
    spike.heal();
    assert!(spike.traffic().0 < 0.01);

    let slow = Stage::holi(Some("slow"));
    slow.fault();
    let (errors, above) = slow.traffic();
    assert!(errors < 0.01 && above > 0.05, "p95 is above a second when more than 5 of 100 are: {above}");
    slow.heal();
    assert!(slow.traffic().1 < 0.05);
}

#[test]
fn smoke_tests_fail_only_while_the_fault_is_there() {
    let stage = Stage::holi(Some("smoke-fails"));
    let run = "cd demos && API_BASE_URL=$api_url ./smoke-tests.sh --quick --env production";
    let expected = "Total Tests: 25\nPassed: 25\nFailed: 0\nPass Rate: 100%\n";
    let before = stage.bash(run);
    assert!(before.status.success() && text(&before.stdout).ends_with(expected), "{before:?}");
    stage.fault();
    let faulty = stage.bash(run);
    assert_eq!(faulty.status.code(), Some(1));
    assert!(text(&faulty.stdout).contains("Passed: 23\nFailed: 2"));
    stage.heal();
    assert!(stage.bash(run).status.success());
}

#[test]
fn a_migration_fails_half_way_and_can_be_marked_as_rolled_back() {
    let stage = Stage::holi(Some("migration-fails"));
    let pending = stage.bash("pnpm prisma migrate status");
    assert!(
        !pending.status.success() && text(&pending.stdout).contains("not yet been applied"),
        "{pending:?}"
    );
    stage.world.note(&WorldSignal::CommandStarted(StepId::new("migrations")));
    let failed = stage.bash("pnpm prisma migrate deploy");
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).contains("P3018"));
    stage.world.note(&WorldSignal::PlanCommandEnded);
    let resolved =
        stage.bash("pnpm prisma migrate resolve --rolled-back 20260112_x && pnpm prisma migrate status");
    assert!(resolved.status.success() && text(&resolved.stdout).contains("20260112_x marked as rolled back"));
    let sound = Stage::holi(None);
    let deployed =
        sound.bash("pnpm prisma migrate deploy && pnpm prisma migrate status && pnpm prisma migrate deploy");
    assert!(
        deployed.status.success() && text(&deployed.stdout).contains("No pending migrations"),
        "{deployed:?}"
    );
}

#[test]
fn pods_crash_until_the_rollout_is_undone() {
    let stage = Stage::holi(Some("pods-crash"));
    let rollout = "kubectl rollout status deployment/holi-api --timeout=5m";
    assert!(stage.bash(rollout).status.success());
    stage.fault();
    let failed = stage.bash(rollout);
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).contains("exceeded its progress deadline"));
    assert!(text(&stage.bash("kubectl get pods -l app=holi-api").stdout).contains("CrashLoopBackOff"));
    assert_eq!(stage.get("/api/health").status, 502);
    assert_eq!(stage.get("/api/metrics").status, 200);
    stage.heal();
    let back = stage.bash(&format!("kubectl rollout undo deployment/holi-api && {rollout}"));
    assert!(back.status.success() && text(&back.stdout).contains("rolled back"));
    assert_eq!(stage.get("/api/health").status, 200);
}

#[test]
fn pipelines_of_the_seed_run_in_bash() {
    let stage = Stage::holi(None);
    for (command, expected) in [
        (
            "pg_dump \"$database_url\" | gzip > b.sql.gz && gzip -t b.sql.gz && stat -c %s b.sql.gz | awk '$1 > 1024 {print \"big\"}'",
            "big\n",
        ),
        ("gunzip -c b.sql.gz | psql \"$database_url\" -X --quiet | grep COPY", "COPY 240\n"),
        ("docker ps | grep -c holi-api", "1\n"),
        ("docker images holilabs/api:x --format \"{{.Size}}\"", "245MB\n"),
        ("docker run --rm holilabs/api:x node --version", "v20.11.1\n"),
        ("git rev-parse --short HEAD", "4f2c1ab\n"),
        ("psql \"$database_url\" -X -c \"\\dt\" | grep -c table", "5\n"),
        ("redis-cli -u \"$redis_url\" BGSAVE", "Background saving started\n"),
        ("redis-cli -u x INFO persistence | grep last_bgsave_status", "rdb_last_bgsave_status:ok\n"),
        (
            "echo | openssl s_client -connect x:443 2>/dev/null | openssl x509 -noout -dates | cut -d= -f1",
            "notBefore\nnotAfter\n",
        ),
        (
            "end=$(openssl x509 -noout -enddate | cut -d= -f2); (( $(date -d \"$end\" +%s) > $(date +%s) + 30*86400 )) && echo valid",
            "valid\n",
        ),
        ("openssl x509 -noout -dates -checkend 2592000 | tail -n 1", "Certificate will not expire\n"),
        (
            "cp nginx/maintenance.html nginx/active.html && rm nginx/active.html && docker exec holi-nginx-prod nginx -s reload && echo ok",
            "ok\n",
        ),
        ("for i in 1 2 3; do sleep 5; done; echo done", "done\n"),
        ("watch -n 5 'echo \"look\"'", "look\nlook\n"),
        (
            "printf 'a\\nb\\n' | while read x; do open $x; done",
            "would open a in the browser\nwould open b in the browser\n",
        ),
        ("frobnicate --all x", "would run: frobnicate --all x\n"),
        (
            "docker-compose -f docker-compose.prod.yml up -d && kubectl set image deployment/holi-api holi-api=x",
            "deployment.apps/holi-api image updated\n",
        ),
        ("cd infra/deploy && ./deploy-production.sh --rollback | tail -n 1", "Rollback complete\n"),
    ] {
        let output = stage.bash(&format!("set -o pipefail; {command}"));
        assert_eq!(text(&output.stdout), expected, "{command}: {}", text(&output.stderr));
        assert!(output.status.success(), "{command}: {output:?}");
    }
    let output = stage.bash("docker build -t holilabs/api:t -f apps/api/Dockerfile .");
    assert!(text(&output.stdout).contains("docker.io/holilabs/api:t"));
    assert_eq!(
        text(&output.stderr),
        "[rehearsal] docker build -t holilabs/api:t -f apps/api/Dockerfile . (simulated)\n"
    );
}

#[test]
fn curl_reaches_the_world_and_nothing_else() {
    let stage = Stage::holi(None);
    let both = |path: &str| {
        [
            ("curl -sf \"$api_url/health\" | grep -o '\"database\":\"healthy\"'", 0, "\"database\":\"healthy\"\n"),
            ("curl -s -o /dev/null -w '%{http_code}' -X POST \"$api_url/nowhere\"", 0, "404"),
            ("curl -fsS \"$api_url/nowhere\"", 22, ""),
            ("curl -fsS --max-time 5 http://prometheus.example.org/-/healthy", -1, ""),
            (
                "curl -fsS --config <(printf 'data-urlencode = \"%s\"\\n' \"a=1\") -X POST \"$medplum_base_url/oauth2/token\" | grep -c access_token",
                0,
                "1\n",
            ),
            (
                "curl -fsS --config <(printf 'url = \"%s\"\\n' \"$slack_webhook_url\") -H 'Content-Type: application/json' --data-binary @- <<< '{\"text\": \"hello\"}'",
                0,
                "ok",
            ),
        ]
        .into_iter()
        .for_each(|(command, code, expected)| {
            let output = stage.bash_on(&format!("set -o pipefail; {command}"), path);
            assert_eq!(text(&output.stdout), expected, "{command}: {}", text(&output.stderr));
            if code < 0 {
                assert!(!output.status.success(), "{command} left the world");
            } else {
                assert_eq!(output.status.code(), Some(code), "{command}: {}", text(&output.stderr));
            }
        });
    };
    both(&std::env::var("PATH").unwrap());
    assert!(
        stage
            .record("received.jsonl")
            .iter()
            .any(|line| line["body"].as_str().unwrap().contains("\"hello\""))
    );

    // The same on a host that has neither curl nor jq: only the stand-ins and what every system has.
    let bare = stage.folder.path().join("bare");
    std::fs::create_dir(&bare).unwrap();
    for name in ["grep", "cat", "tee"] {
        let real = Command::new("sh").arg("-c").arg(format!("command -v {name}")).output().unwrap();
        std::os::unix::fs::symlink(text(&real.stdout).trim(), bare.join(name)).unwrap();
    }
    let script = |name: &str| {
        let text = std::fs::read_to_string(stage.world.bin().join("docker"))
            .unwrap()
            .replace("'docker'", &format!("'{name}'"));
        std::fs::write(stage.world.bin().join(name), text).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(stage.world.bin().join(name), mode).unwrap();
    };
    script("curl");
    both(bare.to_str().unwrap());
}

#[test]
fn secrets_stay_out_of_the_records() {
    let stage = Stage::holi(None);
    let output = stage.bash("psql \"$database_url\" -c '\\dt' && curl -s -d \"url=$database_url&x=from-the-caller\" \"$api_url/x\"");
    assert!(output.status.success());
    assert!(!text(&output.stderr).contains("rehearsal-password"), "{}", text(&output.stderr));
    let all = format!("{:?}{:?}", stage.record("commands.jsonl"), stage.record("received.jsonl"));
    assert!(
        all.contains("[masked]") && !all.contains("rehearsal-password") && !all.contains("from-the-caller"),
        "{all}"
    );
}

#[test]
fn what_was_called_and_sent_is_recorded() {
    let stage = Stage::holi(None);
    stage.bash("kubectl get pods -l app=holi-api; false");
    stage.ask("POST", "/slack/x", "{\"text\": \"é\"}");
    stage.get("/api/health");
    let commands = stage.record("commands.jsonl");
    assert_eq!(commands.len(), 1);
    assert_eq!(
        (&commands[0]["tool"], &commands[0]["args"][3], &commands[0]["simulated"]),
        (&"kubectl".into(), &"app=holi-api".into(), &true.into())
    );
    let received = stage.record("received.jsonl");
    assert_eq!(received.len(), 1, "a GET is no message");
    assert_eq!(
        (&received[0]["path"], &received[0]["body"]),
        (&"/slack/x".into(), &"{\"text\": \"é\"}".into())
    );
}

#[test]
fn nothing_outside_the_folder_changes() {
    let book = small(
        "[[rehearsal.tool]]\nname = \"maker\"\n[[rehearsal.tool.answer]]\nargs = \"*\"\nprint = \"made\"\nmakes = { \"${1}\" = \"x\" }",
    );
    let stage = Stage::new(&book, None);
    let outside = stage.folder.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("kept"), "kept").unwrap();
    let before = tree(&outside);
    let workspace = stage.world.workspace();
    std::os::unix::fs::symlink(&outside, workspace.join("link")).unwrap();
    std::os::unix::fs::symlink(outside.join("kept"), workspace.join("file")).unwrap();
    for path in ["../../outside/a", "link/a", "file", outside.join("a").to_str().unwrap()] {
        let output = stage.bash(&format!("maker {path}"));
        assert!(text(&output.stderr).contains("was not written"), "{path}: {}", text(&output.stderr));
    }
    assert!(stage.bash("cd .. && maker fine; mkdir sub; cd workspace; maker sub/deep/er").status.success());
    assert!(workspace.join("fine").exists() && workspace.join("sub/deep/er").exists());
    assert_eq!(tree(&outside), before);
    for path in tree(stage.folder.path()).keys() {
        assert!(
            path.starts_with(stage.world.folder())
                || path.starts_with(outside.canonicalize().unwrap())
                || path.starts_with(&outside),
            "{path:?}"
        );
    }
}

#[test]
fn worlds_stand_side_by_side_and_are_taken_up_again() {
    let one = Stage::holi(Some("health-down"));
    let two = Stage::holi(None);
    assert_ne!(one.world.port(), two.world.port());
    one.fault();
    assert_eq!((one.get("/api/health").status, two.get("/api/health").status), (503, 200));
    two.ask("POST", "/api/admin/queue/pause", "");
    std::fs::write(two.world.workspace().join("nginx/active.html"), "mine").unwrap();
    let port = two.world.port();
    let requests = two.sum("holi_http_requests_total");

    let Stage { runtime, folder, world } = two;
    runtime.block_on(world.stop());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "the port is free again");
    let world = runtime.block_on(World::start(&holi_labs(), options(folder.path(), None))).unwrap();
    let again = Stage { runtime, folder, world };
    assert_eq!(again.world.port(), port);
    assert_eq!(again.get("/api/admin/queue/stats").json()["paused"], true);
    assert!(again.sum("holi_http_requests_total") >= requests, "a counter fell");
    assert_eq!(std::fs::read_to_string(again.world.workspace().join("nginx/active.html")).unwrap(), "mine");

    let error = again
        .runtime
        .block_on(World::start(&holi_labs(), options(again.folder.path(), Some("slow"))))
        .unwrap_err();
    assert!(matches!(error, RehearsalError::OtherWorld { .. }), "{error}");
}

#[test]
fn an_unknown_scenario_is_refused_with_those_that_exist() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let start = |book: &Runbook, scenario| {
        runtime.block_on(World::start(book, options(folder.path(), scenario))).unwrap_err()
    };
    let error = start(&holi_labs(), Some("meteor")).to_string();
    assert_eq!(
        error,
        "there is no scenario `meteor`; this runbook has health-down, error-spike, slow, smoke-fails, migration-fails, pods-crash"
    );
    assert!(start(&small(""), Some("slow")).to_string().contains("has none"));
    let wrong = start(&small("[[rehearsal.file]]\npath = \"../x\""), None);
    assert!(wrong.to_string().contains("leaves the workspace"), "{wrong}");
    assert!(!folder.path().join("world").exists(), "a refused world leaves nothing");
}

#[test]
fn a_taken_port_is_no_obstacle() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = WorldOptions { port: Some(port), ..options(folder.path(), None) };
    let world = runtime.block_on(World::start(&small(""), options)).unwrap();
    assert_ne!(world.port(), port);
    assert_eq!(ask(world.port(), "GET", "/metrics", "").status, 200);
}

#[test]
fn a_stand_in_without_a_world_says_so() {
    let output = Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(["__stand-in", "docker", "ps"])
        .env_remove("GONOGO_WORLD")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("GONOGO_WORLD names none"));
}
