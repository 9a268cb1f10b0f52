//! A runbook's text with the place of every key and value in it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, Severity};

/// The way to a value: `phase`, 2, `step`, 0, `run`. Built on the stack, looked up only when something is wrong.
#[derive(Clone, Copy)]
pub(crate) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    part: Part<'a>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The whole file.
    pub(crate) const ROOT: Self = Self { parent: None, part: Part::Root };

    /// The value at `key` of the table here.
    pub(crate) const fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), part: Part::Key(key) }
    }

    /// The `index`-th value of the list here.
    pub(crate) const fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), part: Part::Index(index) }
    }
}

/// What stands at a path.
struct Node<'d> {
    key: Option<Range<usize>>,
    value: Option<&'d Spanned<DeValue<'d>>>,
    whole: bool,
}

/// A parsed file.
pub(crate) struct Document<'t> {
    file: String,
    text: &'t str,
    lines: Vec<usize>,
    root: DeTable<'t>,
}

impl<'t> Document<'t> {
    /// `text` before it is parsed: places are known, values not yet.
    pub(crate) fn new(file: &str, text: &'t str) -> Self {
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1));
        Self { file: file.to_owned(), text, lines: lines.collect(), root: DeTable::new() }
    }

    /// The values, once parsed.
    pub(crate) fn set_root(&mut self, root: DeTable<'t>) {
        self.root = root;
    }

    /// A problem at byte `offset` of the text.
    pub(crate) fn problem_at(
        &self,
        offset: usize,
        severity: Severity,
        message: impl Into<String>,
    ) -> Problem {
        let (line, col) = self.position(offset);
        Problem { file: self.file.clone(), line, col, severity, message: message.into() }
    }

    /// A problem with the value at `path`.
    pub(crate) fn problem(&self, path: &Path<'_>, severity: Severity, message: impl Into<String>) -> Problem {
        self.problem_at(self.start(path), severity, message)
    }

    /// A problem with the key at `path`.
    pub(crate) fn problem_of_key(
        &self,
        path: &Path<'_>,
        severity: Severity,
        message: impl Into<String>,
    ) -> Problem {
        let node = self.find(path);
        let offset =
            node.whole.then_some(node.key).flatten().map_or_else(|| self.start(path), |key| key.start);
        self.problem_at(offset, severity, message)
    }

    /// Whether a value stands at `path` in the file, and isn't there by default.
    pub(crate) fn has(&self, path: &Path<'_>) -> bool {
        self.find(path).whole
    }

    /// Where the key at `path` begins, to bring maps into the order of the file.
    pub(crate) fn key_offset(&self, path: &Path<'_>) -> usize {
        self.find(path).key.map_or(usize::MAX, |key| key.start)
    }

    /// A problem in the text value at `path`: at the `nth` occurrence of `needle` from the value's `line`-th line
    /// on (both from 0).
    pub(crate) fn problem_inside(
        &self,
        path: &Path<'_>,
        (line, needle, nth): (usize, &str, usize),
        severity: Severity,
        message: impl Into<String>,
    ) -> Problem {
        let offset = self.inside(path, line, needle, nth).unwrap_or_else(|| self.start(path));
        self.problem_at(offset, severity, message)
    }

    fn inside(&self, path: &Path<'_>, line: usize, needle: &str, nth: usize) -> Option<usize> {
        let span = self.find(path).value?.span();
        let raw = self.text.get(span.clone())?;
        // The newline right after the opening marks belongs to TOML, not to the value.
        let skipped = ["'''\n", "\"\"\"\n"].iter().any(|marks| raw.starts_with(marks));
        let line = line + usize::from(skipped);
        let from = if line == 0 { 0 } else { raw.match_indices('\n').nth(line - 1).map(|(at, _)| at + 1)? };
        let found = if needle.is_empty() {
            let rest = &raw[from..];
            rest.len() - rest.trim_start_matches([' ', '\t']).len()
        } else {
            raw[from..].match_indices(needle).nth(nth).map(|(at, _)| at)?
        };
        Some(span.start + from + found)
    }

    fn start(&self, path: &Path<'_>) -> usize {
        let node = self.find(path);
        match (node.value, node.key) {
            (Some(value), _) => value.span().start,
            (None, Some(key)) => key.start,
            (None, None) => 0,
        }
    }

    /// What stands at `path`, or at the longest part of it that the file has.
    fn find(&self, path: &Path<'_>) -> Node<'_> {
        let Some(parent) = path.parent else { return Node { key: None, value: None, whole: true } };
        let above = self.find(parent);
        if !above.whole {
            return above;
        }
        let table = match above.value {
            None => Some(&self.root),
            Some(value) => value.get_ref().as_table(),
        };
        let found = match path.part {
            Part::Root => None,
            Part::Key(key) => table.and_then(|table| table.get_key_value(key)).map(|(key, value)| Node {
                key: Some(key.span()),
                value: Some(value),
                whole: true,
            }),
            Part::Index(index) => above
                .value
                .and_then(|value| value.get_ref().as_array())
                .and_then(|list| list.get(index))
                .map(|value| Node { key: None, value: Some(value), whole: true }),
        };
        found.unwrap_or(Node { whole: false, ..above })
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (line.max(1), self.text[start..offset].chars().count() + 1)
    }
}
