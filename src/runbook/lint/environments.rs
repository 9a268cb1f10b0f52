//! Target environments, and the world of a rehearsal that stands in for them.

use std::collections::BTreeSet;

use super::inputs::variable;
use super::linter::Linter;
use crate::model::ids::InputName;
use crate::runbook::document::Path;
use crate::runbook::environment::{EnvironmentError, resolve_values};
use crate::runbook::interpolate::names;
use crate::runbook::problem::Severity;

/// What `[rehearsal].set` may use beside the runbook's own names.
const IN_WORLD: [&str; 7] =
    ["world", "world_host", "world_redis", "world_postgres", "world_dns", "world_tls", "folder"];

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    let root = Path::ROOT;
    let environments = root.key("environment");
    let all: BTreeSet<&InputName> = book.environment.values().flat_map(|values| values.keys()).collect();
    for (name, values) in &book.environment {
        let place = environments.key(name.as_str());
        let missing: Vec<_> =
            all.iter().filter(|key| !values.contains_key(**key)).map(|key| key.as_str()).collect();
        if !missing.is_empty() {
            let others = crate::runbook::nearest::listed(missing);
            linter.warn_at_key(
                &place,
                format!("environment `{name}` lacks {others}, which other environments have: add it"),
            );
        }
        for (key, value) in values {
            let at = place.key(key.as_str());
            variable(linter, &at, "an environment value", key.as_str());
            if book.input.contains_key(key.as_str()) {
                let message = format!("`{key}` is an input as well: take it out of one of the two");
                linter.error_at_key(&at, message);
            }
            for used in names(value) {
                if !values.contains_key(used) && !book.input.contains_key(used) {
                    unknown(linter, &at, used, values.keys().chain(book.input.keys()).map(InputName::as_str));
                }
            }
        }
        // Names without a value were told of; here it is about the way.
        if let Err(error) = resolve_values(values, &|_| Some(String::new()))
            && !matches!(error, EnvironmentError::Undefined { .. })
        {
            linter.error(&place.key(error.key()), error.to_string());
        }
    }
    rehearsal(linter, &all);
}

fn rehearsal(linter: &mut Linter<'_>, all: &BTreeSet<&InputName>) {
    let book = linter.book;
    let Some(rehearsal) = &book.rehearsal else { return };
    let root = Path::ROOT.key("rehearsal");
    let set = root.key("set");
    let known = || book.input.keys().chain(all.iter().copied()).map(InputName::as_str);
    for (name, value) in &rehearsal.set {
        let at = set.key(name.as_str());
        if !known().any(|known| known == name.as_str()) {
            let hint = linter.hint(name.as_str(), known(), "add it as an input first");
            linter.error_at_key(&at, format!("there is no input or environment value `{name}`: {hint}"));
        }
        for used in names(value) {
            if !IN_WORLD.contains(&used) && !known().any(|known| known == used) {
                unknown(linter, &at, used, known().chain(IN_WORLD));
            }
        }
    }
    for problem in rehearsal.problems(book.steps().map(|step| &step.id)) {
        linter.error_at_key(&root, problem);
    }
}

fn unknown<'k>(
    linter: &mut Linter<'_>,
    at: &Path<'_>,
    used: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) {
    let hint = linter.hint(used, known, "add it as an input");
    linter.inside(at, (0, "${", 0), Severity::Error, format!("`${{{used}}}` is defined nowhere: {hint}"));
}
