//! Whom to call, where to talk, what to open: each line can be marked and copied.

use ratatui::text::Line;

use super::Doc;
use crate::tui::app::Model;
use crate::tui::theme::{Role, Theme};

/// The page: its lines, on which of them stands what can be copied, and the texts of that.
pub struct Contacts {
    /// The lines.
    pub lines: Vec<Line<'static>>,
    /// Where what can be copied stands.
    pub marks: Vec<usize>,
    /// What `y` copies.
    pub texts: Vec<String>,
}

struct Writer<'t, 'd> {
    doc: &'d mut Doc<'t>,
    at: usize,
    marks: Vec<usize>,
    texts: Vec<String>,
}

impl Writer<'_, '_> {
    /// A line that can be copied.
    fn line(&mut self, name: &str, role: Role, value: &str, rest: &str) {
        let marked = self.texts.len() == self.at;
        let (mark, role) = if marked { (Role::Selected, Role::Selected) } else { (Role::Muted, role) };
        self.marks.push(self.doc.len());
        self.texts.push(value.to_owned());
        let name = format!("{} {name}", if marked { ">" } else { " " });
        self.doc.row(&[(mark, &name)], &[(role, value), (Role::Muted, rest)]);
    }
}

/// The page with the line `at` marked.
pub fn contacts(model: &Model, at: usize, width: u16, theme: &Theme) -> Contacts {
    let book = &model.state.book;
    let mut doc = Doc::new(width, theme);
    let mut page = Writer { doc: &mut doc, at, marks: Vec::new(), texts: Vec::new() };
    if !book.contact.is_empty() {
        page.doc.heading("Contacts (y copies the marked line)");
    }
    for it in &book.contact {
        page.doc.text(Role::Strong, &it.role);
        let rows = [
            ("primary", &it.primary),
            ("secondary", &it.secondary),
            ("phone", &it.phone),
            ("email", &it.email),
            ("chat", &it.chat),
            ("note", &it.note),
        ];
        for (name, value) in rows {
            match value {
                Some(value) => page.line(&format!("{name:<10}"), Role::Text, value, ""),
                None if matches!(name, "primary" | "secondary") => {
                    page.doc.item((Role::Muted, &format!("  {name:<10}")), Role::Muted, "not named");
                }
                None => {}
            }
        }
    }
    if !book.escalation.is_empty() {
        page.doc.heading("Escalation");
    }
    for it in &book.escalation {
        let after = it.after.map_or(String::new(), |after| format!("  (no answer after {after}: the next)"));
        page.doc.row(
            &[(Role::Strong, &format!("{:<5}", it.level))],
            &[(Role::Text, &it.when), (Role::Muted, ": "), (Role::Text, &it.action), (Role::Muted, &after)],
        );
    }
    if !book.channel.is_empty() {
        page.doc.heading("Channels");
    }
    for it in &book.channel {
        let note = it.note.as_ref().map_or(String::new(), |note| format!("  {note}"));
        page.line(&format!("{:<12} ", it.title), Role::Text, &it.address, &note);
    }
    if !book.vendor.is_empty() {
        page.doc.heading("Vendors");
    }
    for it in &book.vendor {
        let sla = it.sla.as_ref().map_or(String::new(), |sla| format!("  {sla}"));
        page.line(&format!("{:<16} ", it.title), Role::Text, &it.contact, &sla);
    }
    if !book.link.is_empty() {
        page.doc.heading("Links");
    }
    for it in &book.link {
        let url = model.resolved(&it.url);
        page.line(&format!("{:<20} ", it.title), Role::Active, &url, "");
    }
    let (marks, texts) = (page.marks, page.texts);
    for it in &book.note {
        doc.heading(&it.title);
        if let Some(line) = it.source_line {
            doc.text(Role::Muted, &format!("line {line} of the document"));
        }
        doc.text(Role::Text, &it.text);
    }
    if doc.is_empty() {
        doc.text(Role::Muted, "This runbook names nobody.");
    }
    Contacts { lines: doc.into_lines(), marks, texts }
}
