//! A screen of its own outside of a run: the home screen, a form.

use futures::StreamExt as _;
use ratatui::Frame;
use ratatui::crossterm::event::{Event, EventStream};

use super::TuiError;
use super::signals::Signals;
use super::terminal::Screen;
use super::theme::Theme;

/// A screen of its own.
pub trait Scene {
    /// What it is left with.
    type Out;

    /// Draws it.
    fn render(&self, frame: &mut Frame<'_>, theme: &Theme);

    /// Takes something in; `Some` leaves the screen.
    fn event(&mut self, event: Event) -> Option<Self::Out>;
}

/// Shows `scene` until it is left; `None` where a signal ended it.
pub async fn show<S: Scene>(scene: &mut S, theme: &Theme) -> Result<Option<S::Out>, TuiError> {
    let mut screen = Screen::enter(false)?;
    let failed = |why| TuiError::Terminal { doing: "listening for signals", why };
    let mut signals = Signals::new().map_err(failed)?;
    let mut events = EventStream::new();
    loop {
        screen.draw(|frame| {
            scene.render(frame, theme);
            super::view::root::to_ascii(frame, theme);
        })?;
        let event = tokio::select! {
            biased;
            () = signals.any() => return Ok(None),
            event = events.next() => event,
        };
        match event {
            Some(Ok(event)) => {
                if let Some(out) = scene.event(event) {
                    return Ok(Some(out));
                }
            }
            Some(Err(why)) => return Err(TuiError::Terminal { doing: "reading keys", why }),
            None => return Ok(None),
        }
    }
}
