//! What a run is told before it starts: its environment, its inputs, and what is still to be asked.

use std::collections::{BTreeMap, BTreeSet};

use super::environment::resolve_values;
use super::input_problem::{InputProblem, InputProblems};
use super::interpolate::names;
use super::lint::compile;
use super::nearest::{listed, nearest};
use crate::model::ids::{EnvironmentName, InputName};
use crate::model::runbook::{Input, InputDefault, Runbook};

/// Linux takes 128 KiB in one variable.
const MOST_BYTES: usize = 128 * 1024;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueOrigin {
    /// `--set`, or an answer.
    Given,
    /// The caller's environment variable of that name.
    Variable(String),
    /// `default.value`.
    Default,
    /// What the command of `default.run` printed first.
    Command(String),
    /// `[environment.NAME]`.
    Environment(EnvironmentName),
    /// Nothing was given, and it may be empty.
    Empty,
}

/// A value that commands and probes get.
#[derive(Clone, PartialEq, Eq)]
pub struct InputValue {
    /// The value, in clear.
    pub text: String,
    /// Masked wherever it might show.
    pub secret: bool,
    /// Where it comes from.
    pub origin: ValueOrigin,
}

impl InputValue {
    /// The value as it may be shown.
    pub fn shown(&self) -> &str {
        if self.secret { MASK } else { &self.text }
    }
}

impl std::fmt::Debug for InputValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InputValue")
            .field("text", &self.shown())
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// What stands for a secret.
pub const MASK: &str = "******";

/// An input that a person is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The input.
    pub name: InputName,
    /// The question.
    pub ask: String,
    /// Why there is no default though the runbook has one.
    pub why: Option<String>,
}

/// What is known, and what is not yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The environment; `None` where the runbook has none.
    pub environment: Option<EnvironmentName>,
    /// Every value known, defaults included. An environment value that uses an input of `missing` or `later` is not
    /// here yet: resolve again with the answers as `set`.
    pub values: BTreeMap<InputName, InputValue>,
    /// To be asked now: without an answer the run can't start.
    pub missing: Vec<Question>,
    /// Known by default, and shown to the person, who may change it; its value is in `values`.
    pub offered: Vec<Question>,
    /// To be asked when the first step that uses it comes up.
    pub later: Vec<Question>,
}

impl Resolved {
    /// The value of `name`, in clear.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.text.as_str())
    }
}

/// What `resolve` asks its caller for.
pub struct Surroundings<'s> {
    /// The caller's environment variables.
    pub env: &'s dyn Fn(&str) -> Option<String>,
    /// Runs the command of a default and gives the first line that it prints, or why there is none.
    pub run_default: &'s dyn Fn(&str) -> Result<String, String>,
}

/// Finds every value: `--set` first, then the input's `env`, then its default; and tells all that is wrong at once.
pub fn resolve(
    book: &Runbook,
    environment: Option<&EnvironmentName>,
    set: &[(String, String)],
    around: &Surroundings<'_>,
) -> Result<Resolved, InputProblems> {
    let mut problems = Vec::new();
    let environment = choose(book, environment).unwrap_or_else(|problem| {
        problems.push(problem);
        None
    });
    let given = given(book, set, &mut problems);
    let mut resolved = Resolved { environment, ..Resolved::default() };
    for (name, input) in &book.input {
        if let Err(problem) = one(name, input, given.get(name.as_str()).copied(), around, &mut resolved) {
            problems.push(problem);
        }
    }
    if problems.is_empty()
        && let Some(name) = resolved.environment.clone()
        && let Err(problem) = environment_values(book, &name, &given, &mut resolved)
    {
        problems.push(problem);
    }
    if problems.is_empty() { Ok(resolved) } else { Err(InputProblems::new(problems)) }
}

