//! Which commands a runbook calls.

use std::collections::BTreeSet;

use super::scan::scan;
use crate::model::runbook::{GuardWhen, InputDefault, Runbook};

/// Every command word of the runbook's commands, defaults and command probes.
pub(super) fn command_words(book: &Runbook) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for step in book.steps() {
        for text in step.run.iter().chain(step.variant.iter().map(|variant| &variant.run)) {
            words.extend(scan(text));
        }
        let checks = step.check.iter().chain(step.variant.iter().flat_map(|variant| &variant.check));
        for check in checks.filter(|check| check.probe.kind == "command") {
            words.extend(
                check.probe.fields.get("run").and_then(|run| run.as_str()).map(scan).unwrap_or_default(),
            );
        }
    }
    for guard in &book.guard {
        if let GuardWhen::Probe { probe, .. } = &guard.when
            && probe.kind == "command"
        {
            words.extend(probe.fields.get("run").and_then(|run| run.as_str()).map(scan).unwrap_or_default());
        }
    }
    words.extend(book.log.iter().flat_map(|log| scan(&log.run)));
    for input in book.input.values() {
        if let Some(InputDefault::Run(text)) = &input.default {
            words.extend(scan(text));
        }
    }
    words
}
