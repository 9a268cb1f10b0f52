//! The print copy as plain text: the seed's form, filled, at most 100 columns wide.

use unicode_width::UnicodeWidthStr;

use super::wrap::{cut, wrap};
use super::{ExportInfo, Fact, FilledCopy, FilledLine, Mark, Remark, fill};
use crate::model::State;

const WIDTH: usize = 100;
/// Where the time stands.
const TIME: usize = 44;
const BLANK: &str = "___________";

/// The filled print copy: plain text, at most 100 columns, without control characters, ending in a line end.
pub fn print_copy(state: &State, info: &ExportInfo) -> String {
    let copy = fill(state, info);
    let mut page = Page { lines: Vec::new() };
    page.banner(&copy);
    page.head(&copy);
    for section in &copy.sections {
        page.heading(&copy, &section.title);
        for line in &section.lines {
            page.line(line);
        }
    }
    for (title, remarks) in copy.in_time() {
        page.remarks(&copy, title, remarks);
    }
    page.remarks(&copy, "Notes", &copy.notes);
    page.remarks(&copy, "Deviations", &copy.deviations);
    page.open(&copy);
    page.heading(&copy, "Record");
    page.facts(&copy.tail);
    page.banner(&copy);
    page.end()
}

struct Page {
    lines: Vec<String>,
}

impl Page {
    fn add(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn wrapped(&mut self, first: &str, rest: usize, text: &str) {
        for (at, part) in wrap(text, WIDTH - rest).into_iter().enumerate() {
            let before = if at == 0 { format!("{first:<rest$}") } else { " ".repeat(rest) };
            self.add(format!("{before}{part}"));
        }
    }

    fn banner(&mut self, copy: &FilledCopy) {
        let Some(banner) = &copy.banner else { return };
        self.add("=".repeat(WIDTH));
        for part in wrap(banner, WIDTH) {
            self.add(format!("{part:^WIDTH$}").trim_end());
        }
        self.add("=".repeat(WIDTH));
    }

    fn head(&mut self, copy: &FilledCopy) {
        for part in wrap(&copy.heading, WIDTH) {
            self.add(part);
        }
        let filled = |text: &str, width| if text.is_empty() { BLANK.to_owned() } else { cut(text, width) };
        self.add(format!(
            "Date: {}  Deployer: {}  Version: {}",
            filled(&copy.date, 10),
            filled(&copy.deployer, 30),
            filled(&copy.version, 30)
        ));
        self.add("");
        self.facts(&copy.facts);
    }

    fn facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.wrapped(fact.name, 13, &fact.value);
        }
    }

    fn heading(&mut self, copy: &FilledCopy, title: &str) {
        self.add("");
        let rehearsal = if copy.banner.is_some() { " (REHEARSAL)" } else { "" };
        self.wrapped("", 0, &format!("{title}:{rehearsal}"));
    }

    fn line(&mut self, line: &FilledLine) {
        let mut parts = wrap(&line.text, TIME - 6);
        let last = parts.pop().unwrap_or_default();
        for (at, part) in parts.iter().enumerate() {
            self.add(format!("{:<4}{part}", if at == 0 { line.mark.boxed() } else { "" }));
        }
        let first = if parts.is_empty() { line.mark.boxed() } else { "" };
        let text = format!("{first:<4}{last}");
        let who = who(line);
        if who.is_empty() && line.at.is_none() {
            self.add(text);
        } else {
            let dots = ".".repeat(TIME.saturating_sub(text.width() + 2));
            let at = line.at.map_or_else(|| " ".repeat(20), |at| format!("{}Z", at.date_time()));
            let full = format!("{text} {dots} {at}  ");
            let fits = full.width() + who.width() <= WIDTH;
            self.add(format!("{full}{}", if fits { &who } else { "" }).trim_end());
            if !fits {
                self.wrapped("", 6, &who);
            }
        }
        for reason in &line.reasons {
            let lead = if line.mark == Mark::NotApplicable { "n/a: " } else { "" };
            self.wrapped("", 6, &format!("{lead}{reason}"));
        }
    }

    fn remarks(&mut self, copy: &FilledCopy, title: &str, remarks: &[Remark]) {
        self.heading(copy, title);
        if remarks.is_empty() {
            self.add("none");
        }
        for remark in remarks {
            let at = remark.at.map_or(String::new(), |at| format!("{}Z", at.date_time()));
            let about = if remark.about.is_empty() { String::new() } else { format!("{} - ", remark.about) };
            self.wrapped(&at, 22, &format!("{about}{} ({})", remark.text, remark.by));
        }
    }

    fn open(&mut self, copy: &FilledCopy) {
        self.heading(copy, "Open items");
        if copy.open.is_empty() {
            self.add("none");
        }
        for item in &copy.open {
            self.wrapped("", 4, item);
        }
    }

    fn end(mut self) -> String {
        let key: Vec<String> =
            Mark::ALL.iter().map(|mark| format!("{} {}", mark.boxed(), mark.word())).collect();
        self.add("");
        self.add(key.join("  "));
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}

/// Persons, and what stands behind them.
pub(super) fn who(line: &FilledLine) -> String {
    if !matches!(line.mark, Mark::Open | Mark::NotApplicable) || !line.labels.is_empty() {
        let mut all = vec![line.by.join(", ")];
        all.extend(line.labels.iter().map(|label| (*label).to_owned()));
        all.retain(|part| !part.is_empty());
        return all.join("  ");
    }
    String::new()
}
