//! The home screen itself.

use ratatui::Frame;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::{HomeBook, HomeChoice, HomeEntries, HomeRun};
use crate::model::verdict::RunOutcome;
use crate::tui::app::{Choice, Menu};
use crate::tui::keys::{Action, Key, Layer};
use crate::tui::scene::{self, Scene};
use crate::tui::theme::{Role, Theme};
use crate::tui::{TuiError, TuiOptions, safe, text, view};

/// Shows `entries` until something is chosen; a signal quits.
pub async fn home(entries: HomeEntries, options: &TuiOptions) -> Result<HomeChoice, TuiError> {
    let mut home = Home::new(entries);
    Ok(scene::show(&mut home, &options.theme).await?.unwrap_or(HomeChoice::Quit))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Book(usize),
    Unfinished(usize),
    History(usize),
}

struct Home {
    entries: HomeEntries,
    rows: Vec<Entry>,
    at: usize,
    /// A question in front: of which entry, for a run or a rehearsal.
    asked: Option<(usize, bool, Menu)>,
    notice: Option<String>,
}

impl Home {
    fn new(entries: HomeEntries) -> Self {
        let rows = (0..entries.books.len())
            .map(Entry::Book)
            .chain((0..entries.unfinished.len()).map(Entry::Unfinished))
            .chain((0..entries.history.len()).map(Entry::History))
            .collect();
        // What was left open is what one comes back for.
        let at = if entries.unfinished.is_empty() { 0 } else { entries.books.len() };
        Self { entries, rows, at, asked: None, notice: None }
    }

    fn book(&self) -> Option<&HomeBook> {
        match self.rows.get(self.at)? {
            Entry::Book(at) => self.entries.books.get(*at),
            _ => None,
        }
    }

    fn run(&self) -> Option<&HomeRun> {
        match self.rows.get(self.at)? {
            Entry::Book(_) => None,
            Entry::Unfinished(at) => self.entries.unfinished.get(*at),
            Entry::History(at) => self.entries.history.get(*at),
        }
    }

    fn act(&mut self, action: Action) -> Option<HomeChoice> {
        let last = self.rows.len().saturating_sub(1);
        match action {
            Action::Back => return Some(HomeChoice::Quit),
            Action::Up => self.at = self.at.saturating_sub(1),
            Action::Down => self.at = (self.at + 1).min(last),
            Action::PageUp => self.at = self.at.saturating_sub(10),
            Action::PageDown => self.at = (self.at + 10).min(last),
            Action::Home => self.at = 0,
            Action::End => self.at = last,
            Action::Next | Action::Previous => self.next_list(action == Action::Next),
            Action::Go if self.book().is_some() => return self.begin(false),
            Action::Rehearse if self.book().is_some() => return self.begin(true),
            Action::Rehearse => {
                self.notice = Some("a rehearsal starts from a runbook: Tab goes there".to_owned());
            }
            Action::Go | Action::Observe | Action::Export => {
                let Some(run) = self.run() else {
                    self.notice = Some("put the cursor on a run first".to_owned());
                    return None;
                };
                let (id, over) = (run.run.clone(), run.ended.is_some());
                return Some(match (action, over) {
                    (Action::Observe, _) => HomeChoice::Attach { run: id, observe: true },
                    (Action::Go, false) => HomeChoice::Attach { run: id, observe: false },
                    _ => HomeChoice::Export { run: id },
                });
            }
            _ => {}
        }
        None
    }

    fn next_list(&mut self, forward: bool) {
        let starts = [0, self.entries.books.len(), self.entries.books.len() + self.entries.unfinished.len()];
        let mut starts: Vec<usize> = starts.into_iter().filter(|at| *at < self.rows.len()).collect();
        starts.dedup();
        let here = starts.iter().rposition(|start| *start <= self.at).unwrap_or(0);
        let count = starts.len().max(1);
        let to = if forward { (here + 1) % count } else { (here + count - 1) % count };
        self.at = starts.get(to).copied().unwrap_or(0);
    }

