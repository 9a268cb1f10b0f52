//! From an event to what it calls for, and what is under way of it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::action;
use super::attempt::{self, Kind, Which};
use super::logs::Panes;
use super::metrics::Feed;
use super::sound::Sound;
use super::start::{self, Start};
use super::world::Simulated;
use super::{check, watch};
use crate::checks::Context;
use crate::conductor::fresh::Fresh;
use crate::conductor::handle::Request;
use crate::conductor::values::{self, Secrets};
use crate::conductor::{ConductorError, RunFolder};
use crate::exec::{self, AttemptSpec, TerminalSize};
use crate::model::event::Recorded;
use crate::model::ids::{CheckName, InputName, StepId};
use crate::model::live::Live;
use crate::model::runbook::{Action, Step, Work as StepWork};
use crate::model::verdict::Outcome;
use crate::model::{Actor, Event, Refusal, Report, State};

/// How long a command that is being stopped has between SIGTERM and SIGKILL.
const GRACE: Duration = Duration::from_secs(5);

/// The terminal that a command gets before a client says how large its pane is.
pub(super) const TERMINAL: TerminalSize = TerminalSize { rows: 24, columns: 80 };

/// What is under way beside commands, so that it can be stopped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Work {
    Check(StepId, CheckName),
    Watch(StepId),
    Cancel(StepId),
    Pause(StepId),
}

/// Everything that is under way for a run.
pub(in crate::conductor) struct Effects {
    pub(super) folder: RunFolder,
    pub(super) state_dir: PathBuf,
    pub(super) exe: PathBuf,
    pub(super) requests: mpsc::Sender<Request>,
    pub(super) secrets: Secrets,
    /// Inputs given since the shell's state was last taken: they win over it.
    pub(super) fresh: Fresh,
    pub(super) work: HashMap<Work, CancellationToken>,
    pub(super) tasks: TaskTracker,
    pub(super) stop: CancellationToken,
    pub(super) sound: Sound,
    pub(super) world: Option<Simulated>,
    pub(super) feed: Feed,
    pub(super) logs: Panes,
    pub(super) checker: check::Checker,
    /// The terminal that the next command gets.
    pub(in crate::conductor) terminal: TerminalSize,
}

impl Effects {
    /// What `recorded` calls for; `state` has it folded in.
    pub(in crate::conductor) fn after(&mut self, state: &State, recorded: &Recorded) {
        if let Some(world) = &self.world {
            world.after(state, recorded);
        }
        self.fresh.after(&recorded.event);
        match &recorded.event {
            Event::AttemptStarted { step, attempt, .. } => {
                if let Some(it) = state.book.find(step) {
                    self.start_attempt(state, it, *attempt, &recorded.by);
                }
            }
            Event::AttemptCancelAsked { step } => self.cancel_attempt(state, step),
            Event::AttemptEnded { step, .. } => self.stop_work(&Work::Cancel(step.clone())),
            Event::ChecksStarted { step, .. } => self.start_checks(state, step),
            Event::CheckEnded { step, check, verdict: Outcome::Cancelled } => {
                self.stop_work(&Work::Check(step.clone(), check.clone()));
            }
            Event::WatchStarted { step, .. } => self.start_watch(state, step),
            Event::WatchEnded { step, .. } => self.stop_work(&Work::Watch(step.clone())),
            Event::GuardAcknowledged { guard } => self.feed.acknowledge(guard),
            Event::RunEnded { .. } => self.end(),
            _ => {}
        }
        if matches!(
            recorded.event,
            Event::InputGiven { .. } | Event::AttemptEnded { .. } | Event::MemoryLost { .. }
        ) {
            self.know(state);
        }
        self.feed.follow(state, false);
    }

    /// Tells the metrics, the guards' probes and the logs which values there are now.
    pub(super) fn know(&mut self, state: &State) {
        self.know_all(state, &values::known(state, &self.secrets, &self.state_dir));
    }

    /// The same with the values at hand.
    pub(super) fn know_all(&mut self, state: &State, known: &BTreeMap<String, String>) {
        let context = self.context(state, known.clone());
        self.logs.know(&self.secrets.texts(), Arc::clone(&context));
        self.feed.know(state, known, self.secrets.texts(), context);
    }

    /// What is known of metrics and guards, for a client that attaches.
    pub(in crate::conductor) fn passing(&self) -> Vec<Live> {
        let mut all = self.feed.board().all();
        all.extend(self.logs.all());
        all
    }

