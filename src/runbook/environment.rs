//! Values of a target environment that use one another.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use thiserror::Error;

use super::interpolate::{Piece, UndefinedName, pieces};
use crate::model::ids::{InputName, is_variable};

/// Why an environment's values don't come out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EnvironmentError {
    /// A value leads back to itself.
    #[error("`{key}` leads back to itself ({way}): write one of them out")]
    Circle {
        /// The value.
        key: String,
        /// The way round.
        way: String,
    },
    /// A value grows beyond what a process can be given.
    #[error(
        "environment value `{key}` becomes longer than {MOST_BYTES} bytes, which no command could be given"
    )]
    TooLong {
        /// The value.
        key: String,
    },
    /// A value uses a name that has none.
    #[error("environment value `{key}`: {undefined}")]
    Undefined {
        /// The value.
        key: String,
        /// The name.
        undefined: UndefinedName,
    },
}

impl EnvironmentError {
    /// The value that is wrong.
    pub fn key(&self) -> &str {
        match self {
            Self::Circle { key, .. } | Self::TooLong { key } | Self::Undefined { key, .. } => key,
        }
    }
}

/// Every value of an environment with its `${other}` replaced, by values of the same environment first, then by
/// what `input` knows.
pub fn resolve_values(
    values: &IndexMap<InputName, String>,
    input: &dyn Fn(&str) -> Option<String>,
) -> Result<BTreeMap<InputName, String>, EnvironmentError> {
    let mut resolving = Resolving { values, input, done: BTreeMap::new(), way: Vec::new() };
    for name in values.keys() {
        resolving.value(name)?;
    }
    Ok(resolving.done)
}

/// More than this in a row is no sensible file, and would only use up the stack.
const DEEPEST: usize = 100;

/// Linux takes 128 KiB in one variable.
const MOST_BYTES: usize = 128 * 1024;

struct Resolving<'r> {
    values: &'r IndexMap<InputName, String>,
    input: &'r dyn Fn(&str) -> Option<String>,
    done: BTreeMap<InputName, String>,
    way: Vec<&'r str>,
}

impl<'r> Resolving<'r> {
    fn value(&mut self, name: &'r InputName) -> Result<String, EnvironmentError> {
        if let Some(done) = self.done.get(name) {
            return Ok(done.clone());
        }
        if self.way.contains(&name.as_str()) || self.way.len() == DEEPEST {
            let way = self.way.iter().copied().chain([name.as_str()]).collect::<Vec<_>>().join(" → ");
            return Err(EnvironmentError::Circle { key: name.to_string(), way });
        }
        self.way.push(name.as_str());
        let mut out = String::new();
        let values = self.values;
        for piece in pieces(values.get(name).map_or("", String::as_str)) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(used) => {
                    let value = match values.get_key_value(used) {
                        Some((used, _)) => Some(self.value(used)?),
                        None => is_variable(used).then(|| (self.input)(used)).flatten(),
                    };
                    out.push_str(&value.ok_or_else(|| EnvironmentError::Undefined {
                        key: name.to_string(),
                        undefined: UndefinedName { name: used.to_owned() },
                    })?);
                }
            }
        }
        if out.len() >= MOST_BYTES {
            return Err(EnvironmentError::TooLong { key: name.to_string() });
        }
        self.way.pop();
        self.done.insert(name.clone(), out.clone());
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(&str, &str)]) -> Result<BTreeMap<InputName, String>, EnvironmentError> {
        let values =
            values.iter().map(|(name, value)| (InputName::from(*name), (*value).to_owned())).collect();
        resolve_values(&values, &|name| (name == "version").then(|| "v1".to_owned()))
    }

    #[test]
    fn values_use_one_another_and_inputs() {
        let found =
            of(&[("url", "https://${host}/${version}"), ("host", "api.${zone}"), ("zone", "x.org")]).unwrap();
        assert_eq!(found["url"], "https://api.x.org/v1");
    }

    #[test]
    fn a_circle_is_told_and_not_walked() {
        let error = of(&[("a", "${b}"), ("b", "${a}")]).unwrap_err();
        assert!(error.to_string().contains("a → b → a"), "{error}");
        assert!(matches!(of(&[("a", "${nobody}")]), Err(EnvironmentError::Undefined { .. })));
    }

    #[test]
    fn values_that_double_one_another_are_stopped() {
        let names: Vec<(String, String)> =
            (0..60).map(|n| (format!("v{n}"), format!("${{v{0}}}${{v{0}}}", n + 1))).collect();
        let mut values: Vec<(&str, &str)> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        values.push(("v60", "x"));
        assert!(matches!(of(&values), Err(EnvironmentError::TooLong { .. })));
    }
}
