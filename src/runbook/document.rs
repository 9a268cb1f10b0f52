//! A runbook's text with the place of every key and value in it.

use std::cell::OnceCell;
use std::collections::HashMap;
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

/// Where a value stands, and the values in it.
struct Spot {
    span: Range<usize>,
    inside: Inside,
}

enum Inside {
    Nothing,
    List(Vec<Spot>),
    Table(HashMap<String, (Range<usize>, Spot)>),
}

impl Spot {
    fn new(value: &Spanned<DeValue<'_>>) -> Self {
        let inside = match value.get_ref() {
            DeValue::Array(list) => Inside::List(list.iter().map(Self::new).collect()),
            DeValue::Table(table) => Inside::Table(
                table
                    .iter()
                    .map(|(key, value)| (key.get_ref().to_string(), (key.span(), Self::new(value))))
                    .collect(),
            ),
            _ => Inside::Nothing,
        };
        Self { span: value.span(), inside }
    }
}

/// What stands at a path.
struct Node<'d> {
    key: Option<Range<usize>>,
    value: &'d Spot,
    whole: bool,
}

/// A file's text. It is parsed for places only once something is wrong with it.
pub(crate) struct Document<'t> {
    file: String,
    text: &'t str,
    lines: Vec<usize>,
    root: OnceCell<Spot>,
}

impl<'t> Document<'t> {
    /// The places of `text`, in the file called `file`.
    pub(crate) fn new(file: &str, text: &'t str) -> Self {
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1));
        Self { file: file.to_owned(), text, lines: lines.collect(), root: OnceCell::new() }
    }

    fn root(&self) -> &Spot {
        self.root.get_or_init(|| {
            let table = DeTable::parse_recoverable(self.text).0;
            Spot::new(&Spanned::new(0..0, DeValue::Table(table.into_inner())))
        })
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
        let span = self.find(path).value.span.clone();
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
        self.find(path).value.span.start
    }

    /// What stands at `path`, or at the longest part of it that the file has.
    fn find(&self, path: &Path<'_>) -> Node<'_> {
        let Some(parent) = path.parent else { return Node { key: None, value: self.root(), whole: true } };
        let above = self.find(parent);
        if !above.whole {
            return above;
        }
        let found = match (path.part, &above.value.inside) {
            (Part::Key(key), Inside::Table(table)) => {
                table.get(key).map(|(key, value)| Node { key: Some(key.clone()), value, whole: true })
            }
            (Part::Index(index), Inside::List(list)) => {
                list.get(index).map(|value| Node { key: None, value, whole: true })
            }
            _ => None,
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
