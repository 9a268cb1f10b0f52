//! Stand-ins in real bash pipelines.

use std::process::Command;

use super::{Stage, text};

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
        for (command, code, expected) in [
            (
                "curl -sf \"$api_url/health\" | grep -o '\"database\":\"healthy\"'",
                0,
                "\"database\":\"healthy\"\n",
            ),
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
        ] {
            let output = stage.bash_on(&format!("set -o pipefail; {command}"), path);
            assert_eq!(text(&output.stdout), expected, "{command}: {}", text(&output.stderr));
            if code < 0 {
                assert!(!output.status.success(), "{command} left the world");
            } else {
                assert_eq!(output.status.code(), Some(code), "{command}: {}", text(&output.stderr));
            }
        }
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
fn a_stand_in_without_a_world_says_so() {
    let output = Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(["__stand-in", "docker", "ps"])
        .env_remove("GONOGO_WORLD")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(125));
    assert!(text(&output.stderr).contains("GONOGO_WORLD names none"));
}
