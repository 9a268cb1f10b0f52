//! jq expressions over JSON that somebody else sent.
//!
//! Without `halt`, `env` and `input*`; with a limit of steps, time and depth, which every term is counted against. The
//! limit unwinds the evaluation's own thread, which is the only way out of an interpreter that never asks.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jaq_core::data::{DataT, HasLut};
use jaq_core::load::{Arena, File, Loader};
use jaq_core::native::{Fun, run, v};
use jaq_core::{Compiler, Ctx, Filter, Lut, Vars, unwrap_valr};
use jaq_json::{Map, Num, Val};
use serde_json::Value;
use tokio::sync::oneshot;

use super::expect::{Held, excerpt};
use super::kind::problem;
use super::resolve::is_open;
use crate::runbook::ProbeProblem;

const STEPS: u64 = 2_000_000;
const TIME: Duration = Duration::from_secs(2);
const STACK: usize = 256 * 1024 * 1024;
const DEPTH: usize = 64 * 1024 * 1024;
/// More values than this are not told apart.
const VALUES: usize = 16;
const REMOVED: [&str; 11] = [
    "halt",
    "halt_error",
    "env",
    "input",
    "inputs",
    "stderr",
    "stderr_empty",
    "debug",
    "debug_empty",
    "range",
    "input_filename",
];

/// What an expression gave.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    Bool(bool),
    Null,
    Other(String),
}

/// Why an expression gave nothing.
enum Fault {
    /// It can't be understood.
    Wrong(String),
    /// It failed on this input.
    Failed(String),
}

/// Holds every expression against `body`, which must be JSON; each must give `true` and nothing else.
pub(super) async fn hold(held: &mut Held, expressions: &[String], body: &[u8]) {
    if expressions.is_empty() {
        return;
    }
    if body.trim_ascii().is_empty() {
        held.unclear("there is no JSON: the answer is empty");
        return;
    }
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return held.unseen(format!("not JSON ({error}): {}", excerpt(body))),
    };
    for expression in expressions {
        match evaluate(expression, &value).await {
            Err(Fault::Wrong(why)) => held.wrong(why),
            Err(Fault::Failed(why)) => held.unseen(format!("`{expression}` {why}")),
            Ok(given) => judge(held, expression, &given),
        }
    }
}

fn judge(held: &mut Held, expression: &str, given: &[Given]) {
    match given {
        [Given::Bool(true)] => held.met(format!("`{expression}` is true")),
        [Given::Bool(false)] => held.missed(format!("`{expression}` is false")),
        [Given::Null] => held.unclear(format!("`{expression}` gives null: there is no such value")),
        [Given::Other(other)] => {
            held.unseen(format!(
                "`{expression}` gives {other}, not true or false: compare it with something"
            ));
        }
        [] => held.unclear(format!("`{expression}` gives nothing")),
        several => held.unclear(format!(
            "`{expression}` gives {} values where one is needed: wrap it in `all(…)` or `any(…)`",
            if several.len() > VALUES { format!("more than {VALUES}") } else { several.len().to_string() }
        )),
    }
}

/// Problems of jq expressions in the runbook.
pub(super) fn problems<'a>(
    key: &str,
    expressions: impl IntoIterator<Item = &'a String>,
) -> Vec<ProbeProblem> {
    expressions
        .into_iter()
        .filter(|expression| !is_open(expression))
        .filter_map(|expression| Some(problem(key, compile(expression).err()?)))
        .collect()
}

/// Evaluates on a thread of its own; dropping the future ends it at its next step.
async fn evaluate(expression: &str, input: &Value) -> Result<Vec<Given>, Fault> {
    let stop = Arc::new(AtomicBool::new(false));
    let _stop_on_drop = StopOnDrop(Arc::clone(&stop));
    let (send, given) = oneshot::channel();
    let (expression, input) = (expression.to_owned(), input.clone());
    thread::Builder::new()
        .name("jq".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| evaluate_here(&expression, &input, stop)));
            // Nobody listens any more where the future was dropped.
            let _ = send.send(result.unwrap_or_else(|unwound| {
                let why = unwound.downcast_ref::<Limit>().map_or("ended unexpectedly", Limit::why);
                Err(Fault::Failed(why.to_owned()))
            }));
        })
        .map_err(|error| Fault::Failed(format!("could not be evaluated: {error}")))?;
    given.await.unwrap_or_else(|_| Err(Fault::Failed("ended unexpectedly".to_owned())))
}

struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn evaluate_here(expression: &str, input: &Value, stop: Arc<AtomicBool>) -> Result<Vec<Given>, Fault> {
    let filter = compile(expression).map_err(Fault::Wrong)?;
    let budget = Budget { steps: Cell::new(0), until: Instant::now() + TIME, base: here(), stop };
    let context = Ctx::<Limited>::new(Limits { lut: &filter.lut, budget: &budget }, Vars::new([]));
    let mut given = Vec::new();
    for result in filter.id.run((context, val(input))).map(unwrap_valr).take(VALUES + 1) {
        given.push(match result {
            Ok(Val::Bool(is)) => Given::Bool(is),
            Ok(Val::Null) => Given::Null,
            Ok(other) => Given::Other(excerpt(other.to_string().as_bytes())),
            Err(error) => {
                return Err(Fault::Failed(format!(
                    "fails on this input: {}",
                    excerpt(error.to_string().as_bytes())
                )));
            }
        });
    }
    Ok(given)
}

fn val(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(is) => Val::from(*is),
        Value::Number(number) => {
            if let Some(number) = number.as_i64() {
                Val::Num(Num::from_integral(number))
            } else if let Some(number) = number.as_u64() {
                Val::Num(Num::from_integral(number))
            } else {
                Val::from(number.as_f64().unwrap_or(f64::NAN))
            }
        }
        Value::String(text) => Val::from(text.clone()),
        Value::Array(items) => items.iter().map(val).collect(),
        Value::Object(fields) => {
            Val::obj(fields.iter().map(|(key, value)| (Val::from(key.clone()), val(value))).collect::<Map>())
        }
    }
}

fn compile(expression: &str) -> Result<Filter<Limited>, String> {
    let allowed = |name: &str| !REMOVED.contains(&name);
    let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    // `range` is defined with one and two arguments over the one with three, which is counted here.
    let defs = defs.filter(|def| allowed(def.name) || def.name == "range");
    let funs = jaq_core::funs::<Limited>().chain(jaq_std::funs()).chain(jaq_json::funs());
    let funs = funs.filter(|(name, _, _)| allowed(name)).chain([range()]);
    let arena = Arena::default();
    let wrong = |why: String| format!("`{expression}` is not a jq expression: {why}");
    let modules = Loader::new(defs)
        .load(&arena, File { code: expression, path: () })
        .map_err(|errors| wrong(said(&errors)))?;
    Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
        let undefined = errors.into_iter().flat_map(|(_, undefined)| undefined);
        let named = undefined.map(|(name, what)| {
            let hint = if REMOVED.contains(&name) { " here" } else { "" };
            format!("there is no {} `{name}`{hint}", what.as_str())
        });
        wrong(named.collect::<Vec<_>>().join(", "))
    })
}

fn said(errors: &jaq_core::load::Errors<&str, ()>) -> String {
    use jaq_core::load::Error;
    let all = errors.iter().flat_map(|(_, error)| match error {
        Error::Io(_) => vec!["files can't be read here".to_owned()],
        Error::Lex(errors) => {
            errors.iter().map(|(expected, at)| format!("expected {} at `{at}`", expected.as_str())).collect()
        }
        Error::Parse(errors) => {
            errors.iter().map(|(expected, at)| format!("expected {} at `{at}`", expected.as_str())).collect()
        }
    });
    all.collect::<Vec<_>>().join(", ")
}

/// jaq's data, with a budget.
struct Limited;

impl DataT for Limited {
    type V<'a> = Val;
    type Data<'a> = Limits<'a>;
}

#[derive(Clone)]
struct Limits<'a> {
    lut: &'a Lut<Limited>,
    budget: &'a Budget,
}

impl<'a> HasLut<'a, Limited> for Limits<'a> {
    fn lut(&self) -> &'a Lut<Limited> {
        self.budget.spend();
        self.lut
    }
}

struct Budget {
    steps: Cell<u64>,
    until: Instant,
    base: usize,
    stop: Arc<AtomicBool>,
}

/// What an evaluation ran into.
enum Limit {
    Steps,
    Depth,
    Stopped,
}

impl Limit {
    const fn why(&self) -> &'static str {
        match self {
            Self::Steps => "takes too long: it was stopped",
            Self::Depth => "calls itself too deeply: it was stopped",
            Self::Stopped => "was stopped",
        }
    }
}

impl Budget {
    fn spend(&self) {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        let limit = if steps > STEPS || (steps % 1_024 == 0 && Instant::now() > self.until) {
            Limit::Steps
        } else if self.base.abs_diff(here()) > DEPTH {
            Limit::Depth
        } else if self.stop.load(Ordering::Relaxed) {
            Limit::Stopped
        } else {
            return;
        };
        resume_unwind(Box::new(limit));
    }
}

