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
        let title = latin(&fold(bare(title)));
        let letters = title.chars().filter(|c| c.is_alphanumeric()).count();
        let own = title.chars().filter(char::is_ascii_alphanumeric).count();
        // What little an id can hold of the title would only mislead.
        let mut stem = if own * 2 > letters { slug(&title) } else { String::new() };
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

/// `folded` with Cyrillic letters in Latin ones.
pub(crate) fn latin(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match CYRILLIC.iter().find(|(letter, _)| *letter == c) {
            Some((_, letters)) => out.push_str(letters),
            None => out.push(c),
        }
    }
    out
}

const CYRILLIC: [(char, &str); 37] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "h"),
    ('ц', "c"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "sch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('і', "i"),
    ('ї', "i"),
    ('є', "e"),
    ('ґ', "g"),
    ('ј', "j"),
];

/// A title without its number.
fn bare(title: &str) -> &str {
    if let Some((_, rest)) = numbered(title) {
        return rest;
    }
    if is_step(title)
        && let Some((_, rest)) = title.split_once([':', '–', '—', '：', '.'])
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
    let text = &text[begin..];
    // `Title {#anchor}` names a place for links.
    let text = text.rfind(" {#").filter(|_| text.ends_with('}')).map_or(text, |at| &text[..at]);
    shortened(text.trim_end_matches([':', ' ', '：']), 100)
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
        assert_eq!(ids.give("Шаг 2. Применить миграции", "step"), "primenit-migracii");
        assert_eq!(ids.give("手順1：メンテナンス", "step"), "step");
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
