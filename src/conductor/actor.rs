//! The one task that owns a run's state.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::{broadcast, mpsc};

use super::effects::Effects;
use super::handle::{Notice, Request, Subscription};
use super::{alarm, answer, record, rights, windows};
use crate::journal::Journal;
use crate::model::ask::Ask;
use crate::model::event::Recorded;
use crate::model::fold::fold_into;
use crate::model::live::{Here, Live};
use crate::model::stamp::Stamp;
use crate::model::state::History;
use crate::model::{Actor, Command, Event, Refusal, Report, State, decide};

/// Owns the state and the journal; everything that changes goes through it, one after the other.
pub(super) struct Keeper {
    pub(super) state: State,
    pub(super) journal: Journal,
    pub(super) effects: Effects,
    pub(super) notices: broadcast::Sender<Notice>,
    pub(super) history: Arc<History>,
    pub(super) clock: fn() -> Stamp,
    pub(super) here: Vec<Here>,
    pub(super) stuck: Option<String>,
    /// Reports that could not be recorded, oldest first: nothing that was seen is lost to a full disk.
    pub(super) unrecorded: VecDeque<Report>,
}

impl Keeper {
    /// Serves requests until told to stop.
    pub(super) async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        loop {
            let request = match alarm::pause(&self) {
                None => requests.recv().await,
                Some(pause) => {
                    let Ok(request) = tokio::time::timeout(pause, requests.recv()).await else {
                        self.catch_up().await;
                        self.ring().await;
                        continue;
                    };
                    request
                }
            };
            let Some(request) = request else { return };
            self.ring().await;
            match request {
                Request::Ask { by, seat, ask, reply } => {
                    let answer = match rights::may(&self.state, seat, &by, &ask) {
                        Ok(()) => self.ask(&by, ask).await,
                        Err(refusal) => Err(refusal),
                    };
                    // The asker may have gone; what was decided stands.
                    let _ = reply.send(answer);
                }
                Request::Report(report) => self.report(report).await,
                Request::Live(live) => self.publish_live(live),
                Request::Subscribe(reply) => {
                    let _ = reply.send(Subscription {
                        state: self.state.clone(),
                        notices: self.notices.subscribe(),
                        history: Arc::clone(&self.history),
                    });
                    self.publish_live(Live::Presence { clients: self.here.clone() });
                    if self.stuck.is_some() {
                        self.publish_live(Live::Stuck { reason: self.stuck.clone() });
                    }
                }
                Request::Passing(reply) => {
                    let _ = reply.send(self.effects.passing());
                }
                Request::Presence(clients) => {
                    if !clients.is_empty() {
                        self.effects.looked_at();
                    }
                    self.here.clone_from(&clients);
                    self.publish_live(Live::Presence { clients });
                }
                Request::Terminal(size) => self.effects.terminal = size,
                Request::Stop(done) => {
                    self.report(Report::ConductorStopping).await;
                    self.effects.stop().await;
                    if let Err(error) = self.journal.close().await {
                        eprintln!("closing the journal: {error}");
                    }
                    let _ = done.send(());
                    return;
                }
            }
        }
    }

    async fn ask(&mut self, by: &Actor, ask: Ask) -> Result<(), Refusal> {
        self.catch_up().await;
        let events = decide(&self.state, &self.command(&ask))?;
        self.effects.syntax(&self.state, &events)?;
        // What a rehearsal says by itself is labelled, not weighed.
        if matches!(by, Actor::Person(_)) {
            answer::fits(&self.state, &ask)?;
        }
        if let Ask::GiveInput { name, value } = &ask {
            self.effects.keep_secret(&self.state, name, value)?;
        }
        self.record(by, events).await
    }

    /// `ask`, with what stands against a deployment at this moment.
    fn command(&self, ask: &Ask) -> Command {
        let against = windows::against(&self.state, (self.clock)());
        if against.is_empty() { Command::Ask(ask.clone()) } else { Command::AskAgainst(ask.clone(), against) }
    }

    /// Tells what has come due, each once and in its order; nothing while the journal can't be written.
    async fn ring(&mut self) {
        while self.unrecorded.is_empty()
            && let Some((_, timer)) = self.state.next_timer().filter(|(at, _)| *at <= (self.clock)())
        {
            self.report(Report::Due(timer)).await;
        }
    }

    /// Decides on a report and records what follows; what can't be recorded now is tried again until it can.
    pub(super) async fn report(&mut self, report: Report) {
        self.catch_up().await;
        if !self.unrecorded.is_empty() {
            self.unrecorded.push_back(report);
        } else if let Err(refusal) = self.take(report.clone()).await {
            eprintln!("{refusal}");
            self.unrecorded.push_back(report);
        }
    }

    async fn catch_up(&mut self) {
        while let Some(report) = self.unrecorded.front().cloned() {
            if self.take(report).await.is_err() {
                return;
            }
            self.unrecorded.pop_front();
        }
    }

    async fn take(&mut self, report: Report) -> Result<(), Refusal> {
        let events = decide(&self.state, &Command::Report(report))?;
        self.record(&Actor::Conductor, events).await
    }

    async fn record(&mut self, by: &Actor, events: Vec<Event>) -> Result<(), Refusal> {
        if events.is_empty() {
            return Ok(());
        }
        let at = (self.clock)();
        let appended = match entries(at, by, &events) {
            Ok(entries) => self.journal.append(&entries).await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let appended = match appended {
            Ok(appended) => appended,
            Err(why) => {
                self.set_stuck(Some(why.clone()));
                return Err(Refusal::Journal { why });
            }
        };
        self.set_stuck(None);
        let batch: Vec<Recorded> = appended
            .into_iter()
            .zip(events)
            .map(|(entry, event)| Recorded { seq: entry.seq, at, by: by.clone(), event })
            .collect();
        for recorded in &batch {
            fold_into(&mut self.state, recorded);
        }
        let batch: Arc<[Recorded]> = batch.into();
        // What was decided together is told together. Without subscribers there is nobody to tell.
        let _ = self.notices.send(Notice::Events(Arc::clone(&batch)));
        for recorded in batch.iter() {
            self.effects.after(&self.state, recorded);
        }
        Ok(())
    }

    fn set_stuck(&mut self, reason: Option<String>) {
        if self.stuck != reason {
            self.stuck.clone_from(&reason);
            self.publish_live(Live::Stuck { reason });
        }
    }

    fn publish_live(&self, live: Live) {
        let _ = self.notices.send(Notice::Live(Arc::new(live)));
    }
}

fn entries(
    at: Stamp,
    by: &Actor,
    events: &[Event],
) -> Result<Vec<(String, serde_json::Value)>, serde_json::Error> {
    events.iter().map(|event| record::to_entry(at, by, event)).collect()
}
