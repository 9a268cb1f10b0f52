//! What the file may hold, compiled once from the model's JSON Schema, so that the two can't drift apart.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use crate::model::runbook::Runbook;

/// What a value may be.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Anything.
    Any,
    /// A table with one key, the probe's kind, whose fields the kind itself looks at.
    Probe,
    /// A text.
    Text,
    /// A text of its own grammar.
    Leaf(Leaf),
    /// `true` or `false`.
    Flag,
    /// A whole number up to a limit.
    Number(u64),
    /// A list.
    List(Box<Shape>),
    /// A table with keys of the author's choice.
    Map(Box<Shape>),
    /// A table with known keys.
    Record(Record),
    /// One of several words.
    Word(Vec<String>),
    /// A table with exactly one of several keys.
    OneOf(Vec<(String, Shape)>),
    /// A word, or a table with exactly one of several keys.
    WordOrOneOf(Vec<String>, Vec<(String, Shape)>),
    /// A shape that has a name.
    Named(usize),
}

/// Texts with a grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// `90s`
    Span,
    /// `-24h`
    Due,
    /// `2-5m`
    Takes,
    /// `> 5%`
    Threshold,
    /// `second sunday`
    Every,
    /// `02:00`
    TimeOfDay,
    /// `2026-12-20T00:00Z`
    Stamp,
}

/// A table with known keys.
#[derive(Debug)]
pub(crate) struct Record {
    /// What the table describes, as a sentence has it: `a step`.
    pub(crate) label: String,
    /// The keys.
    pub(crate) keys: HashMap<String, Shape>,
    /// The keys that must be there.
    pub(crate) required: Vec<String>,
}

/// All shapes.
#[derive(Debug)]
pub(crate) struct Shapes {
    /// The whole file.
    pub(crate) root: Shape,
    named: Vec<Shape>,
}

/// The shapes of a runbook.
pub(crate) static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let schema = schemars::schema_for!(Runbook).to_value();
    let empty = serde_json::Map::new();
    let defs = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
    let names: HashMap<&str, usize> = defs.keys().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let named = defs.iter().map(|(name, value)| compile(value, Some(name), &names)).collect();
    Shapes { root: compile(&schema, Some("Runbook"), &names), named }
});

impl Shapes {
    /// `shape`, or what its name stands for.
    pub(crate) fn resolve<'a>(&'a self, shape: &'a Shape) -> &'a Shape {
        match shape {
            Shape::Named(at) => self.named.get(*at).map_or(&Shape::Any, |shape| self.resolve(shape)),
            other => other,
        }
    }

    /// Whether `key` is a key of the whole file.
    pub(crate) fn is_top_key(&self, key: &str) -> bool {
        matches!(&self.root, Shape::Record(record) if record.keys.contains_key(key))
    }
}

fn compile(schema: &Value, name: Option<&str>, names: &HashMap<&str, usize>) -> Shape {
    match name {
        Some("Span") => return Shape::Leaf(Leaf::Span),
        Some("Due") => return Shape::Leaf(Leaf::Due),
        Some("Takes") => return Shape::Leaf(Leaf::Takes),
        Some("Threshold") => return Shape::Leaf(Leaf::Threshold),
        Some("Every") => return Shape::Leaf(Leaf::Every),
        Some("TimeOfDay") => return Shape::Leaf(Leaf::TimeOfDay),
        Some("Stamp") => return Shape::Leaf(Leaf::Stamp),
        Some("Probe") => return Shape::Probe,
        _ => {}
    }
    let of = |value: &Value| compile(value, None, names);
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let name = target.rsplit('/').next().unwrap_or(target);
        return names.get(name).map_or(Shape::Any, |at| Shape::Named(*at));
    }
    if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
        let real = any.iter().find(|one| one.get("type").and_then(Value::as_str) != Some("null"));
        return real.map_or(Shape::Any, of);
    }
    if let Some(one) = schema.get("oneOf").and_then(Value::as_array) {
        return choice(one, names);
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default()
        }
        _ => "",
    };
    match kind {
        "string" => schema
            .get("enum")
            .and_then(Value::as_array)
            .map_or(Shape::Text, |words| Shape::Word(words.iter().filter_map(text).collect())),
        "boolean" => Shape::Flag,
        "integer" if !format_of(schema).starts_with("uint") => Shape::Any,
        "integer" => {
            // The one kind of number that fits in a byte is a percentage.
            let percent = format_of(schema) == "uint8";
            Shape::Number(if percent { 100 } else { u64::from(u32::MAX) })
        }
        "array" => Shape::List(Box::new(schema.get("items").map_or(Shape::Any, of))),
        "object" => object(schema, name, names),
        _ => Shape::Any,
    }
}

fn object(schema: &Value, name: Option<&str>, names: &HashMap<&str, usize>) -> Shape {
    let keys = schema.get("properties").and_then(Value::as_object);
    if let (None, Some(values)) = (keys, schema.get("additionalProperties").filter(|more| more.is_object())) {
        return Shape::Map(Box::new(compile(values, None, names)));
    }
    // A table whose keys are not ours to know, such as a manifest.
    if keys.is_none() && schema.get("additionalProperties") == Some(&Value::Bool(true)) {
        return Shape::Any;
    }
    let required = schema.get("required").and_then(Value::as_array);
    Shape::Record(Record {
        label: label(name),
        keys: keys
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), compile(value, None, names)))
            .collect(),
        required: required.into_iter().flatten().filter_map(text).collect(),
    })
}

fn choice(one: &[Value], names: &HashMap<&str, usize>) -> Shape {
    // schemars writes plain variants that share a doc as one `enum`, the others as a `const` each.
    let consts = one.iter().filter_map(|value| value.get("const"));
    let enums = one.iter().filter_map(|value| value.get("enum").and_then(Value::as_array)).flatten();
    let words: Vec<String> = consts.chain(enums).filter_map(text).collect();
    let keys = one.iter().filter_map(|value| value.get("properties").and_then(Value::as_object));
    let tables: Vec<(String, Shape)> =
        keys.flatten().map(|(key, value)| (key.clone(), compile(value, None, names))).collect();
    match (words.is_empty(), tables.is_empty()) {
        (false, true) => Shape::Word(words),
        (false, false) => Shape::WordOrOneOf(words, tables),
        (true, _) => Shape::OneOf(tables),
    }
}

fn format_of(schema: &Value) -> &str {
    schema.get("format").and_then(Value::as_str).unwrap_or_default()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn label(name: Option<&str>) -> String {
    match name {
        None => "this table".to_owned(),
        Some("Runbook") => "the runbook".to_owned(),
        Some("Print") => "`[print]`".to_owned(),
        Some("Rehearsal") => "`[rehearsal]`".to_owned(),
        Some("Level") => "a level of an escalation".to_owned(),
        Some("Maintenance") => "a maintenance window".to_owned(),
        Some("GuardWhen") => "a guard's `when`".to_owned(),
        Some("SignoffRule") => "a sign-off".to_owned(),
        Some("Line") => "a line of the print copy".to_owned(),
        Some("Section") => "a section of the print copy".to_owned(),
        Some("Retry") => "`retry`".to_owned(),
        Some(name) => {
            let small = name.to_lowercase();
            let article = if small.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            format!("{article} {small}")
        }
    }
}