/// About where the stack stands.
#[inline(never)]
fn here() -> usize {
    let mark = 0_u8;
    (&raw const mark).addr()
}

/// jaq's `range`, but counted: the original yields for ever without evaluating a term.
fn range() -> Fun<Limited> {
    run(("range", v(3), |mut cv| {
        let (by, to, from) = (cv.0.pop_var(), cv.0.pop_var(), cv.0.pop_var());
        let budget = cv.0.data().budget;
        let rises = by.partial_cmp(&Val::from(0_usize));
        let mut next = Some(Ok(from));
        Box::new(std::iter::from_fn(move || {
            budget.spend();
            let value: Val = match next.take()? {
                Ok(value) => value,
                Err(error) => return Some(Err(jaq_core::Exn::from(error))),
            };
            let goes_on = match rises {
                Some(std::cmp::Ordering::Greater) => value < to,
                Some(std::cmp::Ordering::Less) => value > to,
                _ => value != to,
            };
            goes_on.then(|| {
                next = Some(value.clone() + by.clone());
                Ok(value)
            })
        }))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Outcome;

    async fn outcome(expression: &str, body: &str) -> (Outcome, String) {
        let mut held = Held::default();
        hold(&mut held, &[expression.to_owned()], body.as_bytes()).await;
        let seen = held.seen("");
        (seen.outcome, seen.reason)
    }

    #[tokio::test]
    async fn an_expression_must_give_true() {
        let body = r#"{"status":"ok","n":3,"checks":[{"up":true},{"up":true}],"big":18446744073709551615}"#;
        for (expression, expected) in [
            (".status == \"ok\"", Outcome::Passed),
            (".n > 2 and (.checks | all(.up))", Outcome::Passed),
            ("[range(3)] == [0,1,2]", Outcome::Passed),
            ("[range(3; 0; -1)] == [3,2,1]", Outcome::Passed),
            (".big == 18446744073709551615", Outcome::Passed),
            (".status | test(\"^o\")", Outcome::Passed),
            (".status == \"down\"", Outcome::Failed),
            (".nothing", Outcome::Inconclusive),
            ("empty", Outcome::Inconclusive),
            (".checks[].up", Outcome::Inconclusive),
            (".status", Outcome::Errored),
            (".n.x", Outcome::Errored),
        ] {
            let (outcome, reason) = outcome(expression, body).await;
            assert_eq!(outcome, expected, "{expression}: {reason}");
        }
        assert_eq!(outcome(".", "").await.0, Outcome::Inconclusive);
        assert_eq!(outcome(".", "<html>").await.0, Outcome::Errored);
        assert_eq!(outcome(".", &"[".repeat(100_000)).await.0, Outcome::Errored);
    }

    #[tokio::test]
    async fn what_never_ends_is_stopped() {
        for expression in [
            "def f: f; f",
            "def f: 1 + f; f",
            "[range(infinite)] | length > 0",
            "last(range(1e18)) > 0",
            "[repeat(1)] | length > 0",
            "reduce range(infinite) as $i (null; [.])",
            "[limit(1e12; repeat(\"a\"))] == []",
            "until(false; . + 1)",
        ] {
            let (outcome, reason) = outcome(expression, "1").await;
            assert_eq!(outcome, Outcome::Errored, "{expression}");
            assert!(reason.contains("was stopped"), "{expression}: {reason}");
        }
    }

    #[tokio::test]
    async fn a_dropped_evaluation_stops() {
        let (outcome, reason) = {
            let endless = outcome("def f: f; f", "1");
            tokio::time::timeout(Duration::from_millis(1), endless)
                .await
                .unwrap_or((Outcome::Cancelled, String::new()))
        };
        assert!(matches!(outcome, Outcome::Cancelled | Outcome::Errored), "{reason}");
    }

    #[test]
    fn what_reaches_outside_is_refused_when_the_runbook_is_read() {
        for expression in [
            "halt",
            "halt(1)",
            "halt_error",
            "env",
            "$ENV",
            "input",
            "[inputs]",
            "1 +",
            "nothing(1)",
            "stderr",
        ] {
            let found = problems("json", &[expression.to_owned()]);
            assert_eq!(found.len(), 1, "{expression}");
            assert!(found[0].message.contains("is not a jq expression"), "{}", found[0].message);
        }
        assert_eq!(problems("json", &[".a == ${x}".to_owned(), ".a".to_owned()]), []);
    }
}
