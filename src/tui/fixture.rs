//! A small run for the tests: a runbook, and a hand to fold events, send keys and look at the screen.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::Memory;
use super::app::{Model, Msg, Outgoing, Row};
use super::theme::{Depth, Symbols, Theme};
use super::update::{fetch, update};
use crate::model::event::{AttemptEnd, FailedCommand, Observation, RunStarted};
use crate::model::ids::{CheckName, GuardId, MetricId, Person, RunId, RunbookId, StepId};
use crate::model::live::{Here, Live, Seat};
use crate::model::runbook::Runbook;
use crate::model::stamp::Stamp;
use crate::model::verdict::{Outcome, Verdict};
use crate::model::{Actor, Ask, Event, Recorded, Refusal, State};
use crate::session::message::{FromClient, FromConductor, Line, Lines, Welcome};

const BOOK: &str = include_str!("fixture.toml");

/// When the run started.
pub(super) const START: i64 = 1_767_323_040_000;

/// A run under test.
pub(super) struct Hand {
    pub(super) model: Model,
    pub(super) sent: Vec<Outgoing>,
    theme: Theme,
}

impl Hand {
    /// The runbook at its first step, on a screen of that size.
    pub(super) fn new(width: u16, height: u16) -> Self {
        Self::with(width, height, "")
    }

    /// The same with something more in the runbook.
    pub(super) fn with(width: u16, height: u16, more: &str) -> Self {
        let book: Runbook = toml::from_str(&format!("{BOOK}\n{more}")).unwrap();
        let welcome = Welcome {
            protocol: 1,
            version: "0.1.0".to_owned(),
            run: RunId::new("7Q2M4X"),
            seat: Seat::Driver,
            epoch: 1,
            history: std::collections::BTreeMap::default(),
            read_only: None,
        };
        let model = Model::new(
            welcome,
            State::of(book),
            Person::new("ops1"),
            Size::new(width, height),
            Stamp::from_millis(START),
            &Memory::default(),
        );
        let theme = Theme::load("dark", Depth::True, Symbols::UNICODE).unwrap();
        let mut hand = Self { model, sent: Vec::new(), theme };
        hand.event(Event::RunStarted(RunStarted {
            run: RunId::new("7Q2M4X"),
            book: RunbookId::new("holi-labs"),
            title: "Holi Labs production deployment".to_owned(),
            book_sha256: "0".repeat(64),
            environment: Some("production".into()),
            rehearsal: None,
            inputs: [("version".into(), Some("4f2c1ab".to_owned()))].into(),
            planned: None,
            driver: Person::new("ops1"),
            host: "bastion".to_owned(),
            folder: "/srv/holi".to_owned(),
            version: "0.1.0".to_owned(),
        }));
        hand
    }

    /// With another theme.
    pub(super) fn theme(mut self, name: &str, depth: Depth, symbols: Symbols) -> Self {
        self.theme = Theme::load(name, depth, symbols).unwrap();
        self
    }

    /// Time passes.
    pub(super) fn wait(&mut self, seconds: i64) -> &mut Self {
        let now = self.model.now.plus_millis(seconds * 1000);
        self.msg(Msg::Tick(now))
    }

    pub(super) fn msg(&mut self, msg: Msg) -> &mut Self {
        let out = update(&mut self.model, msg);
        self.model.settle();
        self.sent.extend(out);
        self
    }

    pub(super) fn conductor(&mut self, message: FromConductor) -> &mut Self {
        self.msg(Msg::Conductor(Box::new(message)))
    }

    /// An event by the driver.
    pub(super) fn event(&mut self, event: Event) -> &mut Self {
        let by = Actor::Person(Person::new("ops1"));
        let recorded = Recorded { seq: self.model.state.events, at: self.model.now, by, event };
        self.conductor(FromConductor::Event(Box::new(recorded)))
    }

    pub(super) fn live(&mut self, live: Live) -> &mut Self {
        self.conductor(FromConductor::Live(live))
    }

