//! The keys that work here and now, made from the table in force.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::app::{Modal, Model};
use crate::tui::keys::{Action, Binding, Layer};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::{update, words};

/// How many lines the keys take.
pub fn height(model: &Model) -> u16 {
    if model.ui.layer() == Layer::Main && model.size.height >= 24 { 2 } else { 1 }
}

/// Draws the keys.
pub fn render(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    let pieces = pieces(model, theme);
    let mut lines: Vec<Vec<Span<'static>>> = vec![vec![Span::raw(" ")]];
    let mut used = 1;
    let room = usize::from(area.width);
    for (key, word) in pieces {
        let wide = text::width(&key) + 1 + text::width(&word) + 2;
        if used + wide > room + 1 {
            if lines.len() >= usize::from(area.height) {
                break;
            }
            lines.push(vec![Span::raw(" ")]);
            used = 1;
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.extend(spans_of(&key, &word, theme));
        }
    }
    let lines: Vec<Line<'static>> = lines.into_iter().map(Line::from).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

/// A key and its word.
pub fn spans_of(key: &str, word: &str, theme: &Theme) -> [Span<'static>; 3] {
    [Span::styled(key.to_owned(), theme.style(Role::Key)), Span::raw(format!(" {word}")), Span::raw("  ")]
}

fn pieces(model: &Model, theme: &Theme) -> Vec<(String, String)> {
    let layer = model.ui.layer();
    let mut shown: Vec<&Binding> = layer
        .table()
        .iter()
        .filter(|binding| binding.rank > 0)
        .filter(|binding| layer != Layer::Main || update::applies(model, binding.action))
        .collect();
    shown.sort_by_key(|binding| binding.rank);
    if layer == Layer::Main {
        // Help is never crowded out.
        if let Some(at) = shown.iter().position(|binding| binding.action == Action::Help) {
            let help = shown.remove(at);
            shown.insert(1.min(shown.len()), help);
        }
    }
    let mut pieces = Vec::new();
    for binding in shown {
        let Some(key) = binding.keys.first() else { continue };
        let word = match (layer, binding.action) {
            (Layer::Main, Action::Go) => words::go_word(model),
            (Layer::Main, Action::Detach) if model.state.outcome().is_some() => "leave",
            (Layer::Page, Action::Accept) if !has_items(model) => continue,
            (Layer::Page, Action::Copy) if !copies(model) => continue,
            (Layer::Dialog, Action::Accept) => match model.ui.modals.last() {
                Some(Modal::Dialog(dialog)) => dialog.word,
                _ => binding.word,
            },
            (Layer::Dialog, Action::Next | Action::Newline | Action::PageDown)
                if !needs(model, binding.action) =>
            {
                continue;
            }
            _ => binding.word,
        };
        pieces.push((key.show(theme.symbols.enter), word.to_owned()));
    }
    pieces
}

fn has_items(model: &Model) -> bool {
    matches!(model.ui.modals.last(), Some(Modal::Page(page)) if !super::page_items(model, page).is_empty())
}

/// Whether a dialog's key has anything to do.
fn needs(model: &Model, action: Action) -> bool {
    let Some(Modal::Dialog(dialog)) = model.ui.modals.last() else { return false };
    match action {
        Action::Next => dialog.fields.len() > 1,
        Action::Newline => dialog.fields.get(dialog.focus).is_some_and(|field| field.rule.lines),
        _ => true,
    }
}

fn copies(model: &Model) -> bool {
    matches!(model.ui.modals.last(), Some(Modal::Page(page)) if super::page_copied(model, page).is_some())
}
