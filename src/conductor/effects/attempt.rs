//! Commands: started under a shim, followed while they run, told about when they end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::action;
use crate::conductor::handle::Request;
use crate::exec::{
    self, AttemptSpec, Captured, End, Ended, ExecError, Exit, Launcher, Recovered, Transcript,
};
use crate::model::Report;
use crate::model::event::{AttemptEnd, FailedCommand};
use crate::model::ids::StepId;
use crate::model::live::Live;
use crate::model::runbook::Work;
use crate::model::verdict::Verdict;

/// How often a transcript's growth is told.
const FOLLOW: Duration = Duration::from_millis(80);

/// Which attempt.
#[derive(Clone)]
pub(super) struct Which {
    pub(super) step: StepId,
    pub(super) attempt: u32,
    pub(super) dir: PathBuf,
    pub(super) kind: Kind,
}

/// What an attempt does, as far as its end means something else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Bash text.
    Command,
    /// A change that gonogo asks for, of which the outcome can be unknown.
    Action,
}

impl Kind {
    pub(super) fn of(work: Work<'_>) -> Self {
        match work {
            Work::Command(_) => Self::Command,
            Work::Action(_) => Self::Action,
        }
    }
}

/// The pause before a retry, which a cancel ends.
pub(super) struct Pause {
    pub(super) lasts: Duration,
    pub(super) given_up: CancellationToken,
}

/// Starts the command after the pause and reports its end.
pub(super) async fn run(
    which: Which,
    spec: AttemptSpec,
    exe: PathBuf,
    pause: Pause,
    requests: mpsc::Sender<Request>,
    stop: CancellationToken,
) {
    if !pause.lasts.is_zero() {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = pause.given_up.cancelled() => {
                let why = "cancelled before it was started".to_owned();
                report(&which, AttemptEnd { verdict: Verdict::Cancelled, ..interrupted(why) }, &requests).await;
                return;
            }
            () = tokio::time::sleep(pause.lasts) => {}
        }
    }
    match (Launcher { exe }).launch(&spec).await {
        Ok(_) => follow(which, requests, stop).await,
        Err(error) => report(&which, not_started(&error), &requests).await,
    }
}

/// Waits for a command that runs already, tells of its output, and reports its end.
pub(super) async fn follow(which: Which, requests: mpsc::Sender<Request>, stop: CancellationToken) {
    let ended = exec::wait(&which.dir);
    tokio::pin!(ended);
    let mut tick = tokio::time::interval(FOLLOW);
    let mut told = 0;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            ended = &mut ended => {
                tell_output(&which, &mut told, &requests).await;
                let end = ended.map_or_else(|error| interrupted(error.to_string()), |ended| which.kind.end_of(&ended));
                report(&which, end, &requests).await;
                return;
            }
            _ = tick.tick() => tell_output(&which, &mut told, &requests).await,
        }
    }
}

/// Stops a command. One that is still coming up doesn't listen yet, so it is asked until it does, or has ended.
pub(super) async fn cancel(dir: PathBuf, ended: CancellationToken) {
    while let Err(error) = exec::cancel(&dir) {
        tokio::select! {
            () = ended.cancelled() => {
                eprintln!("not cancelled: {error}");
                return;
            }
            () = tokio::time::sleep(FOLLOW) => {}
        }
    }
}

async fn tell_output(which: &Which, told: &mut u64, requests: &mpsc::Sender<Request>) {
    let Ok(mut transcript) = Transcript::open(&which.dir) else { return };
    let (Ok(bytes), Ok(lines)) = (transcript.len(), transcript.line_count()) else { return };
    if bytes == *told {
        return;
    }
    *told = bytes;
    let live = Live::Output { step: which.step.clone(), attempt: which.attempt, bytes, lines };
    // Lossy on purpose: output never waits for the conductor.
    let _ = requests.try_send(Request::Live(live));
    tokio::task::yield_now().await;
}

async fn report(which: &Which, end: AttemptEnd, requests: &mpsc::Sender<Request>) {
    let report = Report::AttemptEnded { step: which.step.clone(), attempt: which.attempt, end };
    let _ = requests.send(Request::Report(report)).await;
}

/// What became of an attempt that was under way when the conductor went: its end, or `None` while it still runs.
pub(super) fn recovered(dir: &Path, kind: Kind) -> Option<AttemptEnd> {
    match exec::recover(dir) {
        Recovered::Running => None,
        Recovered::Done(ended) => Some(kind.end_of(&ended)),
        Recovered::Orphan { pid } => Some(interrupted(format!(
            "its shim is gone while process {pid} still runs without a witness: look at it, then decide"
        ))),
        Recovered::Interrupted => Some(interrupted(
            "its shim is gone and left no exit code: find out what the command did, then decide".to_owned(),
        )),
    }
}

impl Kind {
    fn end_of(self, ended: &Ended) -> AttemptEnd {
        let end = end_of(ended);
        match self {
            Self::Command => end,
            Self::Action => action::end(end, ended.end),
        }
    }
}

fn end_of(ended: &Ended) -> AttemptEnd {
    let (exit, signal) = match ended.exit {
        Exit::Code(code) => (Some(code), None),
        Exit::Signal(signal) => (None, Some(signal)),
    };
    let (names, state_lost) = match &ended.state {
        Captured::Names { names } => (names.clone(), None),
        Captured::NotCaptured { why } => (Vec::new(), Some(why.clone())),
    };
    let why = match ended.end {
        End::TimedOut => Some("the command ran longer than its time-out and was stopped".to_owned()),
        End::Finished | End::Cancelled => ended.fault.clone(),
    };
    let verdict = match (ended.end, exit) {
        (End::Cancelled, _) => Verdict::Cancelled,
        (End::Finished, Some(0)) if ended.failing.is_empty() && state_lost.is_none() && why.is_none() => {
            Verdict::Passed
        }
        (End::Finished, Some(0)) => Verdict::Look,
        (End::TimedOut | End::Finished, _) => Verdict::Failed,
    };
    AttemptEnd {
        verdict,
        exit,
        signal,
        failing: ended
            .failing
            .iter()
            .map(|it| FailedCommand { line: it.line, code: it.code, command: it.command.clone() })
            .collect(),
        names,
        state_lost,
        survivors: ended.survivors.clone(),
        bytes: ended.transcript.bytes,
        lines: ended.transcript.lines,
        sha256: ended.transcript.sha256.clone(),
        why,
    }
}

fn not_started(error: &ExecError) -> AttemptEnd {
    AttemptEnd {
        verdict: Verdict::Failed,
        ..interrupted(format!("the command could not be started: {error}"))
    }
}

fn interrupted(why: String) -> AttemptEnd {
    AttemptEnd {
        verdict: Verdict::Interrupted,
        exit: None,
        signal: None,
        failing: Vec::new(),
        names: Vec::new(),
        state_lost: None,
        survivors: Vec::new(),
        bytes: 0,
        lines: 0,
        sha256: String::new(),
        why: Some(why),
    }
}
