//! Holds every value of a file against its [`Shape`]: all unknown keys, wrong types, missing keys, bad durations and
//! thresholds in one go.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::Document;
use super::nearest::{listed, nearest};
use super::problem::{Problem, Severity};
use super::shape::{Leaf, Record, SHAPES, Shape, Shapes};
use crate::model::quantity::Threshold;
use crate::model::runbook::{Every, TimeOfDay};
use crate::model::span::{Due, Span, Takes};
use crate::model::stamp::Stamp;

/// After so many problems the rest is left for the next time.
pub(super) const MOST: usize = 500;

/// What was found.
pub(crate) struct Conformance {
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
    /// Whether what is left of the table can be read all the same: only unknown keys and optional values were wrong,
    /// and those were taken out.
    pub(crate) readable: bool,
}

/// Checks `root`, and takes out what is wrong where the rest makes sense without it.
pub(crate) fn conform(document: &Document<'_>, root: &mut DeTable<'_>) -> Conformance {
    let mut walk = Walk { document, shapes: &SHAPES, problems: Vec::new(), readable: true };
    if let Shape::Record(record) = &SHAPES.root {
        walk.record(root, 0, record, true);
    }
    Conformance { problems: walk.problems, readable: walk.readable }
}

struct Walk<'w, 't> {
    document: &'w Document<'t>,
    shapes: &'w Shapes,
    problems: Vec<Problem>,
    readable: bool,
}

/// Whether a value may stay.
#[derive(PartialEq, Eq)]
enum Found {
    Good,
    /// Wrong in itself; the rest can be read without it.
    BadText,
}

impl Walk<'_, '_> {
    fn error(&mut self, offset: usize, message: impl Into<String>) {
        if self.problems.len() < MOST {
            self.problems.push(self.document.problem_at(offset, Severity::Error, message));
        }
    }

    fn fatal(&mut self, offset: usize, message: impl Into<String>) {
        self.readable = false;
        self.error(offset, message);
    }

    fn record(&mut self, table: &mut DeTable<'_>, at: usize, record: &Record, top: bool) {
        let mut out = Vec::new();
        for (key, value) in table.iter_mut() {
            let name = key.get_ref().as_ref();
            let Some(shape) = record.keys.get(name) else {
                let message = self.unknown(name, record, top);
                self.error(key.span().start, message);
                out.push(name.to_owned());
                continue;
            };
            if self.value(value, shape, name) == Found::BadText {
                if record.required.iter().any(|required| required == name) {
                    self.readable = false;
                }
                out.push(name.to_owned());
            }
        }
        for name in &out {
            table.remove(name.as_str());
        }
        for name in &record.required {
            if !table.contains_key(name.as_str()) && !out.contains(name) {
                self.missing(table, at, record, name, top);
            }
        }
    }

    fn missing(&mut self, table: &DeTable<'_>, at: usize, record: &Record, name: &str, top: bool) {
        if top && name == "format" {
            return self.fatal(0, "a runbook begins with its format: write `format = 1` on the first line");
        }
        let named =
            ["id", "name", "title", "text"].iter().find_map(|key| table.get(*key)?.get_ref().as_str());
        let label = record.label.as_str();
        let who = named.map_or_else(
            || label.to_owned(),
            |id| {
                let bare = ["a ", "an ", "the "].iter().find_map(|article| label.strip_prefix(article));
                format!("{} `{}`", bare.unwrap_or(label), short(id))
            },
        );
        self.fatal(at, format!("{who} needs `{name}`: add `{name} = …`"));
    }

    fn unknown(&self, name: &str, record: &Record, top: bool) -> String {
        let known = || record.keys.keys().map(String::as_str);
        let here = &record.label;
        let name = short(name);
        if let Some(near) = nearest(&name, known()) {
            return format!("unknown key `{name}` in {here}: did you mean `{near}`?");
        }
        if !top && self.shapes.is_top_key(&name) {
            return format!(
                "unknown key `{name}` in {here}: it belongs to the runbook itself, so move it above the first `[table]`"
            );
        }
        let mut all: Vec<_> = known().collect();
        all.sort_unstable();
        format!("unknown key `{name}` in {here}: take it out, or use one of {}", listed(all))
    }

