//! The loop: take in everything that is there, then draw once: at once for a key, less often for what flows by.

use std::time::Duration;

use futures::StreamExt as _;
use ratatui::crossterm::event::{Event, EventStream};
use ratatui::layout::Size;
use tokio::sync::mpsc::error::{TryRecvError, TrySendError};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::Instant;

use super::app::{Dirt, Model, Msg, Outgoing};
use super::signals::Signals;
use super::terminal::Screen;
use super::update::{fetch, update};
use super::{Left, Link, TuiError, TuiOptions};
use crate::model::live::Live;
use crate::session::message::{FromClient, FromConductor};

/// How often clocks move while something runs.
const BUSY: Duration = Duration::from_secs(1);
/// How often the minutes in the header move while nothing does.
const IDLE: Duration = Duration::from_mins(1);
/// How many messages are taken in before the next look at the keys.
const BATCH: usize = 4_096;

/// Shows the run behind `link` until the person leaves, the run is over, or the connection is lost.
///
/// The terminal is given back on return, on an error, on a panic, and on SIGHUP, SIGINT and SIGTERM, which detach.
/// So it is where the future is dropped.
pub async fn run(link: Link, options: TuiOptions) -> Result<Left, TuiError> {
    let Link { welcome, state, incoming, outgoing } = link;
    let mut lanes = Lanes { incoming, outgoing };
    let memory = options.memory.lock().map(|memory| memory.clone()).unwrap_or_default();
    let mut screen = Screen::enter(memory.mouse)?;
    let size = screen.size()?;
    let model = Model::new(welcome, state, options.person.clone(), size, (options.now)(), &memory);
    let mut shell = Shell {
        model,
        screen: &mut screen,
        options: &options,
        left: None,
        drawn: None,
        draw: None,
        fetch: None,
    };
    shell.dirty(Dirt::Touch);
    let left = shell.turn(&mut lanes).await;
    let mut last = shell.model.memory();
    if let Ok(Left::Lost(why)) = &left {
        last.lost = Some(why.clone());
    }
    drop(screen);
    if let Ok(mut memory) = options.memory.lock() {
        *memory = last;
    }
    left
}

/// To and from the conductor.
struct Lanes {
    incoming: Receiver<FromConductor>,
    outgoing: Sender<FromClient>,
}

struct Shell<'s> {
    model: Model,
    screen: &'s mut Screen,
    options: &'s TuiOptions,
    left: Option<Left>,
    /// When the last frame was drawn.
    drawn: Option<Instant>,
    /// When the next one is due, where anything in sight has changed.
    draw: Option<Instant>,
    /// When what a command has printed meanwhile is due to be fetched.
    fetch: Option<Instant>,
}

