//! `gonogo run` and `gonogo rehearse`

use std::collections::BTreeMap;
use std::io::IsTerminal;

use super::args::{At, HeadlessArgs, OnFailure as OnFailureArg, RehearseArgs, RunArgs};
use super::{CliError, Context, Exit, ask, attach, headless, load};
use crate::conductor::autopilot::{OnFailure, Policy};
use crate::conductor::{NewRun, Rehearse, create};
use crate::model::ids::{Person, RunId, StepId, VariantId};
use crate::model::stamp::Stamp;
use crate::runbook::{Loaded, Question, Resolved};

/// How many times faster a headless rehearsal's windows and waits run.
const SPEED: u32 = 60;

pub(super) async fn run(context: &Context, mut args: RunArgs) -> Result<Exit, CliError> {
    let loaded = load::book(context, &args.book.book, true)?;
    let Some(resolved) = real_values(context, &loaded, &mut args).await? else {
        eprintln!("no run was started");
        return Ok(Exit::Done);
    };
    let start = Start {
        loaded,
        resolved,
        headless: args.headless,
        rehearsal: None,
        person: args.person,
        planned: args.at.map(planned),
    };
    start.go(context).await
}

pub(super) async fn rehearse(context: &Context, args: RehearseArgs) -> Result<Exit, CliError> {
    let loaded = load::book(context, &args.book.book, true)?;
    let Some(world) = &loaded.book.rehearsal else {
        return Err(CliError::NoWorld(loaded.book.id.to_string()));
    };
    if let Some(scenario) = &args.scenario
        && !world.scenario.iter().any(|it| it.name.as_str() == scenario)
    {
        let known: Vec<&str> = world.scenario.iter().map(|it| it.name.as_str()).collect();
        return Err(CliError::Inputs(format!(
            "there is no scenario `{scenario}`; there are {}",
            known.join(", ")
        )));
    }
    let resolved = load::rehearsed(&loaded.book, &args.book)?;
    if let Some(question) = resolved.missing.first() {
        return Err(CliError::Inputs(format!(
            "input `{}` has no value in the simulated world: give it with --set, or add it to [rehearsal].set",
            question.name
        )));
    }
    let speed = args.speed.unwrap_or(if args.headless.headless { SPEED } else { 1 });
    let rehearsal = Some(Rehearse { scenario: args.scenario, speed });
    let (headless, person) = (args.headless, args.person);
    Start { loaded, resolved, headless, rehearsal, person, planned: None }.go(context).await
}

/// The values of a real run; a person is asked for what is missing, where there is one. `None` where they went back.
async fn real_values(
    context: &Context,
    loaded: &Loaded,
    args: &mut RunArgs,
) -> Result<Option<Resolved>, CliError> {
    let person = !args.headless.headless && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if person && ask::environment(context, &loaded.book, &mut args.book).await?.is_none() {
        return Ok(None);
    }
    let resolved = load::values(&loaded.book, &args.book, &args.book.set)?;
    let open = !resolved.missing.is_empty() || (person && !resolved.offered.is_empty());
    if !open {
        return Ok(Some(resolved));
    }
    if !person {
        return Err(missing(loaded, &resolved.missing));
    }
    let Some(answers) = ask::inputs(context, &loaded.book, &resolved).await? else { return Ok(None) };
    let mut set = args.book.set.clone();
    set.extend(answers);
    load::values(&loaded.book, &args.book, &set).map(Some)
}

fn missing(loaded: &Loaded, questions: &[Question]) -> CliError {
    let names: Vec<&str> = questions.iter().map(|it| it.name.as_str()).collect();
    let variables: Vec<String> = questions
        .iter()
        .filter_map(|it| {
            loaded.book.input.get(&it.name)?.env.as_ref().map(|env| format!("{env} for {}", it.name))
        })
        .collect();
    let hint = if variables.is_empty() {
        String::new()
    } else {
        format!(", or in the environment ({})", variables.join(", "))
    };
    CliError::Missing { names: names.join(", "), hint }
}

struct Start {
    loaded: Loaded,
    resolved: Resolved,
    headless: HeadlessArgs,
    rehearsal: Option<Rehearse>,
    person: Option<String>,
    planned: Option<Stamp>,
}

fn planned(at: At) -> Stamp {
    match at {
        At::Moment(at) => at,
        At::In(later) => super::context::now().plus_millis(later.as_millis()),
    }
}

impl Start {
    async fn go(self, context: &Context) -> Result<Exit, CliError> {
        let policy = policy(&self.loaded, &self.headless)?;
        let driver = match policy.signer.clone() {
            Some(signer) => signer,
            None => context.person_named(self.person.as_deref())?,
        };
        let headless = self.headless.headless;
        if !headless {
            attach::needs_terminal()?;
        }
        let run = self.create(context, &driver).await?;
        if headless {
            headless::drive(context, &run, &driver, &policy, self.headless.json).await
        } else {
            attach::to(context, &run, &driver, false).await
        }
    }

    async fn create(&self, context: &Context, driver: &Person) -> Result<RunId, CliError> {
        let values: BTreeMap<_, _> = self
            .resolved
            .values
            .iter()
            .map(|(name, value)| (name.clone(), (value.text.clone(), value.secret)))
            .collect();
        let folder = std::env::current_dir().map_err(|source| CliError::File { path: ".".into(), source })?;
        let new = NewRun {
            book: self.loaded.book.clone(),
            text: self.loaded.text.clone(),
            sha256: self.loaded.sha256.clone(),
            environment: self.resolved.environment.clone(),
            values,
            planned: self.planned,
            driver: driver.clone(),
            headless: self.headless.headless,
            folder,
            rehearsal: self.rehearsal.clone(),
        };
        Ok(create(&context.home, new, super::context::now()).await?)
    }
}

fn policy(loaded: &Loaded, args: &HeadlessArgs) -> Result<Policy, CliError> {
    let mut variants = BTreeMap::new();
    for (step, variant) in &args.choose {
        let (step, variant) = (StepId::new(step), VariantId::new(variant));
        let known = loaded.book.step(&step).is_some_and(|it| it.variant.iter().any(|it| it.id == variant));
        if !known {
            return Err(CliError::Inputs(format!(
                "--choose {step}={variant}: the runbook has no such step with such a variant"
            )));
        }
        variants.insert(step, variant);
    }
    let on_failure = match args.on_failure {
        OnFailureArg::Park => OnFailure::Park,
        OnFailureArg::Rollback => OnFailure::Rollback,
    };
    Ok(Policy { signer: args.signer.as_deref().map(Person::new), yes: args.yes, on_failure, variants })
}