    /// Starts at once where there is nothing to choose; else asks.
    fn begin(&mut self, rehearse: bool) -> Option<HomeChoice> {
        let book = self.book()?.clone();
        if let Some(problem) = &book.problem {
            self.notice = Some(format!("{} can't be run: {problem}", book.book));
            return None;
        }
        let mut menu = Menu::new(if rehearse { "Rehearse what?" } else { "Where?" });
        if rehearse {
            menu.add(None, "everything goes well", "", Choice::Option(0));
            for (at, scenario) in book.scenarios.iter().enumerate() {
                menu.add(None, scenario, "", Choice::Option(at + 1));
            }
        } else {
            for (at, environment) in book.environments.iter().enumerate() {
                menu.add(None, environment.as_str(), "", Choice::Option(at));
            }
        }
        if menu.items.len() > 1 {
            self.asked = Some((self.at, rehearse, menu));
            return None;
        }
        Some(chosen(&book, rehearse, 0))
    }

    fn menu_key(&mut self, event: KeyEvent) -> Option<HomeChoice> {
        let (_, rehearse, menu) = self.asked.as_mut()?;
        let last = menu.items.len().saturating_sub(1);
        match (Layer::Menu.action(Key::from(event)), event.code) {
            (Some(Action::Back), _) => self.asked = None,
            (Some(Action::Up), _) | (None, KeyCode::Char('k')) => menu.at = menu.at.saturating_sub(1),
            (Some(Action::Down), _) | (None, KeyCode::Char('j')) => menu.at = (menu.at + 1).min(last),
            (Some(Action::Accept), _) => {
                let (at, rehearse) = (menu.at, *rehearse);
                let book = self.book()?;
                return Some(chosen(book, rehearse, at));
            }
            _ => {}
        }
        None
    }
}

fn chosen(book: &HomeBook, rehearse: bool, at: usize) -> HomeChoice {
    let id = book.book.clone();
    if rehearse {
        let scenario = at.checked_sub(1).and_then(|at| book.scenarios.get(at).cloned());
        HomeChoice::Rehearse { book: id, scenario }
    } else {
        HomeChoice::Start { book: id, environment: book.environments.get(at).cloned() }
    }
}

impl Scene for Home {
    type Out = HomeChoice;

    fn event(&mut self, event: Event) -> Option<HomeChoice> {
        let Event::Key(key) = event else { return None };
        if key.kind == KeyEventKind::Release {
            return None;
        }
        self.notice = None;
        if self.asked.is_some() {
            return self.menu_key(key);
        }
        Layer::Home.action(Key::from(key)).and_then(|action| self.act(action))
    }

    fn render(&self, frame: &mut Frame<'_>, theme: &Theme) {
        let all = frame.area();
        frame.render_widget(Block::new().style(theme.style(Role::Text)), all);
        if all.width < view::SMALLEST.width || all.height < view::SMALLEST.height {
            view::small::render(frame, all, theme);
            return;
        }
        let [header, body, status, footer] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Min(1),
            Constraint::Length(1),
            Constraint::Length(1),
        ])
        .areas(all);
        let title = format!(" gonogo {}", env!("CARGO_PKG_VERSION"));
        frame.render_widget(Paragraph::new(title).style(theme.style(Role::Header)), header);
        self.list(frame, body, theme);
        let said = match (&self.notice, self.book()) {
            (Some(notice), _) => (Role::Warn, notice.clone()),
            (None, Some(book)) => match &book.problem {
                Some(problem) => (Role::Bad, problem.clone()),
                None => (Role::Muted, book.about.clone().unwrap_or_else(|| book.origin.clone())),
            },
            (None, None) => (Role::Muted, self.run().map(|run| run.stands.clone()).unwrap_or_default()),
        };
        let said_text = text::cut(&safe::line(&said.1), usize::from(status.width.saturating_sub(2)));
        frame.render_widget(Paragraph::new(format!(" {said_text}")).style(theme.style(said.0)), status);
        let mut spans = vec![Span::raw(" ")];
        let layer = if self.asked.is_some() { Layer::Menu } else { Layer::Home };
        for binding in layer.table().iter().filter(|binding| binding.rank > 0 && self.applies(binding.action))
        {
            if let Some(key) = binding.keys.first() {
                let word = match (binding.action, self.run().map(|run| run.ended.is_some())) {
                    (Action::Go, None) => "start",
                    (Action::Go, Some(false)) => "attach",
                    (Action::Go, Some(true)) => "export",
                    _ => binding.word,
                };
                spans.extend(view::footer_spans(&key.show(theme.symbols.enter), word, theme));
            }
        }
        frame.render_widget(Paragraph::new(Line::from(spans)), footer);
        if let Some((_, _, menu)) = &self.asked {
            view::menu::render(frame, body, menu, theme);
        }
    }
}

