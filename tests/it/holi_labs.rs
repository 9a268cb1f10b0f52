//! The Holi Labs runbook holds what its seed holds.

use std::collections::{BTreeMap, BTreeSet};

use gonogo::checks::KINDS;
use gonogo::metrics::promql::Query;
use gonogo::model::ids::{InputName, is_id};
use gonogo::model::placeholder::placeholders;
use gonogo::model::runbook::{Action, Order, Risk, Runbook, Stage, Step};
use gonogo::model::uses::{assigned, texts, used};
use gonogo::runbook::{LintOptions, load_with};

const TEXT: &str = include_str!("../../runbooks/holi-labs.toml");

fn book() -> Runbook {
    toml::from_str(TEXT).unwrap()
}

#[test]
fn every_part_is_there() {
    let book = book();
    let steps: Vec<(&str, usize)> = book.phase.iter().map(|p| (p.id.as_str(), p.step.len())).collect();
    let expected = [
        ("week-before", 6),
        ("day-before", 9),
        ("hour-before", 9),
        ("deployment", 10),
        ("first-15-minutes", 3),
        ("first-hour", 4),
        ("first-day", 4),
        ("first-week", 4),
    ];
    assert_eq!(steps, expected);
    let deployment = &book.phase[3];
    assert_eq!((deployment.stage(), deployment.order), (Stage::Deploy, Order::Strict));
    let risks: Vec<Risk> = deployment.step.iter().map(|step| step.risk).collect();
    let (none, low, medium, high, critical) =
        (Risk::None, Risk::Low, Risk::Medium, Risk::High, Risk::Critical);
    assert_eq!(risks, [medium, low, high, critical, medium, low, low, low, low, none]);
    assert!(deployment.step.iter().all(|step| step.takes.is_some()));
    let variants: Vec<&str> = deployment.step[2].variant.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(variants, ["compose", "kubernetes", "app-platform"]);
    let lines: Vec<usize> = book.print.unwrap().sections.iter().map(|section| section.lines.len()).collect();
    assert_eq!(lines, [6, 7, 4, 3, 4, 3]);
    assert_eq!((book.rollback_if.len(), book.plan.len(), book.trouble.len()), (5, 5, 4));
    assert!(book.trouble.iter().all(|it| it.cause.len() == 3));
    let diagnosis: Vec<usize> = book.trouble.iter().map(|it| it.diagnosis.len()).collect();
    assert_eq!(diagnosis, [3, 2, 2, 2]);
    assert!(book.trouble.iter().all(|it| it.resolution.len() == 2));
    assert_eq!(
        (book.contact.len(), book.escalation.len(), book.channel.len(), book.vendor.len()),
        (4, 4, 5, 3)
    );
    assert_eq!((book.metric.len(), book.guard.len()), (10, 4));
    let timers: Vec<(&str, usize)> =
        book.severity.iter().map(|it| (it.id.as_str(), it.escalate.len())).collect();
    assert_eq!(timers, [("p1", 1), ("p2", 2), ("p3", 1), ("p4", 1)]);
}

/// As `gonogo check` does it, the real kinds of probes, bash and `PromQL` included.
#[test]
fn the_lint_has_nothing_to_say() {
    let promql = |text: &str| Query::parse(text).map(|_| ()).map_err(|error| error.to_string());
    let syntax = |text: &str| gonogo::exec::syntax(text).map_err(|problem| (problem.line, problem.message));
    let options = LintOptions { syntax: Some(&syntax), promql: Some(&promql) };
    let loaded = load_with("holi-labs.toml", TEXT, KINDS, &options).unwrap_or_else(|error| panic!("{error}"));
    let warnings: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.is_empty(), "{warnings:#?}");
}