fn choose(book: &Runbook, asked: Option<&EnvironmentName>) -> Result<Option<EnvironmentName>, InputProblem> {
    let known = || book.environment.keys().map(EnvironmentName::as_str);
    match asked {
        Some(name) if book.environment.contains_key(name) => Ok(Some(name.clone())),
        Some(name) if book.environment.is_empty() => {
            Err(InputProblem::NoEnvironments { name: name.to_string() })
        }
        Some(name) => {
            let near = nearest(name.as_str(), known()).map(|near| format!("did you mean `{near}`?"));
            let hint = near.unwrap_or_else(|| format!("use one of {}", listed(known())));
            Err(InputProblem::UnknownEnvironment { name: name.to_string(), hint })
        }
        None if book.environment.len() > 1 => Err(InputProblem::WhichEnvironment { names: listed(known()) }),
        None => Ok(book.environment.keys().next().cloned()),
    }
}

fn given<'s>(
    book: &Runbook,
    set: &'s [(String, String)],
    problems: &mut Vec<InputProblem>,
) -> BTreeMap<&'s str, &'s str> {
    let values = book.environment.values().flat_map(|values| values.keys());
    let known: BTreeSet<&str> = book.input.keys().chain(values).map(InputName::as_str).collect();
    let mut given = BTreeMap::new();
    for (name, value) in set {
        if known.contains(name.as_str()) {
            given.insert(name.as_str(), value.as_str());
            continue;
        }
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "this runbook takes none".to_owned(),
            None => format!("use one of {}", listed(known.iter().copied())),
        };
        problems.push(InputProblem::UnknownName { name: name.clone(), hint });
    }
    given
}

fn one(
    name: &InputName,
    input: &Input,
    given: Option<&str>,
    around: &Surroundings<'_>,
    resolved: &mut Resolved,
) -> Result<(), InputProblem> {
    let mut why = None;
    let variable = || input.env.as_ref().and_then(|variable| Some((variable, (around.env)(variable)?)));
    let found = if let Some(text) = given {
        Some((text.to_owned(), ValueOrigin::Given))
    } else if let Some((variable, text)) = variable().filter(|(_, text)| !text.is_empty() || input.optional) {
        Some((text, ValueOrigin::Variable(variable.clone())))
    } else if input.later {
        let ask = question(name, input);
        resolved.later.push(Question { name: name.clone(), ask, why: None });
        return Ok(());
    } else {
        match &input.default {
            None => None,
            Some(InputDefault::Value(text)) => Some((text.clone(), ValueOrigin::Default)),
            Some(InputDefault::Run(run)) => match (around.run_default)(run) {
                Ok(text) => Some((text, ValueOrigin::Command(run.clone()))),
                Err(reason) => {
                    // What a command for a secret says may hold it.
                    why = Some(if input.secret { "its command failed".to_owned() } else { reason });
                    None
                }
            },
        }
    };
    let by_default = matches!(found, Some((_, ValueOrigin::Default | ValueOrigin::Command(_))))
        || (found.is_none() && input.optional);
    let found = found.or_else(|| input.optional.then(|| (String::new(), ValueOrigin::Empty)));
    let value = match found {
        Some((text, origin)) => match check_value(input, &text) {
            Ok(()) => Some(InputValue { text, secret: input.secret, origin }),
            // What a command printed isn't the caller's mistake: the person is asked instead.
            Err(reason) if matches!(origin, ValueOrigin::Command(_)) && input.ask.is_some() => {
                why = Some(reason);
                None
            }
            Err(why) => return Err(InputProblem::Bad { name: name.to_string(), from: from(&origin), why }),
        },
        None => None,
    };
    let asked = input.ask.clone().map(|ask| Question { name: name.clone(), ask, why: why.clone() });
    match (value, asked) {
        (Some(value), asked) => {
            resolved.values.insert(name.clone(), value);
            resolved.offered.extend(asked.filter(|_| by_default));
        }
        (None, Some(asked)) => resolved.missing.push(asked),
        (None, None) => {
            return Err(InputProblem::NoValue {
                name: name.to_string(),
                why: why.map_or(String::new(), |why| format!(" ({why})")),
                variable: input
                    .env
                    .as_ref()
                    .map_or(String::new(), |env| format!("set the variable `{env}`, or ")),
            });
        }
    }
    Ok(())
}

