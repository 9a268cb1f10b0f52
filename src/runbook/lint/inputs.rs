//! Inputs: names that a shell takes, defaults that fit.

use regex::Regex;

use super::linter::Linter;
use crate::model::ids::is_variable;
use crate::model::runbook::{Input, InputDefault};
use crate::runbook::document::Path;
use crate::runbook::nearest::listed;

/// Bash keeps these to itself.
const READONLY: [&str; 6] = ["BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID"];

/// Changing these changes how every command works.
const DANGEROUS: [&str; 8] =
    ["BASH_ENV", "ENV", "HOME", "IFS", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "PWD"];

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    let root = Path::ROOT;
    let inputs = root.key("input");
    for (name, input) in &book.input {
        let place = inputs.key(name.as_str());
        variable(linter, &place, "an input", name.as_str());
        one(linter, &place, name.as_str(), input);
    }
}

/// `name` must be one that a shell takes.
pub(crate) fn variable(linter: &mut Linter<'_>, at: &Path<'_>, what: &str, name: &str) {
    if !is_variable(name) {
        let better: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(60).collect();
        let hint = if is_variable(&better) { format!(", like `{better}`") } else { String::new() };
        linter.error_at_key(
            at,
            format!("`{name}` can't name {what}: it becomes a shell variable, so use letters, digits and `_`{hint}"),
        );
    } else if READONLY.contains(&name) {
        linter.error_at_key(at, format!("bash doesn't let anybody set `{name}`: give it another name"));
    } else if DANGEROUS.contains(&name) {
        linter.error_at_key(
            at,
            format!("setting `{name}` would change how every command works: give it another name"),
        );
    }
}

fn one(linter: &mut Linter<'_>, place: &Path<'_>, name: &str, input: &Input) {
    if input.ask.is_none() && input.env.is_none() && input.default.is_none() {
        linter.warn_at_key(
            place,
            format!(
                "input `{name}` gets a value only by `--set {name}=…`: add `ask`, `env` or `default.value`"
            ),
        );
    }
    if let Some(variable) = &input.env
        && !is_variable(variable)
    {
        let message = format!("`{variable}` is not the name of an environment variable, like `DATABASE_URL`");
        linter.error(&place.key("env"), message);
    }
    let pattern = match &input.pattern {
        None => None,
        Some(pattern) => match compile(pattern) {
            Ok(pattern) => Some(pattern),
            Err(reason) => {
                linter.error(&place.key("pattern"), format!("this is not a regular expression: {reason}"));
                None
            }
        },
    };
    for (at, choice) in input.choices.iter().enumerate() {
        if pattern.as_ref().is_some_and(|pattern| !pattern.is_match(choice)) {
            let message =
                format!("choice `{choice}` doesn't match the input's own `pattern`: change one of them");
            linter.error(&place.key("choices").index(at), message);
        }
    }
    if let Some(InputDefault::Value(value)) = &input.default {
        default(linter, &place.key("default").key("value"), input, value, pattern.as_ref());
    }
}

fn default(linter: &mut Linter<'_>, at: &Path<'_>, input: &Input, value: &str, pattern: Option<&Regex>) {
    if input.secret {
        // The value itself is never repeated.
        linter.warn(at, "a secret stands here for everybody to read: use `env` or `default.run` instead");
        return;
    }
    if value.is_empty() && input.optional {
        return;
    }
    if !input.choices.is_empty() && !input.choices.iter().any(|choice| choice == value) {
        let known = listed(input.choices.iter().map(String::as_str));
        linter.error(at, format!("the default `{value}` is not among the choices: use one of {known}"));
    } else if pattern.is_some_and(|pattern| !pattern.is_match(value)) {
        linter.error(
            at,
            format!("the default `{value}` doesn't match the input's own `pattern`: change one of them"),
        );
    }
}

/// A pattern that the whole value must match.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    // Alone first, so that `)(` can't pass through the group around it.
    Regex::new(pattern).and_then(|_| Regex::new(&format!("^(?:{pattern})$"))).map_err(|error| reason(&error))
}

/// Why a pattern is none, in a line.
pub(super) fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it is too big".to_owned(),
        other => {
            other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    }
}
