//! Severities: who is told, when, and whether they can be found among the contacts.

use super::linter::Linter;
use crate::model::runbook::Severity;
use crate::model::span::Span;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    for (at, severity) in linter.book.severity.iter().enumerate() {
        let place = Path::ROOT.key("severity");
        let place = place.index(at);
        escalation(linter, &place.key("escalate"), severity);
        for (key, limit) in [("rto", severity.rto), ("respond", severity.respond)] {
            if limit == Some(Span::default()) {
                linter.error(
                    &place.key(key),
                    format!("nobody can make `{key}` in no time: write a time like `15m`"),
                );
            }
        }
        if let (Some(rto), Some(respond)) = (severity.rto, severity.respond)
            && respond > rto
        {
            let message =
                format!("the answer ({respond}) comes after service is to be restored ({rto}): swap them");
            linter.warn(&place.key("respond"), message);
        }
    }
}

fn escalation(linter: &mut Linter<'_>, at: &Path<'_>, severity: &Severity) {
    let book = linter.book;
    let mut before = None;
    for (index, level) in severity.escalate.iter().enumerate() {
        let place = at.index(index);
        if level.to.trim().is_empty() {
            linter
                .error(&place.key("to"), "a level needs to say who is told, like `to = \"L2 · team lead\"`");
        }
        if let Some(contact) = &level.contact
            && !book.contact.iter().any(|known| known.role == *contact)
        {
            let known = book.contact.iter().map(|known| known.role.as_str());
            let hint = linter.hint(contact, known, "add a `[[contact]]` with this role");
            linter.error(
                &place.key("contact"),
                format!("there is no contact with the role `{contact}`: {hint}"),
            );
        }
        if before.is_some_and(|before| before > level.after) {
            let message =
                "this level is told before the one above it: put the levels in the order of their times";
            linter.warn(&place.key("after"), message);
        }
        before = Some(level.after);
    }
}
