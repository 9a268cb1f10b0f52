//! Documents in the styles that people write in.

use std::path::Path;

use gonogo::model::runbook::{Risk, Runbook, Step};
use gonogo::runbook::import::{ImportError, import};

use super::found::{imported, sound, whole};

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)).unwrap()
}

pub fn kept(name: &str) -> Runbook {
    whole(name, &fixture(name), false).book
}

pub fn step<'b>(book: &'b Runbook, title: &str) -> &'b Step {
    book.steps().find(|step| step.title == title).unwrap_or_else(|| {
        let titles: Vec<&str> = book.steps().map(|step| step.title.as_str()).collect();
        panic!("no step `{title}` in {titles:?}")
    })
}

#[test]
fn front_matter_setext_headings_and_lists_of_every_form() {
    let book = kept("gitlab.md");
    assert_eq!((book.title.as_str(), book.owner.as_deref()), ("Patroni failover", Some("Database team")));
    let stop = step(&book, "Stop the application");
    assert!(stop.run.as_deref().unwrap().contains("for host in web1 web2"));
    let promote = step(&book, "Promote the replica (irreversible)");
    let run = promote.run.as_deref().unwrap();
    assert!(run.contains("a fence in a text") && run.contains("--candidate \"$new_primary\""), "{run}");
    assert!(promote.terminal, "sudo may ask");
    let wait = step(&book, "Wait until it has settled");
    assert!(wait.terminal && wait.warning.is_some() && wait.run.as_deref().unwrap().starts_with("watch"));
    assert_eq!(step(&book, "Start the application").run.as_deref(), Some("systemctl start puma"));
    let lag = book
        .steps()
        .find(|step| {
            step.run
                .as_deref()
                .is_some_and(|run| run.contains("patroni members") && run.contains("gitlab-psql"))
        })
        .unwrap();
    assert!(lag.expect.as_deref().unwrap().contains("Cluster: prod"), "{lag:?}");
    assert!(
        book.plan.iter().any(|plan| plan
            .step
            .iter()
            .any(|it| it.run.as_deref().is_some_and(|run| run.contains("$old_primary")))),
        "{:?}",
        book.plan
    );
    assert!(
        book.link.iter().any(|link| link.url == "https://dash.example/d/pg")
            || book.steps().any(|step| !step.link.is_empty())
    );
}

#[test]
fn tables_of_tasks_commands_and_people() {
    let book = kept("tables.md");
    for title in ["Freeze the branch", "Tell support", "Sign the artefact"] {
        assert!(step(&book, title).text.as_deref().unwrap().contains("Owner: "), "{title}");
    }
    assert_eq!(step(&book, "Pull").run.as_deref(), Some("docker compose pull"));
    assert_eq!(book.contact.len(), 1);
    let ana = &book.contact[0];
    assert_eq!(
        (ana.role.as_str(), ana.primary.as_deref(), ana.email.as_deref()),
        ("Release manager", Some("Ana Ruiz"), Some("ana@example.org"))
    );
    assert!(
        book.steps().chain([]).any(|step| step.text.as_deref().is_some_and(|text| text.contains("p95")))
            || book.note.iter().any(|note| note.text.contains("p95"))
    );
}

#[test]
fn placeholders_become_inputs_and_foreign_text_stays_text() {
    let book = kept("placeholders.md");
    let inputs: Vec<&str> = book.input.keys().map(gonogo::model::ids::InputName::as_str).collect();
    for name in ["source_host", "your_user", "tenant_name", "yyyymmdd", "password", "ticket", "your_name"] {
        assert!(inputs.contains(&name), "{name} in {inputs:?}");
    }
    assert!(book.input["password"].secret && !book.input["tenant_name"].secret);
    let dump = step(&book, "Dump it").run.as_deref().unwrap();
    assert!(dump.contains("-h \"$source_host\" -U \"$your_user\" \"$tenant_name\""), "{dump}");
    assert!(
        dump.contains("{{.Names}}")
            && dump.contains("{1..3}")
            && dump.contains("${i:-0}")
            && dump.contains("PGPASSWORD=\"$password\""),
        "{dump}"
    );
    for title in ["Configure", "Query", "Keep what is quoted", "Broken"] {
        let it = step(&book, title);
        assert!(it.run.is_none() && it.text.as_deref().unwrap().contains("```"), "{it:?}");
    }
    assert_eq!(step(&book, "Tell").points.len(), 3);
}

