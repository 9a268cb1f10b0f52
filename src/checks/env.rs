//! `env`: whether variables are set, and set to something real. Their values are never shown.

use std::collections::BTreeMap;
use std::path::Path;

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::fs;

use super::context::Context;
use super::expect::{Held, regex_problems};
use super::kind::{Kind, Probe, problem};
use super::list::List;
use super::quote::quote;
use super::seen::Seen;
use crate::model::placeholder::placeholders;
use crate::runbook::ProbeProblem;

/// What people leave where a value belongs; compared in lower case.
const FILLERS: [&str; 11] = [
    "changeme",
    "change-me",
    "change_me",
    "todo",
    "tbd",
    "xxx",
    "placeholder",
    "your-",
    "your_",
    "replace-me",
    "replace_me",
];

/// `probe.env = { names = ["JWT_SECRET", "ENCRYPTION_KEY"], min_length = 32, no_placeholder = true }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Env {
    /// The variables, one or several.
    names: List<String>,
    /// A file of `NAME=value` lines to look in, instead of the run's environment.
    #[serde(default)]
    file: Option<String>,
    /// How long a value must be, in characters.
    #[serde(default)]
    min_length: Option<u32>,
    /// How hard a value must be to guess, in bits by the frequency of its characters.
    #[serde(default)]
    min_entropy: Option<u32>,
    /// Whether values like `<password>`, `changeme` or `YOUR_KEY` are refused.
    #[serde(default)]
    no_placeholder: bool,
    /// A regular expression that every value must match.
    #[serde(default)]
    matches: Option<String>,
}

impl Env {
    fn judge(&self, held: &mut Held, name: &str, value: Option<&str>) {
        let Some(value) = value else { return held.missed(format!("{name} is not set")) };
        if value.trim().is_empty() {
            return held.missed(format!("{name} is empty"));
        }
        held.met(format!("{name} is set"));
        let length = value.chars().count();
        if self.min_length.is_some_and(|least| u32::try_from(length).is_ok_and(|length| length < least)) {
            held.missed(format!(
                "{name} has {length} characters, fewer than {}",
                self.min_length.unwrap_or(0)
            ));
        }
        if self.no_placeholder && is_placeholder(value) {
            held.missed(format!("{name} still holds a placeholder"));
        }
        if let Some(least) = self.min_entropy {
            let bits = entropy(value);
            if bits < f64::from(least) {
                held.missed(format!("{name} has {bits:.0} bits of entropy, fewer than {least}"));
            }
        }
        if let Some(pattern) = &self.matches {
            held.matches(name, value, pattern);
        }
    }
}

fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    !placeholders(value).is_empty()
        || FILLERS.iter().any(|filler| lower == *filler || (filler.len() > 4 && lower.contains(filler)))
}

/// Shannon's entropy of the characters, times their number, in bits.
fn entropy(value: &str) -> f64 {
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for c in value.chars() {
        *counts.entry(c).or_default() += 1;
    }
    let total: f64 = counts.values().copied().map(f64::from).sum();
    counts.values().copied().map(f64::from).map(|count| -count * (count / total).log2()).sum()
}

/// The `NAME=value` lines of a file as `docker compose` and `dotenv` read them, without expansion.
async fn read_file(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = fs::read_to_string(path)
        .await
        .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    let lines = text.lines().filter_map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        Some((name.trim().to_owned(), unquoted(value.trim()).to_owned()))
    });
    Ok(lines.collect())
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.find(quote).map_or(inner, |end| &inner[..end]);
        }
    }
    value.split(" #").next().unwrap_or(value).trim_end()
}

impl Probe for Env {
    fn query(&self) -> String {
        let names = self.names.0.join(", ");
        match &self.file {
            Some(file) => format!("{names} in {file}"),
            None => names,
        }
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let of_file = match &self.file {
                None => None,
                Some(file) => match read_file(&context.folder.join(file)).await {
                    Ok(values) => Some(values),
                    Err(why) => return Seen::errored(why),
                },
            };
            let mut held = Held::default();
            let mut set = 0;
            for name in self.names.iter() {
                let value = match &of_file {
                    Some(values) => values.get(name).cloned(),
                    None => context.variable(name),
                };
                set += usize::from(value.as_ref().is_some_and(|value| !value.trim().is_empty()));
                self.judge(&mut held, name, value.as_deref());
            }
            held.seen(format!("{set} of {} set", self.names.0.len()))
        })
    }
}

impl Kind for Env {
    const NAME: &'static str = "env";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = regex_problems("matches", &self.matches);
        if self.names.is_empty() {
            found.push(problem("names", "no variable is named: write `names = [\"DATABASE_URL\"]`"));
        }
        for name in self.names.iter().filter(|name| name.starts_with('$') || name.contains('=')) {
            found.push(problem(
                "names",
                format!("`{name}` is not a variable's name: write it without `$` and `=`"),
            ));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        Some(match &self.file {
            Some(file) => {
                let names = self.names.0.join("|");
                format!("grep -cE {} {}", quote(&format!("^(export )?({names})=.")), quote(file))
            }
            None => format!(
                "for name in {}; do printenv \"$name\" > /dev/null || echo \"$name is not set\"; done",
                self.names.0.join(" ")
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for filler in
            ["<password>", "changeme", "YOUR_API_KEY", "your-secret-here", "xxx", "TODO", "Change_Me_Now"]
        {
            assert!(is_placeholder(filler), "{filler}");
        }
        for value in ["postgres://u:p@h/d", "9f8a7c", "maxxx-width", "https://your.example.org"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn entropy_is_of_the_characters() {
        assert!(entropy("aaaaaaaaaaaaaaaa") < 1.0);
        assert!((entropy("0123456789abcdef") - 64.0).abs() < 1e-9);
    }

    #[test]
    fn values_in_files_lose_quotes_and_comments() {
        for (text, value) in
            [("\"a b\" # c", "a b"), ("'x'", "x"), ("plain # note", "plain"), ("a#b", "a#b"), ("", "")]
        {
            assert_eq!(unquoted(text), value);
        }
    }
}
