//! Objects as `-o` asks for them.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::client::{name, singular};
use super::fault::Fault;
use super::jsonpath::Template;
use super::yaml;
use crate::rehearsal::cluster::Kind;

/// What `-o` asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Output {
    /// The table, or one line of what was done.
    Usual,
    /// The table with more columns.
    Wide,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// `TYPE/NAME`.
    Name,
    /// A JSONPath template.
    Path(Template),
    /// Columns by JSONPath: header and path.
    Columns(Vec<(String, Template)>),
}

impl Output {
    /// Reads the option.
    pub(super) fn read(text: Option<&str>) -> Result<Self, Fault> {
        let Some(text) = text else { return Ok(Self::Usual) };
        let (word, rest) = text.split_once('=').unwrap_or((text, ""));
        Ok(match word {
            "" => Self::Usual,
            "wide" => Self::Wide,
            "json" => Self::Json,
            "yaml" => Self::Yaml,
            "name" => Self::Name,
            "jsonpath" | "jsonpath-as-json" if rest.is_empty() => {
                return Err(Fault::error("template format specified but no template given"));
            }
            "jsonpath" => Self::Path(Template::read(rest)?),
            "custom-columns" => Self::Columns(
                rest.split(',')
                    .map(|column| {
                        let (head, path) = column.split_once(':').ok_or_else(|| {
                            Fault::error(format!(
                                "unexpected custom-columns spec: {column}, expected <header>:<json-path-expr>"
                            ))
                        })?;
                        Ok((head.to_owned(), Template::relaxed(path)?))
                    })
                    .collect::<Result<_, Fault>>()?,
            ),
            _ => return Err(Fault::not_simulated(&format!("the output {word}"))),
        })
    }

    /// The text of `objects`; `single` where one was asked for by its name.
    pub(super) fn text(&self, objects: &[(Kind, Value)], single: bool) -> Result<String, Fault> {
        Ok(match self {
            Self::Json => json_text(&whole(objects, single)) + "\n",
            Self::Yaml => yaml::write(&sorted(&whole(objects, single))),
            Self::Path(template) => template.fill(&whole(objects, single))?,
            Self::Name => {
                let mut out = String::new();
                for (kind, it) in objects {
                    let _ = writeln!(out, "{}/{}", singular(kind), name(it));
                }
                out
            }
            Self::Columns(columns) => {
                let mut rows = vec![columns.iter().map(|(head, _)| head.clone()).collect::<Vec<_>>()];
                for (_, object) in objects {
                    let cell = |(_, path): &(String, Template)| {
                        let text = path.fill(object).unwrap_or_default().replace(' ', ",");
                        if text.is_empty() { "<none>".to_owned() } else { text }
                    };
                    rows.push(columns.iter().map(cell).collect());
                }
                super::table::aligned(&rows)
            }
            Self::Usual | Self::Wide => String::new(),
        })
    }
}

fn whole(objects: &[(Kind, Value)], single: bool) -> Value {
    match objects {
        [(_, only)] if single => only.clone(),
        all => json!({
            "apiVersion": "v1", "kind": "List", "metadata": { "resourceVersion": "" },
            "items": all.iter().map(|(_, object)| object.clone()).collect::<Vec<_>>(),
        }),
    }
}

/// JSON as kubectl prints it: four blanks, keys by the alphabet.
pub(super) fn json_text(value: &Value) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut writer = serde_json::Serializer::with_formatter(&mut out, formatter);
    // Writing a value into memory never fails.
    let _ = serde::Serialize::serialize(&sorted(value), &mut writer);
    String::from_utf8_lossy(&out).into_owned()
}

/// `value` with its keys by the alphabet.
pub(super) fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let fields = keys.into_iter().filter_map(|key| Some((key.clone(), sorted(map.get(key)?))));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