#[test]
fn fences_in_every_form() {
    let book = kept("fences.md");
    for title in ["loose one", "loose two", "boxed bullet", "another one", "fenced one", "bracket line"] {
        assert!(
            book.steps().any(
                |step| step.title == title || step.check.iter().any(|check| check.name.as_str() == title)
            ),
            "{title}"
        );
    }
    assert!(!book.steps().any(|step| step.title.contains("commented out")));
    let uptime = book.steps().find(|step| step.run.as_deref() == Some("uptime")).unwrap();
    assert!(uptime.expect.as_deref().unwrap().contains("10:00 up"));
    assert!(
        book.steps().any(|step| step.run.as_deref() == Some("kubectl get pods")),
        "an open fence ends with the document"
    );
}

#[test]
fn a_cluster_upgrade_with_labels_as_headings() {
    let book = kept("kubernetes.md");
    let drain = step(&book, "Drain the first node.");
    assert_eq!(drain.run.as_deref(), Some("kubectl drain \"$node\" --ignore-daemonsets"));
    assert!(drain.expect.as_deref().unwrap().contains("drained"), "{drain:?}");
    let upgrade = step(&book, "Upgrade it");
    assert_eq!((upgrade.run.as_deref(), upgrade.terminal), (Some("ssh \"$node\""), true));
    assert!(
        upgrade.text.as_deref().unwrap().contains("sudo kubeadm upgrade apply v1.30.1"),
        "typed there, not run here: {upgrade:?}"
    );
    assert!(step(&book, "Edit the config if needed").terminal);
    let verify =
        book.steps().find(|step| step.run.as_deref().is_some_and(|run| run.contains("get nodes"))).unwrap();
    assert!(verify.expect.as_deref().unwrap().contains("NAME   STATUS"), "{verify:?}");
    assert!(
        book.metric
            .iter()
            .any(|metric| metric.query == "sum(kube_node_not_ready)" && metric.critical.is_some())
    );
    assert_eq!(book.guard.len(), 1);
    let trouble = book.trouble.iter().find(|it| it.title == "Node stays NotReady").unwrap();
    assert_eq!(
        (trouble.symptoms.len(), trouble.diagnosis.len(), trouble.resolution.len()),
        (1, 2, 1),
        "{trouble:?}"
    );
    assert!(
        book.phase
            .iter()
            .flat_map(|phase| &phase.step)
            .all(|step| step.run.as_deref() != Some("kubectl top nodes")),
        "to look up, not to do"
    );
    let rollback = &book.plan[0];
    assert_eq!(rollback.step.iter().filter(|step| step.title.starts_with("Re")).count(), 2, "{rollback:?}");
}

#[test]
fn line_ends_marks_and_encodings_change_nothing() {
    let text = String::from_utf8(fixture("french.md")).unwrap();
    let plain = import("french.md", text.as_bytes(), &sound).unwrap();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(import("french.md", windows.as_bytes(), &sound).unwrap().book, plain.book);
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'-')).collect();
    assert_eq!(import("french.md", &latin, &sound).unwrap().book, plain.book);
    let misread: String = text.bytes().map(char::from).collect();
    let mended = import("french.md", misread.as_bytes(), &sound).unwrap();
    assert_eq!(mended.book, plain.book);
    assert!(mended.report.notes[0].message.contains("mended"));
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(import("french.md", &utf16, &sound).unwrap().book, plain.book);
}

#[test]
fn without_headings_there_is_one_phase() {
    let (imported, _) = imported("plain.md", &fixture("plain.md"));
    let book = &imported.book;
    assert_eq!(book.phase.len(), 1);
    assert_eq!(step(book, "run `make deploy ENV=prod`").source_line, Some(2));
    assert!(imported.report.notes.iter().any(|note| note.message.contains("no headings")));
}

#[test]
fn what_holds_no_work_is_told() {
    for (bytes, wanted) in [
        (&b""[..], "is empty"),
        (b"   \n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text document"),
        (b"# Only words\n\nNothing to do.\n", "nothing to do in it"),
        (b"just words", "nothing to do in it"),
    ] {
        let error = import("x.md", bytes, &sound).unwrap_err();
        assert!(error.to_string().contains(wanted) && error.to_string().contains("`x.md`"), "{error}");
    }
    let big = vec![b'a'; gonogo::runbook::import::MAX_DOCUMENT + 1];
    assert!(matches!(import("x.md", &big, &sound), Err(ImportError::TooBig { .. })));
}

