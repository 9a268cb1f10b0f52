//! The loop: take in everything that is there, then draw once, no oftener than the frame cap.

use std::time::Duration;

use futures::StreamExt as _;
use ratatui::crossterm::event::{Event, EventStream};
use ratatui::layout::Size;
use tokio::sync::mpsc::error::{TryRecvError, TrySendError};
use tokio::time::Instant;

use super::app::{Model, Msg, Outgoing};
use super::signals::Signals;
use super::terminal::Screen;
use super::update::{fetch, update};
use super::{Left, Link, TuiError, TuiOptions};
use crate::session::message::FromClient;

/// No oftener than this is drawn.
const FRAME: Duration = Duration::from_millis(33);
/// How often clocks move while something runs.
const BUSY: Duration = Duration::from_secs(1);
/// How often the minutes in the header move while nothing does.
const IDLE: Duration = Duration::from_mins(1);
/// How many messages are taken in before the next look at the keys.
const BATCH: usize = 4_096;

/// Shows the run behind `link` until the person leaves, the run is over, or the connection is lost.
///
/// The terminal is given back on return, on an error, on a panic, and on SIGHUP, SIGINT and SIGTERM, which detach.
pub async fn run(mut link: Link, options: TuiOptions) -> Result<Left, TuiError> {
    let memory = options.memory.lock().map(|memory| memory.clone()).unwrap_or_default();
    let mut screen = Screen::enter(memory.mouse)?;
    let size = screen.size()?;
    let model = Model::new(
        link.welcome.clone(),
        link.state.clone(),
        options.person.clone(),
        size,
        (options.now)(),
        &memory,
    );
    let mut shell = Shell { model, screen: &mut screen, options: &options, left: None, dirty: true };
    let left = shell.turn(&mut link).await;
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

struct Shell<'s> {
    model: Model,
    screen: &'s mut Screen,
    options: &'s TuiOptions,
    left: Option<Left>,
    dirty: bool,
}

impl Shell<'_> {
    async fn turn(&mut self, link: &mut Link) -> Result<Left, TuiError> {
        let failed = |why| TuiError::Terminal { doing: "listening for signals", why };
        let mut signals = Signals::new().map_err(failed)?;
        let mut keys = EventStream::new();
        let mut drawn = Instant::now().checked_sub(FRAME).unwrap_or_else(Instant::now);
        let mut clock = Instant::now() + BUSY;
        loop {
            if let Some(left) = self.left.take() {
                return Ok(left);
            }
            if self.dirty && drawn.elapsed() >= FRAME {
                self.draw(link)?;
                drawn = Instant::now();
                let pause = if self.model.is_busy() { BUSY } else { IDLE };
                clock = clock.min(drawn + pause);
            }
            tokio::select! {
                biased;
                () = signals.any() => {
                    let _ = link.outgoing.try_send(FromClient::Detach);
                    return Ok(Left::Detached);
                }
                event = keys.next() => match event {
                    Some(Ok(event)) => self.event(event, link)?,
                    Some(Err(why)) => return Err(TuiError::Terminal { doing: "reading keys", why }),
                    None => return Ok(Left::Detached),
                },
                message = link.incoming.recv() => {
                    let lost = || Msg::Lost("the conductor is gone".to_owned());
                    let message = message.map_or_else(lost, |message| Msg::Conductor(Box::new(message)));
                    self.take(message, link)?;
                    self.drain(link)?;
                }
                () = tokio::time::sleep_until(clock) => {
                    let pause = if self.model.is_busy() { BUSY } else { IDLE };
                    clock = Instant::now() + pause;
                    self.take(Msg::Tick((self.options.now)()), link)?;
                }
                () = tokio::time::sleep_until(drawn + FRAME), if self.dirty => {}
            }
        }
    }

    /// Takes in whatever has come meanwhile.
    fn drain(&mut self, link: &mut Link) -> Result<(), TuiError> {
        for _ in 0..BATCH {
            match link.incoming.try_recv() {
                Ok(message) => self.take(Msg::Conductor(Box::new(message)), link)?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.take(Msg::Lost("the conductor is gone".to_owned()), link)?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event, link: &Link) -> Result<(), TuiError> {
        self.model.now = (self.options.now)();
        let msg = match event {
            Event::Key(key) => Msg::Key(key),
            Event::Paste(text) => Msg::Paste(text),
            Event::Mouse(mouse) => Msg::Mouse(mouse),
            Event::Resize(width, height) => Msg::Resize(Size::new(width, height)),
            Event::FocusGained | Event::FocusLost => return Ok(()),
        };
        self.take(msg, link)
    }

    fn take(&mut self, msg: Msg, link: &Link) -> Result<(), TuiError> {
        if let Msg::Conductor(_) = msg {
            self.model.now = (self.options.now)();
        }
        let out = update(&mut self.model, msg);
        self.dirty = true;
        self.send(out, link)
    }

    fn send(&mut self, out: Vec<Outgoing>, link: &Link) -> Result<(), TuiError> {
        for it in out {
            match it {
                Outgoing::Send(message) => match link.outgoing.try_send(message) {
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

    fn draw(&mut self, link: &Link) -> Result<(), TuiError> {
        let wanted = fetch(&mut self.model);
        self.send(wanted, link)?;
        self.screen.draw_run(&self.model, &self.options.theme)?;
        self.dirty = false;
        Ok(())
    }
}
