//! A run without a person: the conductor in this process, the autopilot in the driver's seat.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::broadcast::error::RecvError;

use super::{CliError, Context, Exit, history};
use crate::conductor::autopilot::{Move, Policy, instead, next_move};
use crate::conductor::{self, Handle, Notice, Options, RunFolder};
use crate::model::event::Recorded;
use crate::model::fold::fold_into;
use crate::model::ids::{Person, RunId};
use crate::model::live::Seat;
use crate::model::{Actor, Ask, Event, State};

/// Drives the run until it ends or needs a person.
pub(super) async fn drive(
    context: &Context,
    run: &RunId,
    driver: &Person,
    policy: &Policy,
    json: bool,
) -> Result<Exit, CliError> {
    let folder = RunFolder::of(&context.home, run)?;
    let history = history::of_run(context, &folder).await;
    let options = Options { exe: context.exe.clone(), history, clock: super::context::now };
    let handle = conductor::open(folder, options).await?;
    let driven = Drive { handle: handle.clone(), driver: driver.clone(), policy }.run().await;
    let (outcome, reason, state) = match driven {
        Ok((state, outcome)) => (outcome, None, state),
        Err((state, reason)) => (None, Some(reason), state),
    };
    handle.stop().await;
    if let Some(reason) = &reason {
        eprintln!("parked: {reason}");
        eprintln!("go on with: gonogo attach {run}");
    }
    if json {
        println!("{}", line(run, &state, reason.as_deref()));
    }
    Ok(outcome.map_or(Exit::Parked, Exit::of))
}

fn line(run: &RunId, state: &State, reason: Option<&str>) -> serde_json::Value {
    serde_json::json!({
        "run": run,
        "outcome": state.outcome().map_or("parked", crate::model::verdict::RunOutcome::word),
        "book": state.book.id,
        "environment": state.start.as_ref().and_then(|start| start.environment.as_ref()),
        "rehearsal": state.is_rehearsal(),
        "reason": reason,
        "events": state.events,
    })
}

struct Drive<'a> {
    handle: Handle,
    driver: Person,
    policy: &'a Policy,
}

type Driven = Result<(State, Option<crate::model::verdict::RunOutcome>), (State, String)>;

impl Drive<'_> {
    async fn run(&self) -> Driven {
        let Some(mut subscription) = self.handle.subscribe().await else {
            let empty = State::of(empty_book());
            return Err((empty, "the conductor has ended".to_owned()));
        };
        let mut state = subscription.state;
        let (mut interrupt, mut terminate) =
            match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
                (Ok(interrupt), Ok(terminate)) => (interrupt, terminate),
                (Err(error), _) | (_, Err(error)) => return Err((state, error.to_string())),
            };
        loop {
            match next_move(&state, self.policy) {
                Move::Finished(outcome) => return Ok((state, Some(outcome))),
                Move::Park(reason) => return Err((self.park(state, &reason).await, reason)),
                Move::Wait => {}
                Move::Ask(ask) => {
                    let mut asked = self.ask(ask).await;
                    if let Some(ask) = asked.as_ref().err().and_then(|it| instead(&state, self.policy, it)) {
                        asked = self.ask(ask).await;
                    }
                    if let Err(refusal) = asked {
                        // It may have been asked too late: a guard has started its plan meanwhile.
                        if let Some(again) = self.handle.subscribe().await
                            && again.state.events > state.events
                        {
                            subscription.notices = again.notices;
                            state = again.state;
                            continue;
                        }
                        let reason = refusal.to_string();
                        return Err((self.park(state, &reason).await, reason));
                    }
                }
            }
            // At least one event before the next move: what was asked, or what was waited for.
            let notice = tokio::select! {
                notice = next_event(&mut subscription.notices) => notice,
                _ = interrupt.recv() => return Err((state, "interrupted by a signal; commands go on".to_owned())),
                _ = terminate.recv() => return Err((state, "told to stop; commands go on".to_owned())),
            };
            match notice {
                Next::Events(batch) => Self::take(&mut state, &batch),
                Next::Lagged => match self.handle.subscribe().await {
                    Some(again) => {
                        subscription.notices = again.notices;
                        state = again.state;
                    }
                    None => return Err((state, "the conductor has ended".to_owned())),
                },
                Next::Closed => return Err((state, "the conductor has ended".to_owned())),
            }
            while let Ok(notice) = subscription.notices.try_recv() {
                if let Notice::Events(batch) = notice {
                    Self::take(&mut state, &batch);
                }
            }
        }
    }

    fn take(state: &mut State, batch: &[Recorded]) {
        for recorded in batch {
            if recorded.seq < state.events {
                continue;
            }
            fold_into(state, recorded);
            if let Some(line) = progress(state, recorded) {
                eprintln!("{} {line}", recorded.at.time());
            }
        }
    }

    async fn ask(&self, ask: Ask) -> Result<(), crate::model::Refusal> {
        self.handle.ask(Actor::Autopilot(self.driver.clone()), Seat::Driver, ask).await
    }

    async fn park(&self, state: State, reason: &str) -> State {
        // Already parked by the journal's own trouble: then there is nothing to record it in.
        let _ = self.ask(Ask::Park { reason: reason.to_owned() }).await;
        match self.handle.subscribe().await {
            Some(subscription) => subscription.state,
            None => state,
        }
    }
}