impl Home {
    fn applies(&self, action: Action) -> bool {
        match action {
            Action::Rehearse => self.book().is_some(),
            Action::Observe => self.run().is_some_and(|run| run.ended.is_none()),
            // Of an ended one it is what ⏎ does.
            Action::Export => self.run().is_some_and(|run| run.ended.is_none()),
            _ => true,
        }
    }

    fn list(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        let block = Block::bordered()
            .border_set(theme.symbols.border)
            .border_style(theme.style(Role::Border))
            .title(Line::styled(" Home ", theme.style(Role::Title)));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let mut lines: Vec<Line<'static>> = Vec::new();
        let mut cursor = 0;
        for (at, row) in self.rows.iter().enumerate() {
            let first = match row {
                Entry::Book(n) => (*n == 0).then_some("Runbooks"),
                Entry::Unfinished(n) => (*n == 0).then_some("Unfinished runs"),
                Entry::History(n) => (*n == 0).then_some("History"),
            };
            if let Some(heading) = first {
                if !lines.is_empty() {
                    lines.push(Line::default());
                }
                lines.push(Line::styled(heading, theme.style(Role::Heading)));
            }
            if at == self.at {
                cursor = lines.len();
            }
            lines.push(self.line(*row, at == self.at, usize::from(inner.width), theme));
        }
        if lines.is_empty() {
            let none =
                "No runbooks yet: put one into ./runbooks, or import one with `gonogo import FILE.md`.";
            lines.push(Line::styled(none, theme.style(Role::Muted)));
        }
        let height = usize::from(inner.height);
        let top = (cursor + 2).saturating_sub(height).min(lines.len().saturating_sub(height));
        let lines: Vec<Line<'static>> = lines.into_iter().skip(top).take(height).collect();
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn line(&self, row: Entry, marked: bool, width: usize, theme: &Theme) -> Line<'static> {
        let parts = match row {
            Entry::Book(at) => self.entries.books.get(at).map(book_parts),
            Entry::Unfinished(at) => self.entries.unfinished.get(at).map(run_parts),
            Entry::History(at) => self.entries.history.get(at).map(run_parts),
        };
        let (name, right, role) = parts.unwrap_or((String::new(), String::new(), Role::Muted));
        let cursor = if marked { "> " } else { "  " };
        let right = safe::line(&right).into_owned();
        let room = width.saturating_sub(text::width(&right) + 4);
        let name = text::fit(&safe::line(&name), room);
        if marked {
            return Line::styled(format!("{cursor}{name} {right} "), theme.style(Role::Selected));
        }
        Line::from(vec![
            Span::raw(cursor),
            Span::raw(name),
            Span::styled(format!(" {right} "), theme.style(role)),
        ])
    }
}

type Parts = (String, String, Role);

fn book_parts(book: &HomeBook) -> Parts {
    let (right, role) = if book.problem.is_some() {
        ("can't be run".to_owned(), Role::Bad)
    } else {
        (format!("{}, {}", text::count(book.steps as u64, "step"), book.origin), Role::Muted)
    };
    (format!("{}  {}", book.title, book.book), right, role)
}

fn run_parts(run: &HomeRun) -> Parts {
    let environment = run.environment.as_ref().map_or(String::new(), |name| format!("{name}  "));
    let rehearsal = if run.rehearsal { "REHEARSAL  " } else { "" };
    let started: String = run.started.date_time().chars().take(16).collect();
    // The title comes last: it is what can be cut.
    let name = format!("{}  {started}  {rehearsal}{environment}{}", run.run, run.title);
    let (right, role) = match run.outcome {
        Some(RunOutcome::Go) => ("GO".to_owned(), Role::Ok),
        Some(RunOutcome::NoGo) => ("NO-GO".to_owned(), Role::Bad),
        Some(RunOutcome::RolledBack) => ("ROLLED BACK".to_owned(), Role::Warn),
        None => (run.stands.clone(), Role::Active),
    };
    (name, text::cut(&right, 30), role)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
