//! Bare `gonogo`: the home screen.

use super::args::{BookArgs, Format, HeadlessArgs, OnFailure, RehearseArgs, RunArgs};
use super::journalled::Journalled;
use super::{CliError, Context, Exit, attach, export, load, run as verb_run, screen};
use crate::checks::KINDS;
use crate::export::RunEntry;
use crate::model::State;
use crate::model::ids::RunId;
use crate::runbook::load;
use crate::tui::{self, HomeBook, HomeChoice, HomeEntries, HomeRun};

pub(super) async fn run(context: &Context) -> Result<Exit, CliError> {
    attach::needs_terminal()?;
    let options = screen::options(context, &context.person())?;
    match tui::home(entries(context).await?, &options).await? {
        HomeChoice::Quit => Ok(Exit::Done),
        HomeChoice::Attach { run, observe } => attach::to(context, &run, &context.person(), observe).await,
        HomeChoice::Export { run } => {
            let path = std::path::PathBuf::from(format!("gonogo-{run}.txt"));
            let run = Journalled::of(&context.home, &run).await?;
            export::write(&path, &export::render(&run, Format::Text)?)?;
            println!("written to {}", path.display());
            Ok(Exit::Done)
        }
        HomeChoice::Start { book, environment } => {
            let book =
                BookArgs { book, environment: environment.map(|name| name.to_string()), set: Vec::new() };
            Box::pin(verb_run::run(context, RunArgs { book, at: None, person: None, headless: by_hand() }))
                .await
        }
        HomeChoice::Rehearse { book, scenario } => {
            let book = BookArgs { book, environment: None, set: Vec::new() };
            let args = RehearseArgs { book, scenario, person: None, speed: None, headless: by_hand() };
            Box::pin(verb_run::rehearse(context, args)).await
        }
    }
}

fn by_hand() -> HeadlessArgs {
    HeadlessArgs {
        headless: false,
        json: false,
        signer: None,
        yes: false,
        on_failure: OnFailure::Park,
        choose: Vec::new(),
    }
}

async fn entries(context: &Context) -> Result<HomeEntries, CliError> {
    let mut entries = HomeEntries { books: books(context)?, ..HomeEntries::default() };
    for folder in crate::journal::list_runs(&context.home)? {
        let id = RunId::new(folder.id);
        // A run that can't be read is told by `gonogo runs`, with its reason.
        let Ok(run) = Journalled::of(&context.home, &id).await else { continue };
        let Some(entry) = entry(&id, &run.state) else { continue };
        if entry.ended.is_some() {
            entries.history.push(entry);
        } else {
            entries.unfinished.push(entry);
        }
    }
    entries.unfinished.sort_by_key(|run| std::cmp::Reverse(run.started));
    entries.history.sort_by_key(|run| std::cmp::Reverse(run.started));
    Ok(entries)
}

fn books(context: &Context) -> Result<Vec<HomeBook>, CliError> {
    let here = std::env::current_dir().map_err(|source| CliError::File { path: ".".into(), source })?;
    let library = load::library(context, &here);
    let mut books = Vec::new();
    for listed in library.list(KINDS) {
        let name = listed.path.as_ref().map_or_else(|| listed.id.clone(), |path| path.display().to_string());
        let mut book = HomeBook {
            book: name.clone(),
            title: listed.title,
            origin: listed.origin.words().to_owned(),
            problem: listed.problem,
            ..HomeBook::default()
        };
        let loaded = library.find(&name).ok().and_then(|source| load(&name, &source.text, KINDS).ok());
        if let Some(loaded) = loaded {
            book.about.clone_from(&loaded.book.about);
            book.environments = loaded.book.environment.keys().cloned().collect();
            let scenarios = loaded.book.rehearsal.iter().flat_map(|world| &world.scenario);
            book.scenarios = scenarios.map(|scenario| scenario.name.to_string()).collect();
            book.steps = loaded.book.phase_steps().count();
        }
        books.push(book);
    }
    Ok(books)
}

fn entry(run: &RunId, state: &State) -> Option<HomeRun> {
    let start = state.start.as_ref()?;
    let ended = match &state.mode {
        crate::model::state::Mode::Ended(ended) => Some(ended.at),
        _ => None,
    };
    Some(HomeRun {
        run: run.clone(),
        title: start.title.clone(),
        environment: start.environment.clone(),
        rehearsal: state.is_rehearsal(),
        started: state.started?,
        ended,
        outcome: state.outcome(),
        stands: stands(run, state),
    })
}

fn stands(run: &RunId, state: &State) -> String {
    let due = RunEntry::of(run, state, super::context::now())
        .due
        .map_or(String::new(), |due| format!("; {}", due.words()));
    if let Some(outcome) = state.outcome() {
        return format!("ended {}", outcome.word());
    }
    if let Some(reason) = &state.parked {
        return format!("parked: {reason}{due}");
    }
    let Some(current) = state.current() else { return "every step is settled".to_owned() };
    let all = state.book.phase_steps().count();
    match state.book.phase_steps().position(|step| step.id == current.id) {
        Some(at) => format!("step {} of {all}, {}{due}", at + 1, current.title),
        None => format!("rolling back, {}", current.title),
    }
}
