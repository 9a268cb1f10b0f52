//! Runbooks that were written from a document: they lint clean, hold together, and nothing of the document is missing.

use std::collections::BTreeSet;

use gonogo::checks::KINDS;
use gonogo::metrics::promql::Query;
use gonogo::model::ids::StepId;
use gonogo::model::placeholder::placeholders;
use gonogo::model::runbook::Runbook;
use gonogo::model::uses::texts;
use gonogo::runbook::{LintOptions, load_with};

mod case_management;
mod hse_digital;
mod physioflow;
mod tenant_provisioning;

/// As `gonogo check` does it: no problem, no warning.
fn lints_clean(name: &str, text: &str) -> Runbook {
    let promql = |text: &str| Query::parse(text).map(|_| ()).map_err(|error| error.to_string());
    let syntax = |text: &str| gonogo::exec::syntax(text).map_err(|problem| (problem.line, problem.message));
    let options = LintOptions { syntax: Some(&syntax), promql: Some(&promql) };
    let loaded = load_with(name, text, KINDS, &options).unwrap_or_else(|error| panic!("{error}"));
    let warnings: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.is_empty(), "{warnings:#?}");
    loaded.book
}

/// No command and no probe holds an address or a placeholder: inputs and environment values do.
fn nothing_is_written_out(book: &Runbook) {
    for step in book.steps() {
        for text in texts(step) {
            assert_eq!(placeholders(&text), [], "{}", step.id);
            // What a container or pod says to itself is no address of an environment.
            let text = text.replace("http://$POD_IP", "").replace("http://localhost:3000/health", "");
            let stellar = text.replace("https://soroban-mainnet.stellar.org", "");
            assert!(!stellar.contains("http://") && !stellar.contains("https://"), "{}: {text}", step.id);
        }
    }
}

/// Every step of the phases that must be done has a line in the print copy, and every line has steps.
fn print_lines(book: &Runbook) -> Vec<usize> {
    let print = book.print.as_ref().unwrap();
    let lines = print.sections.iter().flat_map(|section| &section.lines);
    assert!(lines.clone().all(|line| line.named().next().is_some()));
    let named: BTreeSet<&StepId> = lines.flat_map(gonogo::model::runbook::Line::named).collect();
    assert!(named.len() > 20, "{named:?}");
    print.sections.iter().map(|section| section.lines.len()).collect()
}

/// With `GONOGO_CORPUS` set to the folder of the seeds: what the patterns find in the seed stands in `text`, too.
fn nothing_is_lost(seed: &str, text: &str, patterns: &[&str], left: &[&str]) {
    let Some(folder) = std::env::var_os("GONOGO_CORPUS") else {
        eprintln!("not run: nothing_is_lost needs GONOGO_CORPUS, the folder of the seeds");
        return;
    };
    let mut path = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let seed = path.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(seed)).unwrap();
    let seed = std::fs::read_to_string(seed).unwrap();
    let have = text.to_lowercase();
    let mut wanted = BTreeSet::new();
    for pattern in patterns {
        let found: BTreeSet<String> = regex::Regex::new(pattern)
            .unwrap()
            .captures_iter(&seed)
            .map(|hit| hit.get(1).unwrap().as_str().trim().to_owned())
            .collect();
        assert!(!found.is_empty(), "{pattern} finds nothing");
        wanted.extend(found);
    }
    let missing: Vec<&String> =
        wanted.iter().filter(|it| !left.contains(&it.as_str()) && !stands(&have, it)).collect();
    assert!(missing.is_empty(), "of {} missing: {missing:#?}", wanted.len());
}

/// The exact thing; of what people say in several words, the beginning of each longer word.
fn stands(have: &str, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let mut words = wanted.split([' ', ',', '-', '/']).filter(|word| word.len() > 4);
    let prose = wanted.contains(' ') && !wanted.contains(['=', '*', '_']);
    have.contains(&wanted) || prose && words.all(|word| have.contains(&word[..5]))
}