    /// Keys: a letter each; `<Enter>`, `<Esc>`, `<Tab>`, `<Down>`, `<C-c>` by name.
    pub(super) fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let (name, after) = match (c, rest.find('>')) {
                ('<', Some(end)) => (&rest[1..end], &rest[end + 1..]),
                _ => rest.split_at(c.len_utf8()),
            };
            rest = after;
            self.msg(Msg::Key(named(name)));
        }
        self
    }

    /// What was asked of the conductor since the last look.
    pub(super) fn asked(&mut self) -> Vec<Ask> {
        std::mem::take(&mut self.sent)
            .into_iter()
            .filter_map(|out| match out {
                Outgoing::Send(FromClient::Ask { ask, .. }) => Some(ask),
                _ => None,
            })
            .collect()
    }

    /// The conductor answers everything that was asked.
    pub(super) fn granted(&mut self) -> &mut Self {
        self.answer(None)
    }

    pub(super) fn answer(&mut self, refusal: Option<&Refusal>) -> &mut Self {
        let ids: Vec<u64> = self.model.wishes.keys().copied().collect();
        for id in ids {
            self.conductor(FromConductor::Reply { id, refusal: refusal.cloned() });
        }
        self
    }

    /// The cursor goes to `step`.
    pub(super) fn at(&mut self, step: &str) -> &mut Self {
        self.model.select(Row::Step(StepId::new(step)));
        self
    }

    pub(super) fn selected(&self) -> &str {
        match &self.model.ui.selected {
            Row::Step(step) => step.as_str(),
            Row::Group(_) => "a group",
        }
    }

    /// Every step before `step` is settled.
    pub(super) fn done_before(&mut self, step: &str) -> &mut Self {
        let ids: Vec<StepId> = self
            .model
            .state
            .book
            .phase_steps()
            .map(|it| it.id.clone())
            .take_while(|id| id.as_str() != step)
            .collect();
        for id in ids {
            self.settle(id.as_str());
        }
        self.at(step)
    }

    fn settle(&mut self, id: &str) {
        let step = StepId::new(id);
        let it = self.model.state.book.find(&step).unwrap().clone();
        if let Some(variant) = it.variant.get(1) {
            self.event(Event::VariantChosen { step: step.clone(), variant: variant.id.clone() });
        }
        if it.has_command() {
            self.start(id).wait(41).end(id, Verdict::Passed, 0);
        }
        if it.checks(None).next().is_some() {
            self.event(Event::ChecksStarted { step: step.clone(), round: 1 });
            for check in it.checks(None) {
                self.tried(id, check.name.as_str(), Outcome::Passed, "200 OK", "");
                self.verdict(id, check.name.as_str(), Outcome::Passed);
            }
        }
        self.event(Event::StepWaived { step, reason: "fixture".to_owned() });
        if it.has_command() && it.check.is_empty() && it.signoff.is_none() {
            // Passed by itself, as in a real run.
            self.model.state.steps.get_mut(&StepId::new(id)).unwrap().settled = None;
            self.model.refresh();
        }
    }

    pub(super) fn start(&mut self, step: &str) -> &mut Self {
        let of = self.model.state.step(&StepId::new(step));
        let attempt = of.map_or(0, |of| of.attempts.len()) + 1;
        let variant = of.and_then(|of| of.variant.clone());
        self.event(Event::AttemptStarted {
            step: StepId::new(step),
            attempt: u32::try_from(attempt).unwrap(),
            variant,
            command_sha256: String::new(),
            confirmed: None,
        })
    }

    pub(super) fn end(&mut self, step: &str, verdict: Verdict, exit: i32) -> &mut Self {
        let attempt = self.model.state.step(&StepId::new(step)).unwrap().attempts.len();
        let failing = if verdict == Verdict::Passed {
            Vec::new()
        } else {
            vec![FailedCommand { line: 2, code: 22, command: "curl -sf \"$api_url/health\"".to_owned() }]
        };
        self.event(Event::AttemptEnded {
            step: StepId::new(step),
            attempt: u32::try_from(attempt).unwrap(),
            end: AttemptEnd {
                verdict,
                exit: (verdict != Verdict::Interrupted).then_some(exit),
                signal: None,
                failing,
                names: Vec::new(),
                state_lost: None,
                survivors: Vec::new(),
                bytes: 4_000,
                lines: 12,
                sha256: String::new(),
                why: None,
            },
        })
    }

    pub(super) fn tried(
        &mut self,
        step: &str,
        check: &str,
        outcome: Outcome,
        observed: &str,
        reason: &str,
    ) -> &mut Self {
        self.event(Event::CheckTried {
            step: StepId::new(step),
            check: CheckName::new(check),
            number: 1,
            observation: Observation {
                outcome,
                query: "GET https://api.holilabs.xyz/health".to_owned(),
                observed: observed.to_owned(),
                reason: reason.to_owned(),
                took_ms: 31,
                simulated: false,
            },
        })
    }

    pub(super) fn verdict(&mut self, step: &str, check: &str, verdict: Outcome) -> &mut Self {
        self.event(Event::CheckEnded { step: StepId::new(step), check: CheckName::new(check), verdict })
    }

    /// Some metrics as they come by.
    pub(super) fn metrics(&mut self) -> &mut Self {
        let at = self.model.now;
        for n in 0..40_i32 {
            let wave = f64::from(n % 7) / 10.0;
            for (id, value) in [
                ("error-rate", Some(0.002 + wave / 100.0)),
                ("p95", Some(0.18 + wave / 20.0)),
                ("queue", Some(10.0 + wave * 20.0)),
            ] {
                self.live(Live::Sampled { metric: MetricId::new(id), at, value, reason: String::new() });
            }
        }
        self.live(Live::Sampled {
            metric: MetricId::new("fhir"),
            at,
            value: None,
            reason: "connection refused: http://localhost:9090".to_owned(),
        });
        self.live(Live::Presence {
            clients: vec![
                Here { person: Person::new("ops1"), role: Seat::Driver },
                Here { person: Person::new("ops2"), role: Seat::Pair },
            ],
        })
    }

    pub(super) fn guard(&mut self, to: crate::model::event::GuardPhase, observed: &str) -> &mut Self {
        let guard = GuardId::new("error-rate-above-5-for-2-minutes");
        self.event(Event::GuardMoved { guard, to, observed: observed.to_owned() })
    }

    /// Some lines of output, fetched as the screen asks for them.
    pub(super) fn printed(&mut self, step: &str, lines: u64) -> &mut Self {
        self.live(Live::Output { step: StepId::new(step), attempt: 1, bytes: lines * 40, lines });
        self.fetched()
    }

    /// Answers what the screen wants to fetch.
    pub(super) fn fetched(&mut self) -> &mut Self {
        while let Some(Outgoing::Send(FromClient::Lines { id, step, attempt, from, count })) =
            fetch(&mut self.model)
                .into_iter()
                .find(|out| matches!(out, Outgoing::Send(FromClient::Lines { .. })))
        {
            let total = self.model.output.total;
            let lines = (from..(from + u64::from(count)).min(total))
                .map(|at| Line {
                    text: format!("[{at:03}] waiting for the API, \u{1b}[33mattempt\u{1b}[0m {at}\r"),
                    stderr: at % 5 == 4,
                })
                .collect();
            self.conductor(FromConductor::Lines(Lines { id, step, attempt, from, total, lines }));
        }
        self
    }

    fn draw(&self) -> Terminal<TestBackend> {
        let size = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
        terminal.draw(|frame| super::view::render(frame, &self.model, &self.theme)).unwrap();
        terminal
    }

    /// The screen as text.
    pub(super) fn screen(&self) -> String {
        self.draw().backend().to_string()
    }

    /// The screen with its colours.
    pub(super) fn buffer(&self) -> Buffer {
        self.draw().backend().buffer().clone()
    }
}

fn named(name: &str) -> KeyEvent {
    let (code, mods) = match name {
        "Enter" => (KeyCode::Enter, KeyModifiers::NONE),
        "Esc" => (KeyCode::Esc, KeyModifiers::NONE),
        "Tab" => (KeyCode::Tab, KeyModifiers::NONE),
        "Up" => (KeyCode::Up, KeyModifiers::NONE),
        "Down" => (KeyCode::Down, KeyModifiers::NONE),
        "Left" => (KeyCode::Left, KeyModifiers::NONE),
        "Right" => (KeyCode::Right, KeyModifiers::NONE),
        "PgUp" => (KeyCode::PageUp, KeyModifiers::NONE),
        "PgDn" => (KeyCode::PageDown, KeyModifiers::NONE),
        "Home" => (KeyCode::Home, KeyModifiers::NONE),
        "End" => (KeyCode::End, KeyModifiers::NONE),
        name => match name.strip_prefix("C-") {
            Some(letter) => (KeyCode::Char(letter.chars().next().unwrap()), KeyModifiers::CONTROL),
            None => (KeyCode::Char(name.chars().next().unwrap()), KeyModifiers::NONE),
        },
    };
    KeyEvent::new(code, mods)
}