enum Next {
    Events(std::sync::Arc<[Recorded]>),
    Lagged,
    Closed,
}

async fn next_event(notices: &mut tokio::sync::broadcast::Receiver<Notice>) -> Next {
    loop {
        match notices.recv().await {
            Ok(Notice::Events(batch)) => return Next::Events(batch),
            Ok(Notice::Live(_)) => {}
            Err(RecvError::Lagged(_)) => return Next::Lagged,
            Err(RecvError::Closed) => return Next::Closed,
        }
    }
}

fn empty_book() -> crate::model::runbook::Runbook {
    crate::model::runbook::Runbook::empty()
}

/// One line of progress for an event, where it is worth one.
fn progress(state: &State, recorded: &Recorded) -> Option<String> {
    let title = |id| state.book.find(id).map_or_else(|| format!("{id}"), |step| step.title.clone());
    let mark = if state.is_rehearsal() { "[REHEARSAL] " } else { "" };
    let text = match &recorded.event {
        Event::RunStarted(start) => format!("run {} of {}", start.run, start.title),
        Event::AttemptStarted { step, attempt, .. } => format!("{}: attempt {attempt}", title(step)),
        Event::AttemptEnded { step, end, .. } => {
            let exit = end.exit.map_or_else(String::new, |code| format!(", exit {code}"));
            format!("{}: {}{exit}", title(step), end.verdict.word())
        }
        Event::CheckEnded { step, check, verdict } => {
            format!("{}: “{check}” {}", title(step), verdict.word())
        }
        Event::WatchStarted { step, .. } => format!("{}: watching", title(step)),
        Event::WatchEnded { step, verdict, .. } => format!("{}: watch {}", title(step), verdict.word()),
        Event::StepDone { step, .. } => format!("{}: done", title(step)),
        Event::StepSkipped { step, reason } => format!("{}: skipped ({reason})", title(step)),
        Event::SignedOff { step, person, .. } => format!("{}: signed by {person}", title(step)),
        Event::GuardMoved { guard, to, observed } => format!("guard {guard}: {} ({observed})", to.word()),
        Event::PlanOffered { plan, because } => format!("rollback plan {plan} offered: {because}"),
        Event::PlanStarted { plan, .. } => format!("ROLLING BACK by plan {plan}"),
        Event::PlanEnded { plan, .. } => format!("rollback plan {plan} through"),
        Event::IncidentDeclared { incident, severity, reason } => {
            format!("INCIDENT {incident} ({severity}) declared: {reason}")
        }
        Event::IncidentEscalated { incident, to, .. } => format!("incident {incident}: tell {to}"),
        Event::IncidentOverdue { incident, limit } => format!("incident {incident}: {} MISSED", limit.word()),
        Event::IncidentResolved { incident, .. } => format!("incident {incident} resolved"),
        Event::ClockMissed { clock, .. } => format!("clock {clock} MISSED"),
        Event::WindowOverridden { why, reason, .. } => format!("deploying {why}: {reason}"),
        Event::RunEnded { outcome, .. } => format!("ended {}", outcome.word()),
        _ => return None,
    };
    Some(crate::model::plain::plain(&format!("{mark}{text}")).into_owned())
}