    fn value(&mut self, value: &mut Spanned<DeValue<'_>>, shape: &Shape, key: &str) -> Found {
        let at = value.span().start;
        let shapes = self.shapes;
        let shape = shapes.resolve(shape);
        match (shape, value.get_mut()) {
            (Shape::Any, _) | (Shape::Flag, DeValue::Boolean(_)) => Found::Good,
            (Shape::Probe, DeValue::Table(table)) => {
                self.probe(table, at);
                Found::Good
            }
            (Shape::Text, DeValue::String(text)) => self.text(at, key, text),
            (Shape::Leaf(leaf), DeValue::String(text)) => match leaf.problem(text) {
                None => Found::Good,
                Some(problem) => {
                    self.error(at, format!("`{key}`: {problem}"));
                    Found::BadText
                }
            },
            (Shape::Word(words) | Shape::WordOrOneOf(words, _), DeValue::String(text)) => {
                if words.iter().any(|word| word == text.as_ref()) {
                    return Found::Good;
                }
                let near = nearest(text, words.iter().map(String::as_str));
                let hint = near.map_or_else(
                    || format!("write one of {}", listed(words.iter().map(String::as_str))),
                    |near| format!("did you mean `{near}`?"),
                );
                self.error(at, format!("`{key}`: `{}` is not known here: {hint}", short(text)));
                Found::BadText
            }
            (Shape::Number(most), DeValue::Integer(number)) => {
                let fits = u64::from_str_radix(number.as_str(), number.radix()).is_ok_and(|n| n <= *most);
                if !fits {
                    let range = if *most == u64::from(u32::MAX) {
                        "0 or more".to_owned()
                    } else {
                        format!("0 to {most}")
                    };
                    self.error(
                        at,
                        format!("`{key}`: `{number}` is out of range: write a whole number, {range}"),
                    );
                    return Found::BadText;
                }
                Found::Good
            }
            (Shape::List(inner), DeValue::Array(list)) => {
                for item in list.iter_mut() {
                    if self.value(item, inner, key) == Found::BadText {
                        self.readable = false;
                    }
                }
                Found::Good
            }
            (Shape::Map(inner), DeValue::Table(table)) => {
                for (name, item) in table.iter_mut() {
                    if self.value(item, inner, name.get_ref()) == Found::BadText {
                        self.readable = false;
                    }
                }
                Found::Good
            }
            (Shape::Record(record), DeValue::Table(table)) => {
                self.record(table, at, record, false);
                Found::Good
            }
            (Shape::OneOf(choices) | Shape::WordOrOneOf(_, choices), DeValue::Table(table)) => {
                self.one_of(table, at, choices, key);
                Found::Good
            }
            (shape, found) => {
                let message = format!("`{key}` must be {}, not {}", wanted(shapes, shape, key), said(found));
                self.fatal(at, message);
                Found::Good
            }
        }
    }

    fn text(&mut self, at: usize, key: &str, text: &str) -> Found {
        if let Some(c) = text.chars().find(|c| is_hidden(*c)) {
            self.error(
                at,
                format!(
                    "`{key}` holds the invisible character U+{:04X}: take it out, nobody can see what it does",
                    u32::from(c)
                ),
            );
        }
        Found::Good
    }

    fn probe(&mut self, table: &DeTable<'_>, at: usize) {
        const LIKE: &str = "like `probe.http = { url = \"…\" }`";
        let mut kinds: Vec<_> = table.iter().collect();
        kinds.sort_by_key(|(kind, _)| kind.span().start);
        match kinds.as_slice() {
            [] => self.fatal(at, format!("a check needs a probe with its kind, {LIKE}")),
            [(first, _), (second, _), ..] => {
                let message = format!(
                    "a check has one probe, but here are `{}` and `{}`: make it two checks",
                    short(first.get_ref()),
                    short(second.get_ref())
                );
                self.fatal(second.span().start, message);
            }
            [(kind, fields)] if !fields.get_ref().is_table() => {
                let said = said(fields.get_ref());
                let message = format!(
                    "`{}` must be a table of the probe's fields, {LIKE}, not {said}",
                    short(kind.get_ref())
                );
                self.fatal(fields.span().start, message);
            }
            [(kind, fields)] => self.fields(fields, kind.get_ref()),
        }
    }

    /// A kind looks at its own fields, but not at what can't be seen in them.
    fn fields(&mut self, value: &Spanned<DeValue<'_>>, key: &str) {
        match value.get_ref() {
            DeValue::String(text) => {
                self.text(value.span().start, key, text);
            }
            DeValue::Array(list) => list.iter().for_each(|item| self.fields(item, key)),
            DeValue::Table(table) => table.iter().for_each(|(name, item)| self.fields(item, name.get_ref())),
            DeValue::Datetime(_) => {
                let message = format!("`{key}` can't be a date or time: write it as a text in quotes");
                self.error(value.span().start, message);
            }
            _ => {}
        }
    }

