//! Every key, made from the tables.

use ratatui::text::Line;

use super::Doc;
use crate::model::state::Status;
use crate::tui::keys::Layer;
use crate::tui::theme::{Role, Theme};

/// The keys of every layer, and what the marks mean.
pub fn lines(width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(width, theme);
    for layer in Layer::ALL {
        doc.heading(layer.title());
        for binding in layer.table() {
            let keys: Vec<String> = binding.keys.iter().map(|key| key.show(theme.symbols.enter)).collect();
            doc.item((Role::Key, &format!("{:<20} ", keys.join(" "))), Role::Text, binding.help);
        }
    }
    doc.heading("Marks of the steps");
    for status in [
        Status::Pending,
        Status::Running,
        Status::Passed,
        Status::Look,
        Status::Failed,
        Status::Interrupted,
        Status::Skipped,
        Status::Waived,
        Status::NotApplicable,
    ] {
        let meaning = match status {
            Status::Pending => "pending",
            Status::Running => "the step that is up, or running",
            Status::Passed => "passed",
            Status::Look => "exit 0, but a command inside failed: look and confirm",
            Status::Failed => "failed",
            Status::Interrupted => "the outcome is unknown: never run again by itself",
            Status::Skipped => "left out, with a reason",
            Status::Waived => "accepted though it did not pass, with a reason",
            Status::NotApplicable => "does not apply to this run",
        };
        let mark = format!("{:<20} ", theme.symbols.status(status));
        doc.item((Theme::status(status), &mark), Role::Text, meaning);
    }
    doc.into_lines()
}