fn question(name: &InputName, input: &Input) -> String {
    input.ask.clone().unwrap_or_else(|| name.to_string())
}

fn from(origin: &ValueOrigin) -> String {
    match origin {
        ValueOrigin::Given => "`--set`".to_owned(),
        ValueOrigin::Variable(variable) => format!("the variable `{variable}`"),
        ValueOrigin::Command(_) => "its default's command".to_owned(),
        ValueOrigin::Default | ValueOrigin::Environment(_) | ValueOrigin::Empty => "the runbook".to_owned(),
    }
}

/// Whether `value` fits `input`; else why not, without the value where it is secret.
pub fn check_value(input: &Input, value: &str) -> Result<(), String> {
    let shown = if input.secret { "the value".to_owned() } else { format!("`{}`", short(value)) };
    if value.is_empty() {
        return if input.optional { Ok(()) } else { Err("it can't be empty".to_owned()) };
    }
    if value.contains('\0') || value.len() >= MOST_BYTES {
        return Err("it holds a NUL or is longer than 128 KiB, which no command could be given".to_owned());
    }
    if !input.choices.is_empty() && !input.choices.iter().any(|choice| choice == value) {
        return Err(format!("{shown} is none of {}", listed(input.choices.iter().map(String::as_str))));
    }
    match input.pattern.as_deref().map(|pattern| (pattern, compile(pattern))) {
        Some((pattern, Ok(regex))) if !regex.is_match(value) => {
            Err(format!("{shown} doesn't match `{pattern}`"))
        }
        Some((pattern, Err(reason))) => Err(format!("its pattern `{pattern}` can't be used: {reason}")),
        _ => Ok(()),
    }
}

fn short(value: &str) -> String {
    value.chars().take(80).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn environment_values(
    book: &Runbook,
    name: &EnvironmentName,
    given: &BTreeMap<&str, &str>,
    resolved: &mut Resolved,
) -> Result<(), InputProblem> {
    let Some(values) = book.environment.get(name) else { return Ok(()) };
    let mut values = values.clone();
    for (key, value) in &mut values {
        if let Some(given) = given.get(key.as_str()) {
            *value = given.replace("${", "$${");
        }
    }
    // What uses a value that isn't known yet waits for it; what uses a secret is one.
    let open: BTreeSet<&InputName> =
        resolved.missing.iter().chain(&resolved.later).map(|question| &question.name).collect();
    let waits = reaching(&values, &|used| open.contains(&InputName::from(used)));
    values.retain(|key, _| !waits.contains(key));
    let secret = reaching(&values, &|used| resolved.values.get(used).is_some_and(|value| value.secret));
    let known = |used: &str| resolved.values.get(used).map(|value| value.text.clone());
    let texts = resolve_values(&values, &known)?;
    for (key, text) in texts {
        let origin = if given.contains_key(key.as_str()) {
            ValueOrigin::Given
        } else {
            ValueOrigin::Environment(name.clone())
        };
        let value = InputValue { text, secret: secret.contains(&key), origin };
        resolved.values.insert(key, value);
    }
    Ok(())
}

/// The values that use a name for which `hit` holds, directly or through one another.
fn reaching(
    values: &indexmap::IndexMap<InputName, String>,
    hit: &dyn Fn(&str) -> bool,
) -> BTreeSet<InputName> {
    let mut found: BTreeSet<InputName> = BTreeSet::new();
    loop {
        let before = found.len();
        for (key, value) in values {
            if names(value).any(|used| found.contains(used) || (!values.contains_key(used) && hit(used))) {
                found.insert(key.clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}
