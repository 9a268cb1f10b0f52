//! From text to a runbook, or to everything that is wrong with it.

use std::borrow::Cow;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::conform::conform;
use super::document::Document;
use super::file_order::FileOrder;
use super::kinds::Kinds;
use super::lint::{LintOptions, lint};
use super::problem::{Problem, Problems, Severity, sort};
use crate::model::runbook::{FORMAT, Runbook};

/// No runbook is bigger; what is, is some other file.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A runbook that may be run.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The runbook.
    pub book: Runbook,
    /// What looks wrong but doesn't keep it from running.
    pub warnings: Vec<Problem>,
    /// SHA-256 of the exact text, in hex.
    pub sha256: String,
    /// The exact text.
    pub text: String,
}

/// Reads `text`; `name` is the file as messages call it. Bash and `PromQL` are not looked at: see [`load_with`].
pub fn load(name: &str, text: &str, kinds: &dyn Kinds) -> Result<Loaded, Problems> {
    load_with(name, text, kinds, &LintOptions::default())
}

/// Reads `bytes`, which may not even be text.
pub fn load_bytes(
    name: &str,
    bytes: &[u8],
    kinds: &dyn Kinds,
    options: &LintOptions<'_>,
) -> Result<Loaded, Problems> {
    if bytes.len() > MAX_BYTES {
        return Err(too_big(name));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => load_with(name, text, kinds, options),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            let message =
                "this is not UTF-8 text: save the file as UTF-8 (`iconv -t UTF-8`), or name a runbook";
            Err(Problems::new(vec![Document::new(name, &good).problem_at(
                good.len(),
                Severity::Error,
                message,
            )]))
        }
    }
}

/// Reads `text` and looks at commands and queries with what `options` brings.
pub fn load_with(
    name: &str,
    text: &str,
    kinds: &dyn Kinds,
    options: &LintOptions<'_>,
) -> Result<Loaded, Problems> {
    if text.len() > MAX_BYTES {
        return Err(too_big(name));
    }
    let (plain, mut problems) = plain(name, text);
    let document = Document::new(name, &plain);
    let (root, errors) = DeTable::parse_recoverable(&plain);
    if !errors.is_empty() {
        problems.extend(syntax(&document, &errors));
        return Err(Problems::new(problems));
    }
    let mut root = root.into_inner();
    if let Some(problem) = other_format(&document, &root) {
        problems.push(problem);
        return Err(Problems::new(problems));
    }
    let conformance = conform(&document, &mut root);
    problems.extend(conformance.problems);
    let order = FileOrder::of(&root);
    let book = match Runbook::deserialize(toml::Deserializer::from(Spanned::new(0..0, root))) {
        Ok(book) if conformance.readable => order.bring(book),
        Ok(_) => return Err(Problems::new(problems)),
        Err(error) => {
            // What the walk has told already would only be said again, in other words.
            if conformance.readable {
                let at = error.span().map_or(0, |span| span.start);
                problems.push(document.problem_at(at, Severity::Error, error.message()));
            }
            return Err(Problems::new(problems));
        }
    };
    problems.extend(lint(&book, &document, kinds, options));
    if problems.iter().any(Problem::is_error) {
        return Err(Problems::new(problems));
    }
    sort(&mut problems);
    Ok(Loaded { book, warnings: problems, sha256: sha256(text), text: text.to_owned() })
}

/// SHA-256 of `text` in hex.
pub fn sha256(text: &str) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

fn too_big(name: &str) -> Problems {
    let message = format!(
        "this file is bigger than {} MiB, which no runbook is: name the runbook itself, or split it",
        MAX_BYTES / 1024 / 1024
    );
    Problems::new(vec![Document::new(name, "").problem_at(0, Severity::Error, message)])
}

/// `text` as the parser takes it: without the mark that some editors put first, and with plain newlines, as bash
/// would take a carriage return for a part of the command.
fn plain<'t>(name: &str, text: &'t str) -> (Cow<'t, str>, Vec<Problem>) {
    let mut warnings = Vec::new();
    let mut warn = |message: &str| {
        warnings.push(Document::new(name, "").problem_at(0, Severity::Warning, message));
    };
    let text = text.strip_prefix('\u{feff}').map_or(text, |rest| {
        warn("the file begins with a byte order mark, which is left out: save it as UTF-8 without BOM");
        rest
    });
    if !text.contains("\r\n") {
        return (Cow::Borrowed(text), warnings);
    }
    warn("the lines end in CRLF and are read as if they ended in LF: save the file with LF line ends");
    (Cow::Owned(text.replace("\r\n", "\n")), warnings)
}

/// The parser's errors: one a line, and only the first few, as one slip can make many.
fn syntax(document: &Document<'_>, errors: &[toml::de::Error]) -> Vec<Problem> {
    const MOST: usize = 10;
    let mut problems: Vec<Problem> = Vec::new();
    for error in errors {
        let said = error.message().trim().trim_end_matches(", expected nothing");
        let message = if said.contains("must be quoted") {
            "this is not TOML: put the text in quotes".to_owned()
        } else if said.contains("basic string") || said.contains("literal string") {
            format!("this is not TOML: {said}; close the quotes, or write ''' around a text of several lines")
        } else if said == "duplicate key" {
            // After a slip, what follows lands in the wrong table.
            if !problems.is_empty() {
                continue;
            }
            "this key stands twice in its table: take one of them out".to_owned()
        } else if said == "recursion limit" {
            "this file nests deeper than any runbook: name the runbook itself".to_owned()
        } else {
            format!("this is not TOML: {said}")
        };
        let at = error.span().map_or(0, |span| span.start);
        let problem = document.problem_at(at, Severity::Error, message);
        if problems.iter().all(|other| other.line != problem.line) {
            problems.push(problem);
        }
        if problems.len() == MOST {
            break;
        }
    }
    problems
}

fn other_format(document: &Document<'_>, root: &DeTable<'_>) -> Option<Problem> {
    let value = root.get("format")?;
    let DeValue::Integer(number) = value.get_ref() else { return None };
    let format = number.to_string();
    (format != FORMAT.to_string()).then(|| {
        document.problem_at(
            value.span().start,
            Severity::Error,
            format!(
                "this file says format {format}, but gonogo {} reads format {FORMAT}: use the gonogo that reads \
                 format {format}, or write `format = {FORMAT}`",
                env!("CARGO_PKG_VERSION")
            ),
        )
    })
}
