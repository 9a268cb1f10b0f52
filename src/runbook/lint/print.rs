//! The print copy: every line leans on steps that there are.

use std::collections::HashSet;

use super::linter::Linter;
use crate::model::ids::StepId;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    let Some(print) = &book.print else { return };
    let known: HashSet<&str> = book.steps().map(|step| step.id.as_str()).collect();
    let root = Path::ROOT.key("print");
    let sections = root.key("sections");
    if print.sections.is_empty() {
        linter
            .error(&sections, "a print copy without sections prints nothing: add one, or take `[print]` out");
    }
    for (at, section) in print.sections.iter().enumerate() {
        let place = sections.index(at);
        if section.lines.is_empty() {
            let message = format!("section `{}` has no lines: add some, or take it out", section.title);
            linter.error(&place, message);
        }
        for (index, line) in section.lines.iter().enumerate() {
            let lines = place.key("lines");
            let place = lines.index(index);
            if line.named().next().is_none() {
                let message = format!(
                    "line `{}` names no step, so nothing could ever mark it: add `steps = [\"…\"]`",
                    line.text
                );
                linter.error(&place, message);
            }
            steps(linter, &place.key("steps"), &line.steps, &known);
            steps(linter, &place.key("any"), &line.any, &known);
        }
    }
}

fn steps(linter: &mut Linter<'_>, place: &Path<'_>, steps: &[StepId], known: &HashSet<&str>) {
    let book = linter.book;
    for (at, step) in steps.iter().enumerate() {
        if !known.contains(step.as_str()) {
            let hint =
                linter.hint(step.as_str(), book.steps().map(|step| step.id.as_str()), "there are no steps");
            linter.error(&place.index(at), format!("there is no step `{step}`: {hint}"));
        }
    }
}
