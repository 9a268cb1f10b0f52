//! Each scenario before its fault, in it, and after the way back.

use gonogo::model::ids::StepId;
use gonogo::model::runbook::FaultPhase;
use gonogo::rehearsal::WorldSignal;

use super::{Stage, text};

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
    let set = "kubectl set image deployment/holi-api holi-api=holilabs/api:4f2c1ab_20260112_020000";
    let failed = stage.bash(&format!("{set} && {rollout}"));
    assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    assert!(text(&failed.stderr).contains("exceeded its progress deadline"), "{failed:?}");
    assert!(text(&stage.bash("kubectl get pods -l app=holi-api").stdout).contains("CrashLoopBackOff"));
    assert_eq!(stage.get("/api/health").status, 502);
    assert_eq!(stage.get("/api/metrics").status, 200);
    stage.heal();
    let back = stage.bash(&format!("kubectl rollout undo deployment/holi-api && {rollout}"));
    assert!(back.status.success() && text(&back.stdout).contains("rolled back"));
    assert_eq!(stage.get("/api/health").status, 200);
}
