//! Who to call, where to talk, how to escalate.

use super::block::Table;
use super::contact_column::{Column, column};
use super::cx::Cx;
use super::kind::SectionKind;
use super::plain;
use super::section::{Item, Part, Section};
use super::text::{Text, bold_lead, fold, unmarked};
use super::times;
use crate::model::runbook::{Channel, Contact, Escalation, Vendor};

fn columns(table: &Table) -> Vec<Option<Column>> {
    table.header.iter().map(|cell| column(&cell.line())).collect()
}

/// Whether a table lists people, by the names of its columns and what stands in them.
pub(crate) fn is_contacts(table: &Table) -> bool {
    let columns = columns(table);
    let has = |it: Column| columns.contains(&Some(it));
    let reachable = has(Column::Phone) || has(Column::Email) || has(Column::Chat);
    let somebody = has(Column::Role) || has(Column::Primary) || has(Column::Vendor);
    let by_value =
        table.rows.iter().filter(|row| row.cells.iter().any(|cell| reach(&cell.line()).is_some())).count();
    let tasks = table.rows.iter().any(|row| row.entry.is_some());
    !tasks
        && ((somebody && reachable)
            || (has(Column::Role) && has(Column::Primary))
            || (has(Column::Vendor) && has(Column::Primary))
            || (somebody && by_value * 2 > table.rows.len() && by_value > 0))
}

/// What a text is by which somebody is reached.
fn reach(text: &str) -> Option<Column> {
    let text = text.trim();
    let digits = text.chars().filter(|c| c.is_ascii_digit() || *c == 'X').count();
    let phone = digits >= 6 && text.chars().all(|c| c.is_ascii_digit() || " +-()/.X".contains(c));
    if phone {
        return Some(Column::Phone);
    }
    if text.contains('@')
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(' '))
    {
        return Some(Column::Email);
    }
    let chat = text.starts_with(['@', '#']) || fold(text).starts_with("slack ");
    (chat && text.chars().count() < 60).then_some(Column::Chat)
}

fn empty_contact(role: String) -> Contact {
    Contact { role, primary: None, secondary: None, phone: None, email: None, chat: None, note: None }
}

/// Puts the rows of `table` among the contacts and vendors.
pub(crate) fn contacts(cx: &mut Cx<'_>, table: &Table) {
    cx.ledger.placed(table.entry);
    let links: Vec<_> = table.links().filter(|link| !link.url.starts_with("mailto:")).cloned().collect();
    for link in table.links() {
        cx.ledger.placed(link.entry);
    }
    cx.book_links(&links);
    let columns = columns(table);
    let vendors = columns.contains(&Some(Column::Vendor));
    for row in &table.rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(Text::line)
            .map(|cell| if matches!(cell.as_str(), "-" | "–" | "—" | "/") { String::new() } else { cell })
            .collect();
        let of = |it: Column| {
            columns
                .iter()
                .position(|column| *column == Some(it))
                .and_then(|at| cells.get(at))
                .filter(|cell| !cell.is_empty())
                .cloned()
        };
        if vendors {
            let title = of(Column::Vendor).unwrap_or_default();
            let contact = [Column::Primary, Column::Email, Column::Phone, Column::Chat, Column::Note]
                .into_iter()
                .filter_map(of)
                .collect::<Vec<_>>()
                .join(", ");
            if !title.is_empty() {
                cx.book.vendor.push(Vendor { title, contact, sla: of(Column::Sla) });
            }
            continue;
        }
        let first = cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
        let role = of(Column::Role).or_else(|| of(Column::Primary)).unwrap_or(first);
        if role.is_empty() {
            continue;
        }
        let mut contact = empty_contact(role.clone());
        contact.primary = of(Column::Primary).filter(|it| *it != role);
        contact.secondary = of(Column::Secondary);
        contact.phone = of(Column::Phone);
        contact.email = of(Column::Email);
        contact.chat = of(Column::Chat);
        let mut notes: Vec<String> = of(Column::Note).into_iter().chain(of(Column::Sla)).collect();
        for (at, cell) in cells.iter().enumerate() {
            let taken = columns
                .iter()
                .take(at)
                .filter(|column| **column == columns.get(at).copied().flatten())
                .count()
                > 0;
            if !cell.is_empty() && (columns.get(at).copied().flatten().is_none() || taken) && *cell != role {
                let name = table.header.get(at).map(Text::line).unwrap_or_default();
                notes.push(if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") });
            }
        }
        contact.note = (!notes.is_empty()).then(|| notes.join("; "));
        cx.book.contact.push(contact);
    }
}

