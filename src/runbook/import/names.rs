//! Ids and titles made from what the document says.

use std::collections::HashSet;

use super::kind::{is_step, numbered};
use super::text::{fold, shortened};
use crate::model::ids::{is_id, slug};

/// Ids that are each given once.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    given: HashSet<String>,
}

impl Ids {
    /// An id for `title` that was not given before; `else_` is taken where the title has no letters that an id may have.
    pub(crate) fn give(&mut self, title: &str, else_: &str) -> String {
        let mut stem = slug(&fold(bare(title)));
        if stem.len() > 40 {
            stem.truncate(stem[..41].rfind('-').filter(|at| *at > 15).unwrap_or(40));
        }
        let stem = stem.trim_end_matches('-').to_owned();
        let stem = if is_id(&stem) { stem } else { else_.to_owned() };
        let mut id = stem.clone();
        let mut next = 2;
        while !self.given.insert(id.clone()) {
            id = format!("{stem}-{next}");
            next += 1;
        }
        id
    }
}

/// A title without its number.
fn bare(title: &str) -> &str {
    if let Some((_, rest)) = numbered(title) {
        return rest;
    }
    if is_step(title)
        && let Some((_, rest)) = title.split_once([':', '–', '—'])
        && !rest.trim().is_empty()
    {
        return rest.trim();
    }
    title
}

/// A title without the pictures before it, on one line, of a length that a screen takes.
pub(crate) fn title(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let begin = text
        .find(|c: char| {
            c.is_alphanumeric()
                || matches!(c, '`' | '"' | '\'' | '(' | '[' | '<' | '$' | '/' | '.' | '#' | '@' | '-')
        })
        .unwrap_or(0);
    let text = text[begin..].trim_end_matches([':', ' ', '：']);
    shortened(text, 100)
}

/// A long item in a title and the rest of it.
pub(crate) fn title_and_text(text: &str) -> (String, Option<String>) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = title(&line);
    if short.ends_with('…') || text.trim().contains('\n') {
        let first = text.lines().next().unwrap_or_default();
        return (title(first), Some(text.trim().to_owned()));
    }
    (short, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_each_given_once() {
        let mut ids = Ids::default();
        assert_eq!(ids.give("Step 1: Database Migrations", "step"), "database-migrations");
        assert_eq!(ids.give("1.1 Database Migrations", "step"), "database-migrations-2");
        assert_eq!(ids.give("Überprüfung", "step"), "uberprufung");
        assert_eq!(ids.give("确认", "step"), "step");
        assert_eq!(ids.give("确认", "step"), "step-2");
        let long = ids.give(&"word ".repeat(40), "step");
        assert!(is_id(&long) && long.len() <= 40, "{long}");
    }

    #[test]
    fn titles_lose_their_pictures() {
        assert_eq!(title("🚀 Deployment  Process:"), "Deployment Process");
        assert_eq!(title("`npm audit`"), "`npm audit`");
        assert_eq!(title("✅"), "✅");
    }
}
