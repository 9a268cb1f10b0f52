//! Markdown where a runbook is expected: it is imported on the way.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::CliError;
use crate::exec;
use crate::metrics::promql;
use crate::runbook::import::{Imported, MAX_DOCUMENT, import_with as import_document};
use crate::runbook::{LibraryError, Problem, Problems};

/// Whether `book` names a document rather than a runbook file.
pub(super) fn is_document(book: &str) -> bool {
    let extension = Path::new(book).extension().and_then(|it| it.to_str()).unwrap_or_default();
    ["md", "markdown", "mdown", "mkd", "mdx", "txt"].contains(&extension.to_ascii_lowercase().as_str())
}

/// The document's name and its bytes; of one that is too big, a little more than may be.
pub(super) fn read(path: &Path) -> Result<(String, Vec<u8>), CliError> {
    let name = path.display().to_string();
    let unreadable = |source| LibraryError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => LibraryError::NoFile { path: path.to_owned() },
        _ => unreadable(error),
    })?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(LibraryError::Folder { path: path.to_owned() }.into());
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_DOCUMENT).unwrap_or(u64::MAX);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok((name, bytes))
}

/// What bash said of each text.
type Answers = HashMap<String, Result<(), (u32, String)>>;

/// Imports a document; bash is asked about all its commands at once, and about single ones only where something is wrong.
pub(super) fn import(name: &str, bytes: &[u8]) -> Result<Imported, CliError> {
    let asked: RefCell<Vec<String>> = RefCell::default();
    let note = |text: &str| {
        asked.borrow_mut().push(text.to_owned());
        Ok(())
    };
    let query = |text: &str| promql::Query::parse(text).map(|_| ()).map_err(|error| error.to_string());
    let first = import_document(name, bytes, &note, &query)?;
    let known: RefCell<Answers> = RefCell::default();
    let asked = asked.into_inner();
    if asked.is_empty() || settle(&asked, &mut known.borrow_mut()) {
        return Ok(first);
    }
    let sound = |text: &str| {
        if let Some(answer) = known.borrow().get(text) {
            return answer.clone();
        }
        let answer = ask(text);
        known.borrow_mut().insert(text.to_owned(), answer.clone());
        answer
    };
    Ok(import_document(name, bytes, &sound, &query)?)
}

fn ask(text: &str) -> Result<(), (u32, String)> {
    exec::syntax(text).map_err(|problem| (problem.line, problem.message))
}

/// Finds out which of `texts` are sound, by halves; whether all are.
fn settle(texts: &[String], known: &mut Answers) -> bool {
    if exec::all_sound(texts.iter().map(String::as_str)) {
        known.extend(texts.iter().map(|text| (text.clone(), Ok(()))));
        return true;
    }
    if let [one] = texts {
        let answer = ask(one);
        let good = answer.is_ok();
        known.insert(one.clone(), answer);
        return good;
    }
    let (left, right) = texts.split_at(texts.len() / 2);
    let left = settle(left, known);
    settle(right, known) && left
}

/// Problems of the imported text, told by the lines of the document.
pub(super) fn relocate(problems: Vec<Problem>, text: &str) -> Vec<Problem> {
    let lines: Vec<&str> = text.lines().collect();
    problems
        .into_iter()
        .map(|problem| {
            let line = source_line(&lines, problem.line.saturating_sub(1)).unwrap_or(1);
            Problem { line, col: 1, ..problem }
        })
        .collect()
}

/// As [`relocate`], for what keeps a runbook from running.
pub(super) fn relocated(problems: Problems, text: &str) -> Problems {
    Problems::new(relocate(problems.into_vec(), text))
}

/// The document's line that the table around line `at` comes from; else that of the table before it.
fn source_line(lines: &[&str], at: usize) -> Option<usize> {
    let number = |line: &str| line.strip_prefix("source_line = ").and_then(|it| it.trim().parse().ok());
    let is_table = |line: &str| line.starts_with('[');
    let at = at.min(lines.len().checked_sub(1)?);
    let after = lines[at..]
        .iter()
        .enumerate()
        .take_while(|(nth, line)| *nth == 0 || !is_table(line))
        .find_map(|(_, line)| number(line));
    after.or_else(|| lines[..at].iter().rev().find_map(|line| number(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_known_by_their_names() {
        assert!(is_document("docs/DEPLOY.MD") && is_document("x.markdown") && is_document("notes.txt"));
        assert!(!is_document("holi-labs") && !is_document("x.toml") && !is_document("md"));
    }

    #[test]
    fn a_problem_is_told_by_the_document() {
        let text = "id = \"x\"\n[[phase]]\n[[phase.step]]\nid = \"a\"\nrun = \"x\"\nsource_line = 12\n[[phase.step.check]]\nname = \"y\"\n";
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(source_line(&lines, 4), Some(12));
        assert_eq!(source_line(&lines, 7), Some(12));
        assert_eq!(source_line(&lines, 0), None);
    }

    #[test]
    fn bash_is_asked_once_and_finds_the_bad_ones() {
        let texts: Vec<String> = ["echo a", "fi", "echo b", "echo \"", "echo c"].map(str::to_owned).into();
        let mut known = HashMap::new();
        assert!(!settle(&texts, &mut known));
        let bad: Vec<bool> = texts.iter().map(|text| known[text].is_err()).collect();
        assert_eq!(bad, [false, true, false, true, false]);
    }
}
