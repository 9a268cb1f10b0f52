//! A client at a conductor's socket, by the library that the screen uses.

use gonogo::model::event::GuardPhase;
use gonogo::model::ids::{Person, RunId, StepId};
use gonogo::model::live::{Live, Seat};
use gonogo::model::state::Status;
use gonogo::model::{Ask, Refusal, State, fold::fold_into};
use gonogo::session::{self, Attached, FromClient, FromConductor, SessionError, client};

use super::home::{Home, PATIENCE};

/// A client that is attached, with what it knows of the run.
pub struct Client {
    attached: Attached,
    pub state: State,
    pub seat: Seat,
    /// What has passed by, oldest first.
    pub live: Vec<Live>,
    asked: u64,
}

impl Client {
    /// Attaches; starts a conductor where there is none.
    pub async fn attach(home: &Home, run: &str, person: &str, seat: Seat) -> Self {
        Self::try_attach(home, run, person, seat).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub async fn try_attach(home: &Home, run: &str, person: &str, seat: Seat) -> Result<Self, SessionError> {
        let hello = client::hello(Person::new(person), seat);
        let attached = session::attach(&home.places(), &RunId::new(run), &home.exe(), &hello).await?;
        let (state, seat) = (attached.state.clone(), attached.welcome.seat);
        Ok(Self { attached, state, seat, live: Vec::new(), asked: 0 })
    }

    /// The driver's seat at a run's conductor.
    pub async fn driver(home: &Home, run: &str) -> Self {
        let client = Self::attach(home, run, "tester", Seat::Driver).await;
        assert_eq!(client.seat, Seat::Driver);
        client
    }

    async fn next(&mut self) -> FromConductor {
        let message = tokio::time::timeout(PATIENCE, self.attached.incoming.recv()).await;
        let message = message.expect("the conductor falls silent").expect("the connection ends");
        match &message {
            FromConductor::Event(recorded) => fold_into(&mut self.state, recorded),
            FromConductor::Seat { seat } => self.seat = *seat,
            FromConductor::Live(live) => self.live.push(live.clone()),
            _ => {}
        }
        message
    }

    pub async fn send(&self, message: FromClient) {
        self.attached.outgoing.send(message).await.unwrap();
    }

    /// Asks, and waits for the answer.
    pub async fn ask(&mut self, ask: Ask) -> Result<(), Refusal> {
        self.asked += 1;
        let asked = self.asked;
        self.send(FromClient::Ask { id: asked, ask }).await;
        loop {
            if let FromConductor::Reply { id, refusal } = self.next().await
                && id == asked
            {
                return refusal.map_or(Ok(()), Err);
            }
        }
    }

    /// Goes on with a step.
    pub async fn run(&mut self, step: &str) {
        self.ask(Ask::Run { step: StepId::new(step), confirm: None }).await.unwrap();
    }

    /// Waits until the run's state is so.
    pub async fn until(&mut self, so: impl Fn(&State) -> bool) {
        while !so(&self.state) {
            self.next().await;
        }
    }

    /// Waits for something that passes by, from now on.
    pub async fn until_live<T>(&mut self, so: impl Fn(&Live) -> Option<T>) -> T {
        loop {
            if let FromConductor::Live(live) = self.next().await
                && let Some(found) = so(&live)
            {
                return found;
            }
        }
    }

    /// Waits until the guard stands so.
    pub async fn until_guard(&mut self, guard: &str, phase: GuardPhase) {
        self.until(|state| state.guards.get(guard).is_some_and(|it| it.phase == phase)).await;
    }

    /// Waits until the seat is this.
    pub async fn until_seat(&mut self, seat: Seat) {
        while self.seat != seat {
            self.next().await;
        }
    }

    /// Waits until the step has this status.
    pub async fn until_status(&mut self, step: &str, status: Status) {
        let id = StepId::new(step);
        self.until(|state| state.status(state.book.find(&id).unwrap()) == status).await;
    }

    pub fn status(&self, step: &str) -> Status {
        self.state.status(self.state.book.find(&StepId::new(step)).unwrap())
    }

    /// How the last attempt of a step ended: its exit code.
    pub fn exit(&self, step: &str) -> Option<i32> {
        self.state.step(&StepId::new(step))?.attempt()?.end.as_ref()?.1.exit
    }

    /// How many attempts a step has had.
    pub fn attempts(&self, step: &str) -> usize {
        self.state.step(&StepId::new(step)).map_or(0, |of| of.attempts.len())
    }
}
