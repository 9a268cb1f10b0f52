//! Commands: filled in, well formed, and what goes with them.

use std::collections::HashMap;

use super::linter::Linter;
use crate::model::ids::{is_variable, slug};
use crate::model::placeholder::placeholders;
use crate::model::runbook::{InputDefault, Step};
use crate::runbook::document::Path;
use crate::runbook::problem::Severity;

pub(crate) fn look(linter: &mut Linter<'_>) {
    for (name, input) in &linter.book.input {
        if let Some(InputDefault::Run(run)) = &input.default {
            let inputs = Path::ROOT.key("input");
            let place = inputs.key(name.as_str());
            text(linter, &place.key("default").key("run"), run);
        }
    }
    linter.each_step(|linter, _, place, step| {
        if let Some(run) = &step.run {
            text(linter, &place.key("run"), run);
        }
        let variants = place.key("variant");
        for (at, variant) in step.variant.iter().enumerate() {
            text(linter, &variants.index(at).key("run"), &variant.run);
        }
        match step.variant.as_slice() {
            [] => {}
            [one] => linter.error(
                &variants.index(0),
                format!(
                    "`{}` is the only variant, so there is nothing to choose: make its `run` the step's own",
                    one.id
                ),
            ),
            _ if step.run.is_some() => linter.error_at_key(
                &place.key("run"),
                "a step with variants has no `run` of its own: make it a variant, or a step before this one",
            ),
            _ => {}
        }
        if !step.has_command() {
            idle(linter, place, step);
        }
        if step.retry.is_some_and(|retry| retry.attempts == 0) {
            linter
                .error(&place.key("retry").key("attempts"), "no attempt at all can't pass: write 1 or more");
        }
    });
}

/// Keys that only a command gives a meaning.
fn idle(linter: &mut Linter<'_>, place: &Path<'_>, step: &Step) {
    let set = [
        ("terminal", step.terminal),
        ("timeout", step.timeout.is_some()),
        ("retry", step.retry.is_some()),
        ("sets", !step.sets.is_empty()),
    ];
    for (key, _) in set.into_iter().filter(|(_, set)| *set) {
        let message = format!("`{key}` does nothing in a step without a command: add `run`, or take it out");
        linter.warn_at_key(&place.key(key), message);
    }
}

pub(super) fn text(linter: &mut Linter<'_>, at: &Path<'_>, run: &str) {
    if run.trim().is_empty() {
        linter.error(at, "this command is empty: write it, or take `run` out");
        return;
    }
    let mut seen: HashMap<(usize, String), usize> = HashMap::new();
    for found in placeholders(run) {
        let line = found.line.saturating_sub(1);
        let nth = seen.entry((line, found.text.clone())).or_insert(0);
        let message = format!("`{}` is still to be filled in: {}", found.text, advice(&found.text));
        linter.inside(at, (line, &found.text, *nth), Severity::Error, message);
        *nth += 1;
    }
    if let Some(syntax) = linter.options.syntax
        && let Err((line, reason)) = syntax(run)
    {
        let line = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        linter.inside(at, (line, "", 0), Severity::Error, format!("bash can't read this command: {reason}"));
    }
}

fn advice(placeholder: &str) -> String {
    if placeholder.starts_with("YYYY") {
        let format = if placeholder.contains('-') { "%Y-%m-%d" } else { "%Y%m%d" };
        return format!("write `$(date +{format})` for today, or make it an input");
    }
    let name = slug(&parted(placeholder)).replace('-', "_");
    let name = if is_variable(&name) && !placeholder.starts_with("0x") { name } else { "value".to_owned() };
    format!("make it an input, `[input.{name}]` with `ask = \"…\"`, and write `${name}` here")
}

/// `patientTokenId` in its words.
fn parted(text: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in text.chars() {
        if small && c.is_ascii_uppercase() {
            out.push(' ');
        }
        small = c.is_ascii_lowercase();
        out.push(c);
    }
    out
}
