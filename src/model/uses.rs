//! Which variables a text uses and which a command sets, as far as the text shows it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::ids::{InputName, VariantId};
use super::runbook::{Check, Step};

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this file")]
static USE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\\?\$(?:\{([A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_]*))").unwrap());

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this file")]
static SET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: ^ | [;&|(] | \b(?:then|do|else)\s | \b(?:export|declare|local|readonly|typeset)(?:\s+-[A-Za-z]+)*\s )
        \s* ([A-Za-z_][A-Za-z0-9_]*) \+?=
        | \bfor\s+([A-Za-z_][A-Za-z0-9_]*)\s+in\b
        | \bread\s+(?:-[A-Za-z]+\s+)*([A-Za-z_][A-Za-z0-9_]*)",
    )
    .unwrap()
});

/// The names in `$name` and `${name…}`; `\$` doesn't count.
pub fn used(text: &str) -> BTreeSet<InputName> {
    USE.captures_iter(text)
        .filter(|hit| !hit[0].starts_with('\\'))
        .filter_map(|hit| hit.get(1).or_else(|| hit.get(2)))
        .map(|name| InputName::new(name.as_str()))
        .collect()
}

/// The names that a bash text assigns: `NAME=`, `export NAME=`, `for NAME in`, `read NAME`.
pub fn assigned(text: &str) -> BTreeSet<InputName> {
    text.lines()
        .flat_map(|line| SET.captures_iter(line).collect::<Vec<_>>())
        .filter_map(|hit| hit.get(1).or_else(|| hit.get(2)).or_else(|| hit.get(3)))
        .map(|name| InputName::new(name.as_str()))
        .collect()
}

/// Every text of `step` that may use names: commands and actions, the variants' too, and its probes' fields.
pub fn texts(step: &Step) -> impl Iterator<Item = String> + '_ {
    let commands = step.commands().cloned().chain(step.actions().map(super::runbook::Action::texts));
    let checks = step.check.iter().chain(step.variant.iter().flat_map(|variant| &variant.check));
    commands.chain(checks.map(fields))
}

/// Those of them that count where `chosen` is the variant: the other variants' are not used and not looked at.
pub fn texts_of<'a>(step: &'a Step, chosen: Option<&VariantId>) -> impl Iterator<Item = String> + use<'a> {
    let checks: Vec<_> = step.checks(chosen).collect();
    let command = step.work(chosen).map(|work| work.fillable().into_owned());
    command.into_iter().chain(checks.into_iter().map(fields))
}

fn fields(check: &Check) -> String {
    serde_json::Value::Object(check.probe.fields.clone()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(set: BTreeSet<InputName>) -> Vec<String> {
        set.into_iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn uses_are_found_and_escapes_left() {
        assert_eq!(names(used(r#"echo "$a ${b} ${c:-x} \$d $(e) $1 $? ${#f}""#)), ["a", "b", "c"]);
    }

    #[test]
    fn assignments_are_found_where_bash_makes_them() {
        let text =
            "export A=1\nB=$(x); C=2 && D=3\nfor i in 1 2; do E=4; done\nread -r F\necho G=1\ndeclare -x H=1";
        assert_eq!(names(assigned(text)), ["A", "B", "C", "D", "E", "F", "H", "i"]);
    }
}
