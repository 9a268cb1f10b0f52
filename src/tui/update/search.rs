//! Searching the steps.

use ratatui::crossterm::event::KeyEvent;
use ratatui_textarea::TextArea;

use crate::tui::app::{Model, Row, Search};
use crate::tui::keys::Action;
use crate::tui::safe;

/// Begins a search.
pub(super) fn begin(model: &mut Model) {
    let origin = model.ui.selected.clone();
    model.ui.search = Some(Search { text: TextArea::default(), origin, found: Vec::new(), at: 0 });
}

/// A key of the search's layer.
pub(super) fn key(model: &mut Model, action: Option<Action>, event: KeyEvent) {
    let Some(search) = &mut model.ui.search else { return };
    let count = search.found.len();
    match action {
        Some(Action::Accept) => {
            model.ui.search = None;
        }
        Some(Action::Back) => {
            let origin = search.origin.clone();
            model.ui.search = None;
            model.select(origin);
        }
        Some(Action::Down) if count > 0 => {
            search.at = (search.at + 1) % count;
            show(model);
        }
        Some(Action::Up) if count > 0 => {
            search.at = (search.at + count - 1) % count;
            show(model);
        }
        _ => {
            if search.text.input(event) {
                find(model);
            }
        }
    }
}

/// Something was pasted into the search.
pub(super) fn insert(model: &mut Model, text: &str) {
    if let Some(search) = &mut model.ui.search {
        search.text.insert_str(safe::line(text));
        find(model);
    }
}

/// Finds the steps whose title or id, or else text or command, has every word.
fn find(model: &mut Model) {
    let Some(search) = &mut model.ui.search else { return };
    let typed = search.text.lines().join(" ").to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    search.at = 0;
    search.found.clear();
    if words.is_empty() {
        let origin = search.origin.clone();
        model.select(origin);
        return;
    }
    let has = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let book = &model.state.book;
    let (mut by_title, mut by_text) = (Vec::new(), Vec::new());
    for step in book.phase_steps().chain(
        book.plan
            .iter()
            .filter(|plan| model.state.plans.iter().any(|run| run.plan == plan.id))
            .flat_map(|plan| &plan.step),
    ) {
        if has(&format!("{} {}", step.title, step.id)) {
            by_title.push(step.id.clone());
        } else if step.text.as_deref().is_some_and(has)
            || step.run.as_deref().is_some_and(has)
            || step.action.as_ref().is_some_and(|action| has(&action.by_hand()))
        {
            by_text.push(step.id.clone());
        }
    }
    by_title.extend(by_text);
    search.found = by_title;
    show(model);
}

fn show(model: &mut Model) {
    let Some(search) = &model.ui.search else { return };
    let row =
        search.found.get(search.at).map_or_else(|| search.origin.clone(), |step| Row::Step(step.clone()));
    model.select(row);
}
