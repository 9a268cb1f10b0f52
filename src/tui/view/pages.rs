//! Pages to read: help, contacts, an issue.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

use super::{Doc, contacts, help, inside, times};
use crate::model::ids::TroubleId;
use crate::model::runbook::Step;
use crate::tui::app::{Model, Page, PageKind};
use crate::tui::safe;
use crate::tui::theme::{Role, Theme};

/// Draws the page.
pub fn render(frame: &mut Frame<'_>, area: Rect, model: &Model, page: &Page, theme: &Theme) {
    let (lines, _) = lines(model, page, area.width.saturating_sub(4), theme);
    let inner = inside(area);
    let height = usize::from(inner.height);
    let total = lines.len();
    let top = page.top.min(total.saturating_sub(height));
    let mut block = Block::bordered()
        .border_set(theme.symbols.border)
        .border_style(theme.style(Role::Focus))
        .title(Line::styled(format!(" {} ", safe::line(&title(model, page))), theme.style(Role::Title)));
    if total > height {
        let note = format!(" lines {}-{} of {total} ", top + 1, (top + height).min(total));
        block = block.title(Line::styled(note, theme.style(Role::Muted)).right_aligned());
    }
    frame.render_widget(block, area);
    let lines: Vec<Line<'static>> = lines.into_iter().skip(top).take(height).collect();
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    frame.render_widget(Paragraph::new(lines), inner);
}

fn title(model: &Model, page: &Page) -> String {
    match &page.kind {
        PageKind::Help => "Keys".to_owned(),
        PageKind::Contacts => "Contacts, escalation, channels, vendors, links".to_owned(),
        PageKind::Times => "Incidents, clocks, due phases, windows".to_owned(),
        PageKind::Severity(id) => {
            let title = model.state.book.severity(id).map_or(id.as_str(), |it| it.title.as_str());
            format!("Incident: {title}")
        }
        PageKind::Trouble(id) => {
            let title = model.state.book.trouble.iter().find(|it| it.id == *id).map(|it| it.title.as_str());
            format!("Trouble: {}", title.unwrap_or(id.as_str()))
        }
    }
}

/// The page's lines, and on which of them its steps stand.
pub fn lines(model: &Model, page: &Page, width: u16, theme: &Theme) -> (Vec<Line<'static>>, Vec<usize>) {
    match &page.kind {
        PageKind::Help => (help::lines(width, theme), Vec::new()),
        PageKind::Contacts => {
            let page = contacts::contacts(model, page.at, width, theme);
            (page.lines, page.marks)
        }
        PageKind::Times => (times::times(model, width, theme), Vec::new()),
        PageKind::Severity(id) => times::severity(model, id, page.at, width, theme),
        PageKind::Trouble(id) => trouble(model, id, page.at, width, theme),
    }
}

/// What `y` copies on a page; `None` where nothing is marked.
pub fn copied(model: &Model, page: &Page) -> Option<String> {
    let PageKind::Contacts = &page.kind else { return None };
    contacts::contacts(model, page.at, 80, &super::PLAIN).texts.into_iter().nth(page.at)
}

/// The steps that a page has.
pub fn items<'m>(model: &'m Model, page: &Page) -> Vec<&'m Step> {
    match &page.kind {
        PageKind::Trouble(id) => {
            let trouble = model.state.book.trouble.iter().find(|it| it.id == *id);
            trouble.map(|it| it.steps().collect()).unwrap_or_default()
        }
        PageKind::Severity(id) => {
            model.state.book.severity(id).map(|it| it.step.iter().collect()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn trouble(
    model: &Model,
    id: &TroubleId,
    at: usize,
    width: u16,
    theme: &Theme,
) -> (Vec<Line<'static>>, Vec<usize>) {
    let mut doc = Doc::new(width, theme);
    let mut marks = Vec::new();
    let Some(it) = model.state.book.trouble.iter().find(|it| it.id == *id) else {
        return (doc.into_lines(), marks);
    };
    let bullet = format!("{} ", theme.symbols.bullet);
    if !it.symptoms.is_empty() {
        doc.heading("Symptoms");
        for symptom in &it.symptoms {
            doc.item((Role::Muted, &bullet), Role::Text, symptom);
        }
    }
    if !it.diagnosis.is_empty() {
        doc.heading(&format!("Diagnosis ({} goes to the step, {0} there runs it)", theme.symbols.enter));
        for step in &it.diagnosis {
            marks.push(doc.len());
            step_line(&mut doc, model, step, marks.len() - 1 == at, theme);
        }
    }
    if !it.cause.is_empty() {
        doc.heading("Causes");
        for cause in &it.cause {
            doc.item((Role::Muted, &bullet), Role::Strong, &cause.title);
            if let Some(text) = &cause.text {
                doc.item((Role::Text, "  "), Role::Text, text);
            }
            doc.item((Role::Ok, "  do: "), Role::Text, &cause.solution);
        }
    }
    if !it.resolution.is_empty() {
        doc.heading("Resolution");
        for step in &it.resolution {
            marks.push(doc.len());
            step_line(&mut doc, model, step, marks.len() - 1 == at, theme);
        }
    }
    (doc.into_lines(), marks)
}

/// A step of a page, with its command where it is marked.
pub fn step_line(doc: &mut Doc<'_>, model: &Model, step: &Step, marked: bool, theme: &Theme) {
    let status = model.state.status(step);
    let role = if marked { Role::Selected } else { Theme::status(status) };
    let name = if marked { Role::Selected } else { Role::Text };
    let mark = format!("{} {} ", if marked { ">" } else { " " }, theme.symbols.status(status));
    doc.row(&[(role, &mark)], &[(name, &step.title), (Role::Muted, &format!("  {}", status.word()))]);
    if let Some(run) = step.run.as_ref().filter(|_| marked) {
        doc.code("command", run, true, &[]);
    }
    if let Some(action) = step.action.as_ref().filter(|_| marked) {
        doc.code("same by hand", &action.by_hand(), false, &[]);
    }
}