impl Shell<'_> {
    async fn turn(&mut self, lanes: &mut Lanes) -> Result<Left, TuiError> {
        let failed = |why| TuiError::Terminal { doing: "listening for signals", why };
        let mut signals = Signals::new().map_err(failed)?;
        let mut keys = EventStream::new();
        let mut clock = Instant::now() + BUSY;
        loop {
            if let Some(left) = self.left.take() {
                return Ok(left);
            }
            let now = Instant::now();
            if self.draw.is_some_and(|due| due <= now) {
                self.draw(lanes)?;
                let pause = if self.model.is_busy() { BUSY } else { IDLE };
                clock = clock.min(Instant::now() + pause);
            } else if self.fetch.is_some_and(|due| due <= now) {
                self.fetch(lanes)?;
            }
            let next = [self.draw, self.fetch].into_iter().flatten().min();
            tokio::select! {
                biased;
                () = signals.any() => {
                    let _ = lanes.outgoing.try_send(FromClient::Detach);
                    return Ok(Left::Detached);
                }
                event = keys.next() => match event {
                    Some(Ok(event)) => self.event(event, lanes)?,
                    Some(Err(why)) => return Err(TuiError::Terminal { doing: "reading keys", why }),
                    None => return Ok(Left::Detached),
                },
                message = lanes.incoming.recv() => {
                    let lost = || Msg::Lost("the conductor is gone".to_owned());
                    let message = message.map_or_else(lost, |message| Msg::Conductor(Box::new(message)));
                    self.take(message, lanes)?;
                    self.drain(lanes)?;
                }
                () = tokio::time::sleep_until(clock) => {
                    let pause = if self.model.is_busy() { BUSY } else { IDLE };
                    clock = Instant::now() + pause;
                    self.take(Msg::Tick((self.options.now)()), lanes)?;
                }
                () = tokio::time::sleep_until(next.unwrap_or(clock)), if next.is_some() => {}
            }
        }
    }

    /// Takes in whatever has come meanwhile.
    fn drain(&mut self, lanes: &mut Lanes) -> Result<(), TuiError> {
        for _ in 0..BATCH {
            match lanes.incoming.try_recv() {
                Ok(message) => self.take(Msg::Conductor(Box::new(message)), lanes)?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.take(Msg::Lost("the conductor is gone".to_owned()), lanes)?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event, lanes: &Lanes) -> Result<(), TuiError> {
        self.model.now = (self.options.now)();
        let msg = match event {
            Event::Key(key) => Msg::Key(key),
            Event::Paste(text) => Msg::Paste(text),
            Event::Mouse(mouse) => Msg::Mouse(mouse),
            Event::Resize(width, height) => Msg::Resize(Size::new(width, height)),
            Event::FocusGained | Event::FocusLost => return Ok(()),
        };
        self.take(msg, lanes)
    }

    fn take(&mut self, msg: Msg, lanes: &Lanes) -> Result<(), TuiError> {
        if let Msg::Conductor(_) = msg {
            self.model.now = (self.options.now)();
        }
        self.dirty(Dirt::of(&self.model, &msg));
        let grown = matches!(&msg, Msg::Conductor(message) if matches!(**message, FromConductor::Live(Live::Output { .. })));
        let out = update(&mut self.model, msg);
        if grown && self.fetch.is_none() && wants(&self.model) {
            // What is typed into a terminal is waited for.
            let gap = if self.model.ui.captured { Dirt::Change } else { Dirt::Flow }.gap();
            self.fetch = Some(self.drawn.map_or_else(Instant::now, |drawn| drawn + gap));
        }
        self.send(out, lanes)
    }

    /// The next frame comes no later than `dirt` asks for.
    fn dirty(&mut self, dirt: Dirt) {
        if dirt == Dirt::None {
            return;
        }
        let due = self.drawn.map_or_else(Instant::now, |drawn| drawn + dirt.gap());
        self.draw = Some(self.draw.map_or(due, |draw| draw.min(due)));
    }

    fn send(&mut self, out: Vec<Outgoing>, lanes: &Lanes) -> Result<(), TuiError> {
        for it in out {
            match it {
                Outgoing::Send(message) => match lanes.outgoing.try_send(message) {
                    Ok(()) => {}
                    Err(TrySendError::Full(message)) => {
                        let more = update(&mut self.model, Msg::Unsent(Box::new(message)));
                        debug_assert!(more.is_empty(), "what can't be sent must not send");
                    }
                    Err(TrySendError::Closed(_)) => {
                        self.left.get_or_insert(Left::Lost("the conductor is gone".to_owned()));
                    }
                },
                Outgoing::Mouse(on) => self.screen.mouse(on)?,
                Outgoing::Copy(text) => self.screen.copy(&text)?,
                Outgoing::Redraw => self.screen.clear()?,
                Outgoing::Leave(left) => self.left = Some(left),
            }
        }
        Ok(())
    }

    /// Asks for what is in sight and not here.
    fn fetch(&mut self, lanes: &Lanes) -> Result<(), TuiError> {
        self.fetch = None;
        let wanted = fetch(&mut self.model);
        self.send(wanted, lanes)
    }

    fn draw(&mut self, lanes: &Lanes) -> Result<(), TuiError> {
        self.fetch(lanes)?;
        self.screen.draw_run(&self.model, &self.options.theme)?;
        self.draw = None;
        self.drawn = Some(Instant::now());
        Ok(())
    }
}

/// Whether anything in sight has grown and is not asked for yet.
fn wants(model: &Model) -> bool {
    match &model.pty {
        Some(pty) => pty.wants().is_some(),
        None => model.output.asked.is_none() && model.output.follow,
    }
}