/// A section about people: its tables, and its items as `who: how`. What is neither is kept as a note.
pub(crate) fn section(cx: &mut Cx<'_>, section: &Section, kind: SectionKind) {
    if let Some(entry) = section.entry {
        cx.ledger.placed(entry);
    }
    let mut rest = Vec::new();
    for part in &section.parts {
        match part {
            Part::Table(table) if is_contacts(table) => contacts(cx, table),
            Part::Item(item) if item.codes().is_empty() => one(cx, item, kind, &section.title.line()),
            other => rest.push(other.clone()),
        }
    }
    if !rest.is_empty() {
        plain::keep_parts(cx, &rest, "as a note");
        cx.note(&section.title.line(), &plain::parts(&rest), section.line);
    }
}

fn one(cx: &mut Cx<'_>, item: &Item, kind: SectionKind, section: &str) {
    if let Some(entry) = item.entry {
        cx.ledger.placed(entry);
    }
    for link in item.text.links.iter().filter(|link| link.url.starts_with("mailto:")) {
        cx.ledger.placed(link.entry);
    }
    let links: Vec<_> =
        item.text.links.iter().filter(|link| !link.url.starts_with("mailto:")).cloned().collect();
    cx.book_links(&links);
    let raw = item.text.raw();
    let line = item.text.line();
    let split = bold_lead(raw.lines().next().unwrap_or_default())
        .map(|(name, rest)| {
            (name, [rest].into_iter().chain(raw.lines().skip(1).map(unmarked)).collect::<Vec<_>>().join(" "))
        })
        .or_else(|| {
            line.split_once([':', '：'])
                .filter(|(_, rest)| !rest.starts_with("//"))
                .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
        });
    let more = plain::parts(&item.parts);
    plain::keep_parts(cx, &item.parts, "as text of a contact");
    let (name, mut value) = split.unwrap_or_else(|| (line.clone(), String::new()));
    if !more.is_empty() {
        let whole = format!("{value} {}", more.split_whitespace().collect::<Vec<_>>().join(" "));
        whole.trim().clone_into(&mut value);
    }
    match kind {
        SectionKind::Escalation => escalation(cx, item, &name, &value),
        SectionKind::Channels => cx.book.channel.push(Channel { title: name, address: value, note: None }),
        SectionKind::Vendors => cx.book.vendor.push(Vendor {
            title: name,
            contact: if value.is_empty() { section.to_owned() } else { value },
            sla: None,
        }),
        _ => {
            let mut contact = empty_contact(name);
            match reach(&value) {
                Some(Column::Phone) => contact.phone = Some(value),
                Some(Column::Email) => contact.email = Some(value),
                Some(Column::Chat) => contact.chat = Some(value),
                _ if value.is_empty() => {}
                _ => contact.primary = Some(value),
            }
            cx.book.contact.push(contact);
        }
    }
}

/// `L1: On-call engineer (0-15 minutes)`.
fn escalation(cx: &mut Cx<'_>, item: &Item, name: &str, value: &str) {
    let number = item.number.map_or_else(String::new, |number| number.to_string());
    let plain_name = value.is_empty();
    let level = if plain_name && !number.is_empty() { number } else { name.to_owned() };
    let (when, action) = if plain_name {
        match name.split_once('(') {
            Some((who, when)) => (when.trim_end_matches(')').to_owned(), who.trim().to_owned()),
            None => (String::new(), name.to_owned()),
        }
    } else if let Some((when, action)) = value.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        (when.trim().to_owned(), action.trim_start_matches([':', ' ', '-', '–']).to_owned())
    } else if let Some((who, when)) = value.rsplit_once('(') {
        (when.trim().trim_end_matches(')').to_owned(), who.trim().to_owned())
    } else {
        (String::new(), value.to_owned())
    };
    let after = times::span(&when).or_else(|| times::span(&action));
    cx.book.escalation.push(Escalation { level, when, action, after });
}
