//! Moving about on a page: every line comes into sight, and a mark is only where it can be seen.

use std::ops::Range;

use super::moves::scrolled;
use crate::tui::app::{Modal, Model, Page};
use crate::tui::keys::Action;
use crate::tui::theme::Role;
use crate::tui::view;

/// How far a page reaches, as it stands.
struct Extent {
    height: usize,
    total: usize,
    marks: Vec<usize>,
}

impl Extent {
    fn of(model: &Model, page: &Page) -> Self {
        let height = usize::from(view::areas(model).body.height.saturating_sub(2)).max(1);
        let width = model.size.width.saturating_sub(4);
        let (lines, marks) = view::page_lines(model, page, width, &view::PLAIN);
        Self { height, total: lines.len(), marks }
    }

    /// The lines in sight.
    fn sight(&self, page: &Page) -> Range<usize> {
        let top = page.top.min(self.total.saturating_sub(self.height));
        top..top + self.height
    }

    fn sees(&self, page: &Page, mark: usize) -> bool {
        self.marks.get(mark).is_some_and(|line| self.sight(page).contains(line))
    }
}

/// A movement: to the next mark where it is in sight, else by lines.
pub(super) fn act(model: &mut Model, action: Action) {
    let Some(Modal::Page(page)) = model.ui.modals.last() else { return };
    let mut page = page.clone();
    let extent = Extent::of(model, &page);
    page.top = extent.sight(&page).start;
    let last = extent.marks.len().saturating_sub(1);
    let to = match action {
        Action::Up => page.at.checked_sub(1),
        Action::Down => Some(page.at + 1),
        _ => None,
    };
    if let Some(to) = to.filter(|to| extent.sees(&page, *to)) {
        page.at = to;
    } else {
        page.top = scrolled(page.top, action, extent.height, extent.total);
        // The mark goes along: at the ends of the page it is the outermost one.
        let seen: Vec<usize> = (0..extent.marks.len()).filter(|mark| extent.sees(&page, *mark)).collect();
        page.at = match action {
            Action::Home => 0,
            Action::End => last,
            _ if seen.is_empty() || seen.contains(&page.at) => page.at,
            Action::Up | Action::PageUp => seen[seen.len() - 1],
            _ => seen[0],
        };
    }
    let moved = to == Some(page.at) || matches!(action, Action::PageUp | Action::PageDown);
    if moved {
        let seen = extent.sees(&page, page.at);
        reveal(model, &mut page, seen);
    }
    if let Some(Modal::Page(it)) = model.ui.modals.last_mut() {
        *it = page;
    }
}

/// Keeps a mark that was in sight there, though what is said of it takes more lines now.
fn reveal(model: &Model, page: &mut Page, was_seen: bool) {
    let extent = Extent::of(model, page);
    if let Some(mark) = extent.marks.get(page.at).filter(|_| was_seen) {
        page.top = page.top.min(*mark).max((mark + 2).saturating_sub(extent.height));
    }
}

/// Whether the mark is in sight; where it isn't, it is brought there and nothing else may happen.
pub(super) fn marked(model: &mut Model) -> bool {
    let Some(Modal::Page(page)) = model.ui.modals.last() else { return false };
    let mut page = page.clone();
    let extent = Extent::of(model, &page);
    if extent.marks.is_empty() || extent.sees(&page, page.at) {
        return true;
    }
    reveal(model, &mut page, true);
    if let Some(Modal::Page(it)) = model.ui.modals.last_mut() {
        *it = page;
    }
    model.ui.say(Role::Text, "this is the marked line: once more");
    false
}