#[test]
fn every_reference_leads_somewhere() {
    let book = book();
    let mut ids = BTreeSet::new();
    for step in book.steps() {
        assert!(is_id(step.id.as_str()) && ids.insert(step.id.clone()), "{}", step.id);
        if let Some(plan) = &step.on_failure {
            assert!(book.plan(plan).is_some(), "{plan}");
        }
        for trouble in &step.trouble {
            assert!(book.trouble.iter().any(|it| it.id == *trouble), "{trouble}");
        }
        for criterion in step.watch.iter().flat_map(|watch| &watch.criteria) {
            assert!(book.metric(&criterion.metric).is_some(), "{}", criterion.metric);
        }
        let names: Vec<_> = step
            .check
            .iter()
            .map(|check| &check.name)
            .chain(step.variant.iter().flat_map(|variant| variant.check.iter().map(|check| &check.name)))
            .collect();
        assert!(
            step.variant.len() > 1 || names.iter().collect::<BTreeSet<_>>().len() == names.len(),
            "{}",
            step.id
        );
    }
    for guard in &book.guard {
        assert!(
            guard.when.metric().is_none_or(|metric| book.metric(metric).is_some())
                && guard.then.plan().is_some_and(|plan| book.plan(plan).is_some())
        );
        assert!(guard.during.iter().all(|phase| book.phase(phase).is_some()));
    }
    for trouble in &book.trouble {
        assert!(trouble.steps.iter().all(|step| ids.contains(step)), "{}", trouble.id);
    }
    for plan in book.plan.iter().filter_map(|plan| plan.then.as_ref()).chain(&book.rollback) {
        assert!(book.plan(plan).is_some(), "{plan}");
    }
    for line in book.print.iter().flat_map(|print| &print.sections).flat_map(|section| &section.lines) {
        assert!(line.named().next().is_some(), "{}", line.text);
        assert!(line.named().all(|step| ids.contains(step)), "{}", line.text);
    }
}

#[test]
fn commands_name_only_what_is_given_and_hold_no_placeholder() {
    let book = book();
    let mut known: BTreeSet<InputName> = book.input.keys().cloned().collect();
    let keys: Vec<BTreeSet<InputName>> =
        book.environment.values().map(|values| values.keys().cloned().collect()).collect();
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "every environment has the same values");
    known.extend(keys[0].iter().cloned());
    for step in book.steps() {
        for run in step.commands() {
            assert_eq!(placeholders(run), [], "{}", step.id);
            known.extend(assigned(run));
        }
    }
    for step in book.steps() {
        for text in texts(step) {
            let unknown: Vec<_> = used(&text).difference(&known).cloned().collect();
            assert!(unknown.is_empty(), "{}: {unknown:?} in {text}", step.id);
        }
    }
}

#[test]
fn no_url_of_a_check_or_command_is_written_out() {
    for step in book().steps() {
        for text in texts(step) {
            assert!(!text.contains("http://") && !text.contains("https://"), "{}: {text}", step.id);
            assert!(!text.contains("holilabs.xyz"), "{}: {text}", step.id);
        }
    }
}

#[test]
fn bash_takes_every_command() {
    for step in book().steps() {
        let commands = step.check.iter().filter(|check| check.probe.kind == "command");
        let probes = commands.filter_map(|check| check.probe.fields["run"].as_str().map(str::to_owned));
        let runs = step.commands().cloned();
        for text in runs.chain(probes) {
            let out = std::process::Command::new("bash").args(["-n", "-c", &text]).output().unwrap();
            assert!(out.status.success(), "{}: {}", step.id, String::from_utf8_lossy(&out.stderr));
        }
    }
}

/// With `GONOGO_CORPUS` set to the folder of the seeds: nothing of the seed is missing.
#[test]
fn nothing_of_the_seed_is_lost() {
    let Some(folder) = std::env::var_os("GONOGO_CORPUS") else {
        eprintln!("not run: nothing_of_the_seed_is_lost needs GONOGO_CORPUS, the folder of the seeds");
        return;
    };
    let seed = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("000_"))
        .unwrap();
    let seed = std::fs::read_to_string(seed).unwrap();
    let mut missing = Vec::new();
    let by_hand = book().steps().flat_map(Step::actions).map(Action::by_hand).collect::<Vec<_>>();
    let have = (TEXT.to_owned() + &by_hand.join("\n")).to_lowercase();
    let wanted = wanted(&seed);
    assert!(wanted.len() > 150, "the seed holds more than {} things", wanted.len());
    for wanted in wanted {
        if !have.contains(&wanted.to_lowercase()) {
            missing.push(wanted);
        }
    }
    assert!(missing.is_empty(), "missing: {missing:#?}");
    print_copy_is_the_seeds(&seed);
}

