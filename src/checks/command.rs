//! `command`: a shell command and what it must give.

use futures::future::BoxFuture;
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use super::expect::{Held, excerpt, regex_problems};
use super::jq;
use super::kind::{Kind, Probe, problem};
use super::list::List;
use super::seen::Seen;
use super::shell::{ShellCommand, ShellOutput};
use crate::model::quantity::{Threshold, Unit, parse_number};
use crate::runbook::ProbeProblem;

/// `probe.command = { run = "df --output=avail -B1 / | tail -1", number = "> 5 GB" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    /// The command, for bash. Values of the run are variables in its environment, never part of its text.
    run: String,
    /// The exit code that is expected, one or several. 0 by default.
    #[serde(default)]
    exit: List<i32>,
    /// Texts that the output must contain, one or several.
    #[serde(default)]
    contains: List<String>,
    /// Texts that the output must not contain, one or several.
    #[serde(default)]
    lacks: List<String>,
    /// Regular expressions that the output must match, one or several.
    #[serde(default)]
    matches: List<String>,
    /// What the number in the output must meet: `> 5 GB`. The output is the number, or the first group of `pick`.
    #[serde(default)]
    number: Option<Threshold>,
    /// A regular expression whose first group is the number: `load average: ([0-9.]+)`.
    #[serde(default)]
    pick: Option<String>,
    /// What the number counts, for showing it.
    #[serde(default)]
    unit: Unit,
    /// jq expressions that must be true of the output's JSON, one or several.
    #[serde(default)]
    json: List<String>,
}

impl Command {
    async fn judge(&self, output: &ShellOutput) -> Seen {
        let observed = observed(output);
        let mut held = Held::default();
        let expected = if self.exit.is_empty() { &[0][..] } else { &self.exit.0 };
        match output.exit {
            None => return Seen { observed, ..Seen::errored(ended_by(output)) },
            Some(code @ (126 | 127)) if !expected.contains(&code) => {
                let why = format!("exit {code}: the command, or one inside it, can't be run here");
                return Seen { observed, ..Seen::errored(why) };
            }
            Some(code) => {
                let codes = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
                held.hold(
                    expected.contains(&code),
                    format!("exit {code}"),
                    format!("exit {code} is not {codes}"),
                );
            }
        }
        if !held.is_missed() {
            self.judge_output(&mut held, output).await;
        }
        held.seen(observed)
    }

    async fn judge_output(&self, held: &mut Held, output: &ShellOutput) {
        let text = String::from_utf8_lossy(&output.stdout);
        if output.cut {
            held.unseen("the output is longer than 1 MiB: filter it in the command");
        }
        for wanted in self.contains.iter() {
            held.hold(
                text.contains(wanted.as_str()),
                format!("contains `{wanted}`"),
                format!("doesn't contain `{wanted}`"),
            );
        }
        for unwanted in self.lacks.iter() {
            held.hold(
                !text.contains(unwanted.as_str()),
                format!("lacks `{unwanted}`"),
                format!("contains `{unwanted}`"),
            );
        }
        for pattern in self.matches.iter() {
            held.matches("the output", text.trim_end(), pattern);
        }
        if let Some(threshold) = &self.number {
            self.judge_number(held, &text, threshold);
        }
        jq::hold(held, &self.json.0, &output.stdout).await;
    }

    fn judge_number(&self, held: &mut Held, text: &str, threshold: &Threshold) {
        let picked = match self.pick.as_deref().map(Regex::new) {
            None => text.trim(),
            Some(Err(_)) => return held.wrong("`pick` is not a regular expression"),
            Some(Ok(regex)) => match regex.captures(text).and_then(|found| found.get(1)) {
                Some(group) => group.as_str(),
                None => return held.unclear("`pick` finds no number in the output"),
            },
        };
        if picked.is_empty() {
            return held.unclear("the output is empty where a number is needed");
        }
        if picked.eq_ignore_ascii_case("nan") {
            return held.unclear("the output is not a number (NaN)");
        }
        match parse_number(picked) {
            Some(value) => held.number("number", value, self.unit, threshold),
            None if picked.split_whitespace().filter(|word| parse_number(word).is_some()).count() > 1 => {
                held.unclear("the output holds several numbers where one is needed: use `pick`");
            }
            None => held.unclear(format!("`{}` is not a number: use `pick`", excerpt(picked.as_bytes()))),
        }
    }
}

fn ended_by(output: &ShellOutput) -> String {
    match output.signal {
        Some(signal) => format!("it was ended by signal {signal}"),
        None => "it ended without an exit code".to_owned(),
    }
}

fn observed(output: &ShellOutput) -> String {
    let exit = output.exit.map_or_else(|| "no exit code".to_owned(), |code| format!("exit {code}"));
    let (out, err) = (excerpt(&output.stdout), excerpt(&output.stderr));
    match (out.is_empty(), err.is_empty()) {
        (true, true) => exit,
        (false, true) => format!("{exit}: {out}"),
        (true, false) => format!("{exit}, stderr: {err}"),
        (false, false) => format!("{exit}: {out}\nstderr: {err}"),
    }
}

impl Probe for Command {
    fn query(&self) -> String {
        self.run.trim().to_owned()
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let command = ShellCommand {
                text: self.run.clone(),
                folder: context.folder.clone(),
                env: context.values.clone().into_iter().chain(context.env.clone()).collect(),
            };
            let cancel = CancellationToken::new();
            let _stop_on_drop = cancel.clone().drop_guard();
            match context.shell.run(command, cancel).await {
                Ok(output) => self.judge(&output).await,
                Err(why) => Seen::errored(why),
            }
        })
    }
}

impl Kind for Command {
    const NAME: &'static str = "command";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = regex_problems("matches", self.matches.iter());
        found.extend(regex_problems("pick", &self.pick));
        found.extend(jq::problems("json", self.json.iter()));
        if self.run.trim().is_empty() {
            found.push(problem("run", "there is no command"));
        }
        let groups =
            self.pick.as_ref().and_then(|pick| Regex::new(pick).ok()).map(|regex| regex.captures_len());
        if groups.is_some_and(|groups| groups < 2) {
            found.push(problem("pick", "it needs a group around the number, like `load: ([0-9.]+)`"));
        }
        if self.pick.is_some() && self.number.is_none() {
            found.push(problem("pick", "it picks the number that `number` is held against: write that too"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        Some(self.run.trim().to_owned())
    }

    fn doctor() -> super::doctor::Doctor {
        super::doctor::Doctor::program("bash", "install bash")
    }
}