    /// Somebody is here to look at logs.
    pub(in crate::conductor) fn looked_at(&self) {
        self.logs.look();
    }

    fn context(&self, state: &State, known: BTreeMap<String, String>) -> Arc<Context> {
        let board = Arc::clone(self.feed.board());
        self.checker.context(known, self.secrets.texts(), state, self.world.as_ref(), board)
    }

    /// Takes up what was under way when an earlier conductor went; what is known to have ended is reported.
    pub(in crate::conductor) fn resume(&mut self, state: &State) -> Vec<Report> {
        let mut reports = Vec::new();
        for (id, of) in &state.steps {
            if let Some(running) = of.running() {
                let dir = self.folder.attempt(id, running.number);
                let work = state.book.find(id).and_then(|step| step.work(running.variant.as_ref()));
                let kind = work.map_or(Kind::Command, Kind::of);
                if let Some(end) = attempt::recovered(&dir, kind) {
                    reports.push(Report::AttemptEnded { step: id.clone(), attempt: running.number, end });
                } else {
                    self.follow(Which { step: id.clone(), attempt: running.number, dir, kind });
                    // The wish may not have got through; a second one changes nothing.
                    if running.cancel_asked {
                        self.cancel_attempt(state, id);
                    }
                }
            }
            if of.watch.as_ref().is_some_and(|watch| watch.ended.is_none()) {
                reports.push(Report::WatchRestarted { step: id.clone() });
            }
        }
        let checking: Vec<StepId> =
            state.steps.iter().filter(|(_, of)| of.round > 0).map(|(id, _)| id.clone()).collect();
        for step in checking {
            self.start_checks(state, &step);
        }
        self.feed.follow(state, true);
        reports
    }

    /// Refuses a command that bash can't parse: nothing of it may run.
    pub(in crate::conductor) fn syntax(&self, state: &State, events: &[Event]) -> Result<(), Refusal> {
        let queued = events.iter().filter_map(|event| match event {
            Event::StepsQueued { steps } => Some(steps),
            _ => None,
        });
        let queued = queued.flatten().map(|step| (step, state.step(step).and_then(|of| of.variant.as_ref())));
        let started = events.iter().filter_map(|event| match event {
            Event::AttemptStarted { step, variant, .. } => Some((step, variant.as_ref())),
            _ => None,
        });
        for (step, variant) in queued.chain(started) {
            let command = state.book.find(step).and_then(|it| it.command(variant));
            if let Some(problem) = command.and_then(|text| self.sound.check(text).err()) {
                return Err(Refusal::Syntax {
                    step: step.to_string(),
                    line: problem.line,
                    message: problem.message,
                });
            }
        }
        Ok(())
    }

    /// Keeps the value of a secret input, which no event holds.
    pub(in crate::conductor) fn keep_secret(
        &mut self,
        state: &State,
        name: &InputName,
        value: &str,
    ) -> Result<(), Refusal> {
        if !state.book.input.get(name).is_some_and(|input| input.secret) {
            return Ok(());
        }
        self.secrets
            .insert(name.clone(), value.to_owned())
            .map_err(|error| Refusal::Journal { why: error.to_string() })
    }

    /// Stops everything but the commands.
    pub(in crate::conductor) async fn stop(&mut self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        if let Some(world) = self.world.take() {
            world.stop().await;
        }
    }

