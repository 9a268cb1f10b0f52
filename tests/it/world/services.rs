//! What the services answer while nothing is wrong.

use std::process::Command;

use super::{Stage, text};

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