#[test]
fn only_a_way_back_is_still_a_runbook() {
    let (imported, _) = imported(
        "back.md",
        b"# Rollback\n\n## Rollback the app\n\n```bash\nkubectl rollout undo deployment/x\n```\n",
    );
    assert_eq!(imported.book.phase.len(), 1);
    assert_eq!(imported.book.phase[0].step[0].risk, Risk::None);
}

#[test]
fn whole_documents_of_many_kinds_are_kept_whole() {
    for name in
        ["k8s_upgrade", "db_failover", "bereitstellung", "japanese", "shop", "russian", "oncall", "html"]
    {
        let book = kept(&format!("{name}.md"));
        assert!(!book.phase.is_empty(), "{name}");
    }
}

#[test]
fn a_page_of_alerts_is_walked_in_its_order() {
    let book = kept("oncall.md");
    let phases: Vec<&str> = book.phase.iter().map(|phase| phase.title.as_str()).collect();
    assert_eq!(phases, ["Alerts"]);
    assert_eq!(book.escalation.len(), 3);
    let backlog = step(&book, "CheckoutQueueBacklog: Mitigation");
    assert_eq!(backlog.run.as_deref(), Some("kubectl -n checkout scale deploy/order-worker --replicas=10"));
    assert!(
        book.steps()
            .any(|step| step.terminal && step.run.as_deref() == Some("kubectl -n checkout get pods -w"))
    );
}

#[test]
fn a_rollback_with_conditions_first_is_still_a_plan() {
    let book = kept("bereitstellung.md");
    assert_eq!(book.rollback_if, ["Migration dauert länger als 30 Minuten", "Anmeldung nicht möglich"]);
    let steps: Vec<&str> = book.plan[0].step.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(steps, ["Wartungsmodus an lassen", "Datenbank zurückspielen", "Alte Version starten"]);
    assert_eq!(
        book.plan[0].step[1].run.as_deref(),
        Some("pg_restore -d portal --clean /backup/portal_\"$jjjjmmtt\".dump")
    );
    assert_eq!(step(&book, "Schritt 3: Neue Version ausrollen").variant.len(), 2);
    let control = step(&book, "Schritt 4: Kontrolle");
    assert_eq!((control.points.len(), control.check.len()), (1, 2), "thresholds are questions");
}

#[test]
fn other_scripts_have_placeholders_labels_and_people_too() {
    let book = kept("japanese.md");
    let update = step(&book, "手順2：アプリケーションを更新する");
    assert_eq!((update.risk, update.takes.unwrap().to_string().as_str()), (Risk::High, "10m-15m"));
    assert!(update.run.as_deref().unwrap().contains("git checkout \"$value\""), "{update:?}");
    assert!(update.expect.as_deref().unwrap().contains("Up (healthy)"));
    assert_eq!(book.input.len(), 2, "two tags are two values");
    assert_eq!(
        (book.plan.len(), book.rollback_if.len(), book.trouble.len(), book.contact.len()),
        (1, 2, 1, 1)
    );
    let book = kept("russian.md");
    assert!(book.input.contains_key("host") && book.input.contains_key("predyduschiy_teg"));
    assert_eq!(
        (book.plan.len(), book.rollback_if.len(), book.trouble.len(), book.contact.len()),
        (1, 2, 1, 1)
    );
    let book = kept("shop.md");
    assert!(book.input.values().any(|input| input.secret), "a password in Chinese is one");
}

#[test]
fn what_is_spoken_of_in_a_question_is_not_filled_in() {
    let text = b"# A\n\n## Do\n\n### Step 1: Do\n\n```bash\nls\n```\n\n- [ ] `${VERSION}` is set, not `${`\n";
    let (imported, _) = imported("a.md", text);
    let check = &imported.book.phase[0].step[0].check[0];
    assert_eq!(check.probe.fields["ask"], "`$${VERSION}` is set, not `$${`");
}

#[test]
fn a_rule_whose_query_nobody_can_ask_stays_text() {
    let text = b"# A\n\n## Do\n\n- [ ] look\n\n## Alerts\n\n```yaml\n- alert: X\n  expr: rate({{ x }}[5m]) > 1\n- alert: Y\n  expr: up > 0\n```\n";
    let (imported, _) = imported("a.md", text);
    assert_eq!(imported.book.metric.len(), 1);
    assert!(imported.text.contains("rate({{ x }}[5m])"), "{}", imported.text);
}
