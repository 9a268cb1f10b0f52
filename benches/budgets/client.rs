//! A client on the run's socket, as the screen is one.

use std::time::{Duration, Instant};

use gonogo::model::event::Recorded;
use gonogo::model::ids::{Person, StepId};
use gonogo::model::live::Seat;
use gonogo::model::verdict::Verdict;
use gonogo::model::{Ask, Event};
use gonogo::session::{Attached, FromClient, FromConductor, client, connect};

use super::home::{BenchHome, Conducting, DRIVER};

const PATIENCE: Duration = Duration::from_mins(5);

pub struct Client<'h> {
    home: &'h BenchHome,
    attached: Attached,
}

impl<'h> Client<'h> {
    pub fn attach(home: &'h BenchHome, conducting: &Conducting) -> Self {
        let hello = client::hello(Person::new(DRIVER), Seat::Driver);
        let attached = home.runtime.block_on(connect(&conducting.socket, &hello)).unwrap();
        assert_eq!(attached.welcome.seat, Seat::Driver);
        Self { home, attached }
    }

    pub fn ask(&mut self, ask: Ask) {
        let outgoing = self.attached.outgoing.clone();
        self.home.runtime.block_on(outgoing.send(FromClient::Ask { id: 1, ask })).unwrap();
    }

    /// The first event that `is` takes.
    pub fn wait(&mut self, is: impl Fn(&Event) -> bool) -> Recorded {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let next = self.attached.incoming.recv();
            let next = self.home.runtime.block_on(async { tokio::time::timeout(left, next).await });
            match next.expect("the event does not come").expect("the conductor is gone") {
                FromConductor::Event(recorded) if is(&recorded.event) => return *recorded,
                FromConductor::Reply { refusal: Some(refusal), .. } => panic!("{refusal}"),
                FromConductor::Bye { reason } => panic!("{reason}"),
                _ => {}
            }
        }
    }

    pub fn start(&mut self, step: &str) {
        self.ask(Ask::Run { step: StepId::new(step), confirm: None });
    }

    /// Runs the step's command and waits for its end.
    pub fn run(&mut self, step: &str) {
        self.start(step);
        self.ended();
    }

    pub fn ended(&mut self) {
        let end = self.wait(|event| matches!(event, Event::AttemptEnded { .. }));
        let Event::AttemptEnded { end, .. } = end.event else { unreachable!() };
        assert_eq!(end.verdict, Verdict::Passed, "{end:?}");
    }
}
