//! A document of ten thousand lines: imported, beside its bare parse.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use comrak::{Arena, Options, parse_document};
use gonogo::runbook::import::import;

use super::home::{BenchHome, gonogo};
use super::sample::{median, ms, timed};
use super::table::Table;

/// Ten thousand lines as people write them.
fn document() -> String {
    let mut text = "# Bench\n\n".to_owned();
    let mut step = 0;
    while text.lines().count() < 10_000 - 24 {
        let _ = write!(text, "## Phase {step}\n\n");
        for _ in 0..20 {
            step += 1;
            let _ = write!(
                text,
                "### Step {step}: Deploy part {step}\n\n**Duration**: 2-5 minutes\n**Risk**: Medium\n\n```bash\n# Deploy part {step}\n\
                 kubectl set image deployment/part-{step} app=shop/part:<version>\nkubectl rollout status deployment/part-{step} --timeout=5m\n```\n\n\
                 **Validation**:\n```bash\ncurl -fsS https://shop.example/part-{step}/health\n```\n\n- [ ] Part {step} answers\n- [ ] Error rate < 1%\n\n"
            );
        }
    }
    text
}

pub fn measure(table: &mut Table) {
    let text = document();
    let lines = text.lines().count();
    let (mut imports, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        peers.push(
            timed(|| {
                let mut options = Options::default();
                options.extension.table = true;
                options.extension.tasklist = true;
                let arena = Arena::new();
                assert!(parse_document(&arena, &text, &options).first_child().is_some());
            })
            .1,
        );
        imports.push(timed(|| import("bench.md", text.as_bytes(), &|_| Ok(())).unwrap()).1);
    }
    table.add(
        "document of 10,000 lines: imported",
        (ms(median(imports)), format!("{} bare comrak, {lines} lines", ms(median(peers)))),
        String::new(),
        "",
        None,
    );
    let home = BenchHome::new();
    let file = home.path().join("bench.md");
    std::fs::write(&file, &text).unwrap();
    let check = || {
        let done = Command::new(gonogo()).arg("check").arg(&file).stdout(Stdio::null()).status();
        assert!(done.unwrap().success());
    };
    let ((), checked) = timed(check);
    table.add(
        "the same: `gonogo check`, bash asked about every command",
        (ms(checked), String::new()),
        "once".to_owned(),
        "",
        None,
    );
}
