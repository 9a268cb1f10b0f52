//! Which objects are meant: label and field selectors.

use std::collections::BTreeMap;

use serde_json::Value;

use super::object::{items, text, texts};

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Need {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Has(String),
    HasNot(String),
}

/// A label selector, as a query writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selector(Vec<Need>);

impl Selector {
    /// Reads `a=b,c!=d,e in (f,g),!h`; a part that can't be read is named in the error.
    pub(super) fn parse(written: &str) -> Result<Self, String> {
        parts(written).into_iter().map(|part| need(part.trim())).collect::<Result<_, _>>().map(Self)
    }

    /// The selector of a deployment, a replica set or a job: `matchLabels` and `matchExpressions`.
    pub(super) fn of(selector: &Value) -> Self {
        let mut needs: Vec<Need> = texts(selector, "/matchLabels")
            .into_iter()
            .map(|(key, value)| Need::In(key.to_owned(), vec![value.to_owned()]))
            .collect();
        for expression in items(selector, "/matchExpressions") {
            let key = text(expression, "/key").to_owned();
            let values = items(expression, "/values").iter().filter_map(Value::as_str).map(str::to_owned);
            needs.push(match text(expression, "/operator") {
                "NotIn" => Need::NotIn(key, values.collect()),
                "Exists" => Need::Has(key),
                "DoesNotExist" => Need::HasNot(key),
                _ => Need::In(key, values.collect()),
            });
        }
        Self(needs)
    }

    /// Whether it asks for nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `object` is meant.
    pub(super) fn takes(&self, object: &Value) -> bool {
        self.takes_labels(&texts(object, "/metadata/labels"))
    }

    /// Whether an object with these labels is meant.
    pub(super) fn takes_labels(&self, labels: &BTreeMap<&str, &str>) -> bool {
        self.0.iter().all(|need| match need {
            Need::In(key, values) => {
                labels.get(key.as_str()).is_some_and(|it| values.iter().any(|v| v == it))
            }
            Need::NotIn(key, values) => {
                labels.get(key.as_str()).is_none_or(|it| !values.iter().any(|v| v == it))
            }
            Need::Has(key) => labels.contains_key(key.as_str()),
            Need::HasNot(key) => !labels.contains_key(key.as_str()),
        })
    }
}

/// Parts at commas outside of parentheses.
fn parts(written: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let split = written.split(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    split.filter(|part| !part.trim().is_empty()).collect()
}

fn need(part: &str) -> Result<Need, String> {
    let own = |text: &str| text.trim().to_owned();
    let set = |rest: &str| {
        let inside = rest.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        inside.map(|inside| inside.split(',').map(own).collect::<Vec<_>>())
    };
    if let Some(key) = part.strip_prefix('!') {
        return Ok(Need::HasNot(own(key)));
    }
    for word in [" notin ", " notin(", " in ", " in("] {
        if let Some((key, rest)) = part.split_once(word) {
            let rest = if word.ends_with('(') { format!("({rest}") } else { rest.to_owned() };
            let values = set(&rest).ok_or_else(|| format!("unable to parse requirement: {part}"))?;
            let key = own(key);
            return Ok(if word.contains("not") { Need::NotIn(key, values) } else { Need::In(key, values) });
        }
    }
    if let Some((key, value)) = part.split_once("!=") {
        return Ok(Need::NotIn(own(key), vec![own(value)]));
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return Ok(Need::In(own(key), vec![own(value)]));
    }
    if part.contains([' ', '(', ')']) {
        Err(format!("unable to parse requirement: {part}"))
    } else {
        Ok(Need::Has(own(part)))
    }
}

/// Whether `object` has the fields that `written` asks for: `metadata.name=x,status.phase!=Running`.
pub(super) fn has_fields(object: &Value, written: &str) -> bool {
    written.split(',').filter(|part| !part.trim().is_empty()).all(|part| {
        let (path, wanted, equal) = if let Some((path, value)) = part.split_once("!=") {
            (path, value, false)
        } else {
            let (path, value) = part.split_once("==").or_else(|| part.split_once('=')).unwrap_or((part, ""));
            (path, value, true)
        };
        let found = object.pointer(&format!("/{}", path.trim().replace('.', "/")));
        let found = match found {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        (found == wanted.trim()) == equal
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn labels_are_selected_as_kubernetes_does() {
        let pod = json!({ "metadata": { "labels": { "app": "a", "slot": "blue" } } });
        for (written, expected) in [
            ("", true),
            ("app=a,slot=blue", true),
            ("app==a, slot!=green", true),
            ("app in (a,b),slot notin (green)", true),
            ("app,!canary", true),
            ("app=b", false),
            ("canary", false),
            ("slot in(green, red)", false),
        ] {
            assert_eq!(Selector::parse(written).unwrap().takes(&pod), expected, "{written}");
        }
        assert!(Selector::parse("a in b").is_err());
        let own = json!({ "matchLabels": { "app": "a" }, "matchExpressions": [{ "key": "slot", "operator": "Exists" }] });
        assert!(Selector::of(&own).takes(&pod));
    }

    #[test]
    fn fields_are_compared_by_their_text() {
        let pod = json!({ "metadata": { "name": "x" }, "status": { "phase": "Running" } });
        for (written, expected) in [
            ("metadata.name=x", true),
            ("metadata.name=x,status.phase!=Running", false),
            ("spec.nodeName=", true),
        ] {
            assert_eq!(has_fields(&pod, written), expected, "{written}");
        }
    }
}
