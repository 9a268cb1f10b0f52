//! The print copy as Markdown: the same content in tables.

use std::fmt::Write as _;

use super::text::who;
use super::{ExportInfo, Fact, FilledCopy, Mark, Remark, fill};
use crate::model::State;
use crate::model::stamp::Stamp;

/// The filled print copy as GitHub-flavoured Markdown; what comes from outside is escaped.
pub fn markdown(state: &State, info: &ExportInfo) -> String {
    let copy = fill(state, info);
    let mut out = String::new();
    banner(&mut out, &copy);
    let rehearsal = if copy.banner.is_some() { " (REHEARSAL)" } else { "" };
    let _ = writeln!(out, "# {}{rehearsal}\n", escape(&copy.heading));
    let head = [("Date", &copy.date), ("Deployer", &copy.deployer), ("Version", &copy.version)]
        .map(|(name, value)| Fact { name, value: value.clone() });
    facts(&mut out, head.iter().chain(&copy.facts));
    for section in &copy.sections {
        let _ = writeln!(out, "## {}{rehearsal}\n", escape(&section.title));
        out.push_str("| Mark | Line | When (UTC) | Who | Remarks |\n| --- | --- | --- | --- | --- |\n");
        for line in &section.lines {
            let at = line.at.map_or(String::new(), Stamp::date_time);
            let reasons = line.reasons.iter().map(|reason| escape(reason)).collect::<Vec<_>>().join("<br>");
            let lead = if line.mark == Mark::NotApplicable && !reasons.is_empty() { "n/a: " } else { "" };
            let _ = writeln!(
                out,
                "| `{}` {} | {} | {at} | {} | {lead}{reasons} |",
                line.mark.boxed(),
                line.mark.word(),
                escape(&line.text),
                escape(&who(line)),
            );
        }
        out.push('\n');
    }
    for (title, of) in copy.in_time() {
        remarks(&mut out, &format!("{title}{rehearsal}"), of);
    }
    remarks(&mut out, &format!("Notes{rehearsal}"), &copy.notes);
    remarks(&mut out, &format!("Deviations{rehearsal}"), &copy.deviations);
    let _ = writeln!(out, "## Open items{rehearsal}\n");
    if copy.open.is_empty() {
        out.push_str("none\n");
    }
    for item in &copy.open {
        let _ = writeln!(out, "- {}", escape(item));
    }
    let _ = writeln!(out, "\n## Record{rehearsal}\n");
    facts(&mut out, copy.tail.iter());
    banner(&mut out, &copy);
    out
}

fn banner(out: &mut String, copy: &FilledCopy) {
    if let Some(banner) = &copy.banner {
        let _ = writeln!(out, "> **{}**\n", escape(banner));
    }
}

fn facts<'a>(out: &mut String, facts: impl Iterator<Item = &'a Fact>) {
    out.push_str("| | |\n| --- | --- |\n");
    for fact in facts {
        let _ = writeln!(out, "| {} | {} |", fact.name, escape(&fact.value));
    }
    out.push('\n');
}

fn remarks(out: &mut String, title: &str, remarks: &[Remark]) {
    let _ = writeln!(out, "## {title}\n");
    if remarks.is_empty() {
        out.push_str("none\n\n");
        return;
    }
    out.push_str("| When (UTC) | About | What | Who |\n| --- | --- | --- | --- |\n");
    for remark in remarks {
        let at = remark.at.map_or(String::new(), Stamp::date_time);
        let _ = writeln!(
            out,
            "| {at} | {} | {} | {} |",
            escape(&remark.about),
            escape(&remark.text),
            escape(&remark.by)
        );
    }
    out.push('\n');
}

/// Text that Markdown takes for text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '@' => out.push_str("&#64;"),
            _ => out.push(c),
        }
    }
    // An address in a note is not to become a link.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}