    fn start_attempt(&mut self, state: &State, step: &Step, attempt: u32, by: &Actor) {
        let variant = state.step(&step.id).and_then(|of| of.attempt()).and_then(|it| it.variant.clone());
        let Some(work) = step.work(variant.as_ref()) else { return };
        let given = values::given(state, &self.secrets);
        let set = self
            .fresh
            .names()
            .filter_map(|name| given.get(name.as_str()).map(|value| (name.to_string(), value.clone())))
            .collect();
        let mut env: Vec<(String, String)> = given.into_iter().collect();
        env.push(("GONOGO_RUN".to_owned(), self.folder.run().to_string()));
        env.push(("GONOGO_STEP".to_owned(), step.id.to_string()));
        let started_in =
            state.start.as_ref().map_or_else(|| PathBuf::from("/"), |it| PathBuf::from(&it.folder));
        let cwd = self.world.as_ref().map_or(started_in, Simulated::workspace);
        if let Some(world) = &self.world {
            env.extend(world.vars());
        }
        let body = match work {
            StepWork::Command(text) => text.to_owned(),
            StepWork::Action(action) => self.order(state, action, &mut env),
        };
        let dir = self.folder.attempt(&step.id, attempt);
        let spec = AttemptSpec {
            dir: dir.clone(),
            state_dir: self.state_dir.clone(),
            body,
            cwd,
            env,
            set,
            secrets: self.secrets.texts(),
            terminal: step.needs_terminal(variant.as_ref()).then_some(self.terminal),
            timeout: step.timeout.map(crate::model::span::Span::duration),
            grace: GRACE,
        };
        // Only a retry by itself pauses first, and not what comes from the queue.
        let again = state.step(&step.id).is_some_and(|of| of.attempts.len() > of.reopened + 1);
        let pause = step
            .retry
            .filter(|_| again && *by == Actor::Conductor)
            .map_or(Duration::ZERO, |it| it.every.duration());
        let which = Which { step: step.id.clone(), attempt, dir, kind: Kind::of(work) };
        let given_up = self.token(Work::Pause(step.id.clone()));
        let pause = attempt::Pause { lasts: pause / state.speed(), given_up };
        self.tasks.spawn(attempt::run(
            which,
            spec,
            self.exe.clone(),
            pause,
            self.requests.clone(),
            self.stop.clone(),
        ));
    }

    /// The command that carries `action` out; what it needs to know goes into `env`.
    fn order(&self, state: &State, action: &Action, env: &mut Vec<(String, String)>) -> String {
        let known = values::known(state, &self.secrets, &self.state_dir);
        let world = self.world.as_ref().map(Simulated::vars);
        action::order(action, &known, world, &self.exe, env)
    }

    fn follow(&mut self, which: Which) {
        self.tasks.spawn(attempt::follow(which, self.requests.clone(), self.stop.clone()));
    }

    fn cancel_attempt(&mut self, state: &State, step: &StepId) {
        let Some(running) = state.step(step).and_then(|of| of.running()) else { return };
        let dir = self.folder.attempt(step, running.number);
        self.stop_work(&Work::Pause(step.clone()));
        let token = self.token(Work::Cancel(step.clone()));
        self.tasks.spawn(attempt::cancel(dir, token));
    }

    fn start_checks(&mut self, state: &State, id: &StepId) {
        let (Some(step), Some(of)) = (state.book.find(id), state.step(id)) else { return };
        let known = values::known(state, &self.secrets, &self.state_dir);
        let context = self.context(state, known);
        let open = step
            .checks(of.variant.as_ref())
            .filter(|check| !check.probe.is_person())
            .filter(|check| of.checks.get(&check.name).is_none_or(|it| it.verdict.is_none()));
        for check in open {
            let token = self.token(Work::Check(id.clone(), check.name.clone()));
            let run =
                self.checker.run(id.clone(), check.clone(), context.clone(), self.requests.clone(), token);
            self.tasks.spawn(run);
        }
    }

    fn start_watch(&mut self, state: &State, id: &StepId) {
        let Some(watch) = state.book.find(id).and_then(|step| step.watch.clone()) else { return };
        let token = self.token(Work::Watch(id.clone()));
        let samples = self.feed.subscribe();
        let units = watch
            .criteria
            .iter()
            .filter_map(|it| state.book.metric(&it.metric).map(|metric| (it.metric.clone(), metric.unit)))
            .collect();
        let run = watch::Window {
            step: id.clone(),
            watch,
            units,
            speed: state.speed(),
            samples,
            requests: self.requests.clone(),
        };
        self.tasks.spawn(run.run(token));
    }

    fn token(&mut self, work: Work) -> CancellationToken {
        let token = self.stop.child_token();
        if let Some(earlier) = self.work.insert(work, token.clone()) {
            earlier.cancel();
        }
        token
    }

    fn stop_work(&mut self, work: &Work) {
        if let Some(token) = self.work.remove(work) {
            token.cancel();
        }
    }

    /// The run is over: nothing is sampled any more, and the shell's state, with its secrets, goes.
    fn end(&mut self) {
        for (_, token) in self.work.drain() {
            token.cancel();
        }
        self.feed.end();
        self.logs.end();
        if let Err(error) = exec::forget_state(&self.state_dir) {
            eprintln!("{error}");
        }
    }

    /// Starts the world and the metrics; what has moved since the run was made comes back as reports.
    pub(in crate::conductor) async fn start(start: Start<'_>) -> Result<(Self, Vec<Report>), ConductorError> {
        start::start(start).await
    }
}