fn wanted(seed: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let pattern = |text: &str| regex::Regex::new(text).unwrap();
    let mut all = |text: &str, only: Option<&str>| {
        let re = pattern(text);
        for hit in re.captures_iter(seed) {
            let found = hit.get(1).unwrap().as_str();
            if only.is_none_or(|not| !pattern(not).is_match(found)) {
                out.insert(found.to_owned());
            }
        }
    };
    // Checklist labels, issues, causes, options.
    all(r"(?m)^- \[ \] \*\*([^*]+)\*\*", None);
    all(r"(?m)^### Issue: (.+)$", None);
    all(r"(?m)^\d\. \*\*([^*]+)\*\*", Some(" Alert$"));
    all(r"(?m)^#### (Option [ABC]): ", None);
    // Hosts and addresses.
    all(r"https?://([a-z0-9.-]+)", None);
    all(r"([a-z]+@[a-z.]+\.[a-z]+)", None);
    // Figures with their unit or comparison.
    all(r"(\d+(?:\.\d+)?(?:ms|MB|%))", Some("^(0%)$"));
    all(r"([<>] \d+(?:\.\d+)?%?)", None);
    // Metrics, paths, flags.
    all(r"(holi_[a-z_]+)", None);
    all(r"(/(?:health|admin|fhir|oauth2|patients|api/v1|-)/[A-Za-z0-9/-]+)", None);
    all(r"[ (](--[a-z-]{3,})", Some("^--format$"));
    // Contacts, escalation, vendors, channels.
    all(r"(?m)^\| ([A-Z][^|]+?) +\|", Some("^(Role|Vendor)$"));
    all(r"(?m)^\d\. \*\*(P\d) Alert", None);
    all(r"`(#[a-z]+)`", None);
    out.extend(command_words(seed));
    out
}

/// The first words of the seed's commands.
fn command_words(seed: &str) -> BTreeSet<String> {
    let shell = ["for", "do", "done", "if", "then", "fi", "break", "export", "cd", "open"];
    let block = regex::Regex::new(r"(?s)```bash\n(.*?)```").unwrap();
    let word = regex::Regex::new(r"(?m)(?:^|[|] |; )\s*([a-z][a-z0-9-]+(?: [a-z]+)?)(?:\s|$)").unwrap();
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for body in block.captures_iter(seed) {
        for hit in word.captures_iter(&body[1]) {
            *counted.entry(hit[1].to_owned()).or_default() += 1;
        }
    }
    counted
        .into_keys()
        .filter(|command| !shell.contains(&command.split(' ').next().unwrap_or_default()))
        // What the checks of gonogo do instead.
        .filter(|command| !["echo", "jq", "sleep"].contains(&command.as_str()))
        .collect()
}

fn print_copy_is_the_seeds(seed: &str) {
    let appendix = seed.split("## Appendix").nth(1).unwrap();
    let form = appendix.split("```").nth(1).unwrap();
    let mut theirs = Vec::new();
    for line in form.lines() {
        if let Some(text) = line.strip_prefix("[ ] ") {
            theirs.push(text.to_owned());
        } else if line.ends_with(':') && line != "Notes:" {
            theirs.push(line.to_owned());
        }
    }
    let print = book().print.unwrap();
    assert!(form.contains(&print.heading));
    let mut ours = Vec::new();
    for section in &print.sections {
        ours.push(format!("{}:", section.title));
        ours.extend(section.lines.iter().map(|line| line.text.clone()));
    }
    assert_eq!(ours, theirs);
}