    fn one_of(&mut self, table: &mut DeTable<'_>, at: usize, choices: &[(String, Shape)], key: &str) {
        let names = || choices.iter().map(|(name, _)| name.as_str());
        let mut count = 0;
        let mut wrong = false;
        for (name, value) in table.iter_mut() {
            let text = name.get_ref().as_ref();
            if let Some((_, shape)) = choices.iter().find(|(choice, _)| choice == text) {
                count += 1;
                if self.value(value, shape, text) == Found::BadText {
                    self.readable = false;
                }
            } else {
                wrong = true;
                let hint = nearest(text, names()).map_or_else(
                    || format!("use one of {}", listed(names())),
                    |near| format!("did you mean `{near}`?"),
                );
                self.fatal(name.span().start, format!("unknown key `{}` in `{key}`: {hint}", short(text)));
            }
        }
        if count > 1 {
            self.fatal(at, format!("`{key}` takes exactly one of {}: leave one of them", listed(names())));
        }
        if count == 0 && !wrong {
            self.fatal(at, format!("`{key}` needs one of {}", listed(names())));
        }
    }
}

impl Leaf {
    fn problem(self, text: &str) -> Option<String> {
        match self {
            Self::Span => text.parse::<Span>().err().map(|error| error.to_string()),
            Self::Due => text.parse::<Due>().err().map(|_| {
                format!("`{text}` is not a time before or after the deployment: write it like `-24h`, `+15m` or `0s`")
            }),
            Self::Takes => text.parse::<Takes>().err().map(|_| {
                format!("`{text}` doesn't say how long: write it like `5m`, or from-to like `2-5m`")
            }),
            Self::Threshold => text.parse::<Threshold>().err().map(|error| error.to_string()),
            Self::Every => text.parse::<Every>().err().map(|error| error.to_string()),
            Self::TimeOfDay => text.parse::<TimeOfDay>().err().map(|error| error.to_string()),
            Self::Stamp => Stamp::try_from(text.to_owned()).err().map(|_| {
                format!("`{text}` is not a moment: write date, time and zone, like `2026-12-20T00:00Z`")
            }),
        }
    }
}

/// Characters that hide what a text does: controls but newline and tab, and marks that turn the reading direction.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn wanted(shapes: &Shapes, shape: &Shape, key: &str) -> String {
    match shape {
        Shape::Text => "a text in quotes".to_owned(),
        Shape::Leaf(Leaf::Span) => "a length of time in quotes, like \"5m\"".to_owned(),
        Shape::Leaf(Leaf::Due) => "a time in quotes, like \"-24h\" or \"+15m\"".to_owned(),
        Shape::Leaf(Leaf::Takes) => "a length of time in quotes, like \"5m\" or \"2-5m\"".to_owned(),
        Shape::Leaf(Leaf::Threshold) => "a threshold in quotes, like \"> 5%\"".to_owned(),
        Shape::Leaf(Leaf::Every) => "days in quotes, like \"second sunday\"".to_owned(),
        Shape::Leaf(Leaf::TimeOfDay) => "a time of day in quotes, like \"02:00\"".to_owned(),
        Shape::Leaf(Leaf::Stamp) => "a moment in quotes, like \"2026-12-20T00:00Z\"".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Number(_) => "a whole number".to_owned(),
        Shape::Word(words) => format!("one of {}, in quotes", listed(words.iter().map(String::as_str))),
        Shape::List(inner) => match shapes.resolve(inner) {
            Shape::Record(_) => format!("a list of tables (`[[{key}]]`, with two brackets)"),
            _ => format!("a list: `{key} = [ … ]`"),
        },
        Shape::OneOf(choices) | Shape::WordOrOneOf(_, choices) => {
            let name = choices.first().map_or("…", |(name, _)| name.as_str());
            format!("a table like `{key} = {{ {name} = … }}`")
        }
        Shape::Map(_) | Shape::Record(_) => format!("a table: `{key} = {{ … }}`"),
        Shape::Probe => "a table with one probe: `probe.http = { url = \"…\" }`".to_owned(),
        Shape::Any | Shape::Named(_) => "something else".to_owned(),
    }
}

fn said(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// `text`, short enough for a message.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}
