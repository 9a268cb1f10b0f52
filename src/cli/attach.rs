//! `gonogo attach`, and the screen of a run that was just started.

use std::io::IsTerminal;

use super::args::AttachArgs;
use super::journalled::{self, Journalled};
use super::{CliError, Context, Exit, screen};
use crate::journal::Home;
use crate::model::ids::{Person, RunId};
use crate::model::live::Seat;
use crate::session::{self, Attached, SessionError, client, v0::V0};
use crate::tui::{self, Left, Link, TuiError, TuiOptions};

pub(super) async fn run(context: &Context, args: &AttachArgs) -> Result<Exit, CliError> {
    needs_terminal()?;
    let run = match &args.run {
        Some(run) => journalled::find(context, run)?,
        None => only_unfinished(context).await?,
    };
    if args.restart {
        let socket = context.home.socket(run.as_str())?;
        match client::ask_v0(&socket, &V0::Stop).await {
            Ok(_) | Err(SessionError::Socket { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let person = context.person_named(args.person.as_deref())?;
    to(context, &run, &person, args.observe).await
}

/// Refuses where there is no terminal to draw on.
pub(super) fn needs_terminal() -> Result<(), CliError> {
    if !std::io::stdin().is_terminal() {
        return Err(TuiError::NotATerminal { which: "standard input" }.into());
    }
    if !std::io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal { which: "standard output" }.into());
    }
    Ok(())
}

async fn only_unfinished(context: &Context) -> Result<RunId, CliError> {
    let runs = super::runs::list(context).await?;
    let open: Vec<_> = runs.iter().filter(|run| run.ended.is_none()).collect();
    match open.as_slice() {
        [one] => Ok(RunId::new(one.run.clone())),
        [] => Err(CliError::WhichRun("no run is unfinished; `gonogo runs` lists them all".to_owned())),
        several => {
            let ids: Vec<&str> = several.iter().map(|run| run.run.as_str()).collect();
            Err(CliError::WhichRun(format!(
                "several runs are unfinished: attach to one of {}",
                ids.join(", ")
            )))
        }
    }
}

/// Shows the run until the person leaves it. A conductor that is lost is started again, and the screen comes back.
pub(super) async fn to(
    context: &Context,
    run: &RunId,
    person: &Person,
    observe: bool,
) -> Result<Exit, CliError> {
    let options = screen::options(context, person)?;
    let hello = client::hello(person.clone(), if observe { Seat::Observer } else { Seat::Driver });
    let mut lost = 0;
    loop {
        let attached = match session::attach(&context.home, run, &context.exe, &hello).await {
            Ok(attached) => attached,
            // No conductor takes up a damaged journal; what is good of it can be looked at.
            Err(error) => {
                let journalled = Journalled::of(&context.home, run).await?;
                let Some(damage) = journalled.damage() else { return Err(error.into()) };
                return read_only(journalled, options, damage).await;
            }
        };
        let left = tokio::select! {
            left = Box::pin(tui::run(link(attached), options.clone())) => left?,
            Some(harmed) = harmed(&context.home, run) => {
                let harmed = harmed?;
                let damage = harmed.damage().unwrap_or_default();
                return read_only(harmed, options, damage).await;
            }
        };
        match left {
            Left::Detached => {
                eprintln!("detached; the run goes on. Come back with: gonogo attach {run}");
                return Ok(Exit::Done);
            }
            Left::Ended(outcome) => {
                eprintln!("run {run} ended {}; export it with: gonogo export {run} -o FILE", outcome.word());
                return Ok(Exit::of(outcome));
            }
            Left::Lost(reason) => {
                lost += 1;
                if lost > 20 {
                    return Err(SessionError::Refused(reason).into());
                }
            }
        }
    }
}

/// The run as far as its journal is good, where somebody has changed the journal or the runbook under a conductor that
/// runs; `None` where all is well. Looked up beside the screen, which it must not keep waiting.
async fn harmed(home: &Home, run: &RunId) -> Option<Result<Journalled, CliError>> {
    let (home, run) = (home.clone(), run.clone());
    let look = async move {
        match Journalled::of(&home, &run).await {
            Ok(journalled) if journalled.fault.is_none() => None,
            harmed => Some(harmed),
        }
    };
    tokio::spawn(look).await.ok().flatten()
}

fn link(attached: Attached) -> Link {
    Link {
        welcome: attached.welcome,
        state: attached.state,
        incoming: attached.incoming,
        outgoing: attached.outgoing,
    }
}

/// A run whose journal is damaged: shown as far as it is good, nothing can be changed.
async fn read_only(run: Journalled, options: TuiOptions, damage: String) -> Result<Exit, CliError> {
    let (incoming_tx, incoming) = tokio::sync::mpsc::channel(16);
    let (outgoing, mut asked) = tokio::sync::mpsc::channel(16);
    let why = damage.clone();
    let answer = tokio::spawn(async move {
        while let Some(message) = asked.recv().await {
            match message {
                session::FromClient::Ask { id, .. } => {
                    let refusal = Some(crate::model::Refusal::ReadOnly { why: why.clone() });
                    if incoming_tx.send(session::FromConductor::Reply { id, refusal }).await.is_err() {
                        return;
                    }
                }
                session::FromClient::Detach => return,
                _ => {}
            }
        }
    });
    let welcome = session::Welcome {
        protocol: session::PROTOCOL,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        run: run.run.clone(),
        seat: Seat::Observer,
        epoch: run.state.epoch,
        history: crate::model::state::History::new(),
        read_only: Some(damage.clone()),
    };
    let link = Link { welcome, state: run.state, incoming, outgoing };
    let left = Box::pin(tui::run(link, options)).await;
    answer.abort();
    left?;
    eprintln!("gonogo: {damage}");
    Ok(Exit::Error)
}
