//! JSONPath templates, as far as `kubectl` users write them.

use serde_json::Value;

use super::fault::Fault;
use super::jsonpath_text::parts;

/// A template, read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    text: String,
    parts: Vec<Part>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Stands as it is.
    Text(String),
    /// What a path finds.
    Path(Path),
    /// Parts for each thing that a path finds.
    Range(Path, Vec<Part>),
}

/// The way from an object to what lies in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    /// Begins at the top (`$`), and not at the thing at hand.
    pub(super) rooted: bool,
    /// The steps.
    pub(super) steps: Vec<Step>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// `.name`
    Field(String),
    /// `['name']`, `['name','other']`
    Fields(Vec<String>),
    /// `..name`
    Deep(String),
    /// `[3]`, `[-1]`
    Index(i64),
    /// `[1:3]`
    Slice(Option<i64>, Option<i64>),
    /// `[*]` or `.*`
    All,
    /// `[?(@.a=="b")]`
    Filter(Path, Option<(Compare, Value)>),
}

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    /// `==`
    Same,
    /// `!=`
    Other,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Template {
    /// Reads a template: text with `{…}` in it.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let parts =
            parts(text).map_err(|why| Fault::error(format!("error parsing jsonpath {text}, {why}")))?;
        Ok(Self { text: text.to_owned(), parts })
    }

    /// Reads a single path, with or without `{}`, `$` and its first dot.
    pub(super) fn relaxed(text: &str) -> Result<Self, Fault> {
        let bare = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(text);
        let bare = bare.strip_prefix('$').unwrap_or(bare);
        let dot = if bare.starts_with(['.', '[']) { "" } else { "." };
        Self::read(&format!("{{{dot}{bare}}}"))
    }

    /// The text for `object`.
    pub(super) fn fill(&self, object: &Value) -> Result<String, Fault> {
        let mut out = String::new();
        fill(&self.parts, object, object, &mut out).map_err(|why| {
            Fault::error(format!(
                "error executing jsonpath \"{}\": Error executing template: {why}",
                self.text
            ))
        })?;
        Ok(out)
    }
}

fn fill(parts: &[Part], root: &Value, at: &Value, out: &mut String) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Path(path) => {
                let found = find(path, root, at)?;
                let texts: Vec<String> = found.into_iter().map(shown).collect();
                out.push_str(&texts.join(" "));
            }
            Part::Range(path, inner) => {
                for item in find(path, root, at)? {
                    fill(inner, root, item, out)?;
                }
            }
        }
    }
    Ok(())
}

/// A value as it is printed.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => super::print::sorted(other).to_string(),
    }
}

fn find<'a>(path: &Path, root: &'a Value, at: &'a Value) -> Result<Vec<&'a Value>, String> {
    let mut found = vec![if path.rooted { root } else { at }];
    for step in &path.steps {
        let mut next = Vec::new();
        for value in found {
            walk(step, root, value, &mut next)?;
        }
        found = next;
    }
    Ok(found)
}

fn walk<'a>(step: &Step, root: &'a Value, value: &'a Value, next: &mut Vec<&'a Value>) -> Result<(), String> {
    match (step, value) {
        (Step::Field(name), Value::Object(map)) => next.extend(map.get(name)),
        (Step::Fields(names), Value::Object(map)) => {
            next.extend(names.iter().filter_map(|name| map.get(name)));
        }
        (Step::All, Value::Array(items)) => next.extend(items),
        (Step::All, Value::Object(map)) => next.extend(map.values()),
        (Step::Deep(name), _) => deep(name, value, next),
        (Step::Index(wanted), Value::Array(items)) => {
            let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let at = if *wanted < 0 { wanted + length } else { *wanted };
            let item = usize::try_from(at).ok().and_then(|at| items.get(at));
            next.push(
                item.ok_or_else(|| format!("array index out of bounds: index {wanted}, length {length}"))?,
            );
        }
        (Step::Slice(from, to), Value::Array(items)) => {
            let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let place = |at: i64| {
                let at = if at < 0 { at + length } else { at };
                usize::try_from(at.clamp(0, length)).unwrap_or(0)
            };
            let (from, to) = (place(from.unwrap_or(0)), place(to.unwrap_or(length)));
            next.extend(items.get(from..to.max(from)).unwrap_or_default());
        }
        (Step::Filter(path, wish), Value::Array(items)) => {
            for item in items {
                let found = find(path, root, item).unwrap_or_default();
                let fits = match wish {
                    None => !found.is_empty(),
                    Some((compare, wanted)) => found.iter().any(|it| compare.fits(it, wanted)),
                };
                if fits {
                    next.push(item);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn deep<'a>(name: &str, value: &'a Value, next: &mut Vec<&'a Value>) {
    match value {
        Value::Object(map) => {
            next.extend(map.get(name));
            map.values().for_each(|inner| deep(name, inner, next));
        }
        Value::Array(items) => items.iter().for_each(|inner| deep(name, inner, next)),
        _ => {}
    }
}

impl Compare {
    fn fits(self, left: &Value, right: &Value) -> bool {
        use std::cmp::Ordering;
        let order = match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            _ => match (left.as_str(), right.as_str()) {
                (Some(left), Some(right)) => Some(left.cmp(right)),
                _ => (left == right).then_some(Ordering::Equal),
            },
        };
        match self {
            Self::Same => order == Some(Ordering::Equal),
            Self::Other => order != Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Self::More => order == Some(Ordering::Greater),
            Self::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_find_what_kubectl_finds() {
        let object = json!({
            "metadata": { "name": "x", "annotations": { "a.b/c": "3" } },
            "data": { "b": "1", "a": "2" },
            "items": [{ "n": "one", "r": 1, "ok": true }, { "n": "two", "r": 2 }],
        });
        for (template, expected) in [
            ("{.metadata.name}", "x"),
            ("{$.metadata.name} {.metadata.nonesuch}!", "x !"),
            (r"{.metadata.annotations.a\.b/c}", "3"),
            (r"{.metadata.annotations['a\.b/c']}", "3"),
            ("{.data}", r#"{"a":"2","b":"1"}"#),
            ("{.items[*].n}", "one two"),
            ("{.items[0].n}{.items[-1].r}", "one2"),
            ("{.items[0:1].n}", "one"),
            (r#"{range .items[*]}{.n}{"\t"}{.r}{"\n"}{end}."#, "one\t1\ntwo\t2\n."),
            (r#"{.items[?(@.n=="two")].r}"#, "2"),
            ("{.items[?(@.n=='one')].r}", "1"),
            ("{.items[?(@.r>1)].n}", "two"),
            ("{.items[?(@.ok)].n}", "one"),
            ("{.items[?(@.ok == true)].n}", "one"),
            ("{..n}", "one two"),
            ("plain", "plain"),
            ("{.items[*]['n','r']}", "one 1 two 2"),
        ] {
            assert_eq!(Template::read(template).unwrap().fill(&object).unwrap(), expected, "{template}");
        }
        for path in [".metadata.name", "{.metadata.name}", "metadata.name", "$.metadata.name"] {
            assert_eq!(Template::relaxed(path).unwrap().fill(&object).unwrap(), "x", "{path}");
        }
        assert!(Template::read("{.items[7]}").unwrap().fill(&object).is_err());
    }

    #[test]
    fn what_is_none_is_told() {
        for bad in
            ["{.a", "{range .a}", "{end}", "{.a[}", "{.a[?(x)]}", "{.a[?(@.b=~1)]}", "{.a['b}", "{\"x}", "{é"]
        {
            assert!(Template::read(bad).is_err(), "{bad}");
        }
    }
}
