//! Followed logs: a command, and patterns that can be read.

use std::collections::HashSet;

use regex::Regex;

use super::linter::Linter;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let mut seen = HashSet::new();
    for (at, log) in linter.book.log.iter().enumerate() {
        let list = Path::ROOT.key("log");
        let place = list.index(at);
        super::ids::id(linter, &place, "log", log.id.as_str(), &mut seen);
        super::ids::title(linter, &place, &log.title, "a log");
        super::commands::text(linter, &place.key("run"), &log.run);
        for (key, patterns) in [("highlight", &log.highlight), ("count", &log.count)] {
            let list = place.key(key);
            for (index, pattern) in patterns.iter().enumerate() {
                if let Err(error) = Regex::new(pattern) {
                    let why = super::inputs::reason(&error);
                    let message = format!("`{pattern}` is not a regular expression: {why}");
                    linter.error(&list.index(index), message);
                } else if Regex::new(pattern).is_ok_and(|it| it.is_match("")) {
                    let message =
                        format!("`{pattern}` matches every line, even an empty one: name what to look for");
                    linter.warn(&list.index(index), message);
                }
            }
        }
    }
}
