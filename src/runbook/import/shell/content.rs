//! What a block of code is, judged by its lines; the word behind the fence is only a hint.

use super::line::{Looks, looks};
use super::session::is_session;
use crate::runbook::import::tick::ticked;

/// What a block of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Commands.
    Shell,
    /// Commands behind prompts, with their output.
    Session,
    /// SQL.
    Sql,
    /// `NAME=value` lines of a file.
    Env,
    /// YAML, JSON and the like.
    Data,
    /// A request or an answer.
    Http,
    /// Sentences, bullets, numbered lines.
    Prose,
    /// Boxes to tick.
    Checklist,
    /// Another language.
    Code,
    /// Output, a drawing, anything else.
    Output,
}

impl Content {
    /// Whether it can run.
    pub(crate) fn runs(self) -> bool {
        matches!(self, Self::Shell | Self::Session)
    }
}

#[derive(Default)]
struct Tally {
    shell: usize,
    perhaps: usize,
    sql: usize,
    prose: usize,
    other: usize,
    assignments: usize,
}

impl Tally {
    fn of(text: &str) -> Self {
        let mut tally = Self::default();
        let lines: Vec<&str> = text.lines().collect();
        for (from, to) in logical(text) {
            match looks(lines[from]) {
                Looks::Shell => {
                    tally.shell += 1;
                    if to == from + 1 && is_bare_assignment(lines[from]) {
                        tally.assignments += 1;
                    }
                }
                Looks::Perhaps => tally.perhaps += 1,
                Looks::Sql => tally.sql += 1,
                Looks::Prose => tally.prose += 1,
                Looks::Other => tally.other += 1,
                Looks::Blank | Looks::Comment => {}
            }
        }
        tally
    }

    fn total(&self) -> usize {
        self.shell + self.perhaps + self.sql + self.prose + self.other
    }
}

/// What `text` is; `info` is what stands behind its fence.
pub(crate) fn content(info: &str, text: &str) -> Content {
    let tag: String = info
        .trim_start_matches(['{', '.', ' '])
        .trim_start_matches("language-")
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#' | '_'))
        .collect::<String>()
        .to_ascii_lowercase();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return Content::Output;
    }
    let boxes = lines.iter().filter(|line| is_boxed(line)).count();
    if boxes >= 2 && boxes * 4 >= lines.len() || boxes == lines.len() {
        return Content::Checklist;
    }
    if is_session(text) {
        return Content::Session;
    }
    if let Some(data) = data(&tag, text, &lines) {
        return data;
    }
    judged(&tag, text, &lines)
}

fn is_boxed(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches(['-', '*', '+']).trim_start();
    ticked(line).is_some()
}

/// JSON, YAML and requests, which their form gives away.
fn data(tag: &str, text: &str, lines: &[&str]) -> Option<Content> {
    let trimmed = text.trim();
    let json = trimmed.starts_with('{') && trimmed.ends_with('}')
        || trimmed.starts_with('[') && trimmed.ends_with(']');
    if json
        && (serde_json::from_str::<serde_json::Value>(trimmed).is_ok()
            || lines.iter().filter(|line| line.contains("\":")).count() * 2 > lines.len())
    {
        return Some(Content::Data);
    }
    let first = lines[0].trim();
    let verb = ["GET ", "POST ", "PUT ", "DELETE ", "PATCH ", "HEAD ", "HTTP/1", "HTTP/2"]
        .iter()
        .any(|verb| first.starts_with(verb));
    if verb || tag == "http" {
        return Some(Content::Http);
    }
    let is_key = |line: &&&str| {
        let line = line.trim_start().trim_start_matches("- ");
        let name = line.split(':').next().unwrap_or_default();
        line.len() > name.len()
            && !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || "_-./\"' ".contains(c))
            && line[name.len() + 1..].chars().next().is_none_or(|c| c == ' ')
    };
    let code: Vec<&str> = lines.iter().copied().filter(|line| !line.trim_start().starts_with('#')).collect();
    // A here-document is the command's, whatever stands in it.
    let all: Vec<&str> = text.lines().collect();
    let fed = logical(text)
        .into_iter()
        .any(|(from, to)| to > from + 2 && heredoc(all[from]).is_some() && looks(all[from]) == Looks::Shell);
    let keys = code.iter().filter(|line| is_key(line) || *line.trim() == *"---").count();
    let shell = code.iter().filter(|line| looks(line) == Looks::Shell).count();
    (!fed && code.len() > 1 && keys * 2 > code.len() && shell * 4 < code.len()).then_some(Content::Data)
}

fn judged(tag: &str, text: &str, lines: &[&str]) -> Content {
    let tally = Tally::of(text);
    let total = tally.total();
    if total == 0 {
        // Only comments.
        return Content::Prose;
    }
    let shell_tag = [
        "bash",
        "sh",
        "shell",
        "zsh",
        "console",
        "shell-session",
        "shellsession",
        "terminal",
        "ksh",
        "fish",
        "cmd",
        "posix",
    ]
    .contains(&tag);
    let no_tag = matches!(tag, "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "log");
    let drawing = lines.iter().filter(|line| line.contains(|c| matches!(c, '\u{2500}'..='\u{25ff}'))).count();
    if drawing * 3 > lines.len() {
        return Content::Output;
    }
    let all_assignments = tally.assignments == total;
    let odd_values = lines.iter().any(|line| has_odd_value(line));
    if all_assignments
        && (["env", "dotenv", "ini", "properties", "conf"].contains(&tag)
            || odd_values
            || (!shell_tag && total > 1))
    {
        return Content::Env;
    }
    if tally.sql > 0
        && tally.sql >= tally.shell
        && (tally.shell == 0
            || looks(lines.iter().find(|line| !line.trim_start().starts_with('#')).unwrap_or(&""))
                != Looks::Shell)
    {
        return Content::Sql;
    }
    let likely = tally.shell + tally.perhaps;
    if shell_tag {
        return match () {
            () if likely * 2 >= total && (tally.shell > 0 || tally.prose == 0) => Content::Shell,
            () if tally.prose * 2 >= total => Content::Prose,
            () if tally.shell > 0 => Content::Shell,
            () => Content::Output,
        };
    }
    if tally.shell > 0
        && tally.shell * 3 >= total * 2
        && tally.shell > tally.assignments
        && (no_tag || tally.shell == total)
    {
        return Content::Shell;
    }
    if tag == "env" || tag == "dotenv" {
        return Content::Env;
    }
    if ["yaml", "yml", "json", "json5", "toml", "ini", "xml", "conf", "properties", "nginx", "hcl", "tf"]
        .contains(&tag)
    {
        return Content::Data;
    }
    if tag == "sql" || tag == "psql" {
        return Content::Sql;
    }
    if !no_tag {
        return Content::Code;
    }
    if tally.prose * 2 >= total { Content::Prose } else { Content::Output }
}

fn is_bare_assignment(line: &str) -> bool {
    let line = line.trim();
    let name = line.split('=').next().unwrap_or_default();
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // `A=1 command` runs something.
    plain && !line.contains("$(") && !line.contains('`') && !runs_something(&line[name.len()..])
}

fn runs_something(value: &str) -> bool {
    let mut words = value.split_whitespace().skip(1);
    words.next().is_some_and(|word| looks(word) == Looks::Shell)
}

/// `MAIL_FROM=Platform <noreply@x>`: no shell would take it as it is meant.
fn has_odd_value(line: &str) -> bool {
    let Some((_, value)) = line.trim().split_once('=') else { return false };
    let quoted = value.starts_with(['"', '\'', '$']);
    !quoted && value.contains(' ') && !runs_something(&format!("={value}")) && !value.contains(" #")
}

/// The lines of `text` as commands: from, and up to. A command goes on behind a backslash, a pipe, an open quote and
/// through a here-document.
pub(super) fn logical(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut commands = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = end_of(&lines, at);
        commands.push((at, end));
        at = end;
    }
    commands
}

fn end_of(lines: &[&str], from: usize) -> usize {
    if matches!(looks(lines[from]), Looks::Comment | Looks::Blank | Looks::Prose) {
        return from + 1;
    }
    let mut quote = None;
    for (at, line) in lines.iter().enumerate().skip(from) {
        quote = quote_after(line, quote);
        let tail = line.trim_end();
        if quote.is_none() {
            if let Some(mark) = heredoc(line) {
                let end = lines.iter().skip(at + 1).position(|line| line.trim() == mark);
                if let Some(end) = end {
                    return at + 1 + end + 1;
                }
            }
            let goes_on = tail.ends_with('\\') || tail.ends_with('|') || tail.ends_with("&&");
            if !goes_on {
                return at + 1;
            }
        }
        // A quote that nothing closes is an apostrophe.
        if quote.is_some() && at > from + 200 {
            break;
        }
    }
    if quote.is_some() { from + 1 } else { lines.len() }
}

fn quote_after(line: &str, mut quote: Option<char>) -> Option<char> {
    let mut chars = line.chars();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => {
                chars.next();
            }
            (None, '#') if before.is_whitespace() => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        before = c;
    }
    quote
}

fn heredoc(line: &str) -> Option<String> {
    let at = line.find("<<")?;
    let rest = &line[at + 2..];
    if rest.starts_with('<') {
        return None;
    }
    let rest = rest.trim_start_matches('-').trim_start();
    let mark: String = rest
        .trim_start_matches(['"', '\'', '\\'])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    (!mark.is_empty() && !mark.starts_with(|c: char| c.is_ascii_digit())).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_judged_by_what_stands_in_it() {
        for (info, text, wanted) in [
            ("bash", "kubectl get pods\n# note\n./x.sh", Content::Shell),
            ("", "kubectl get pods -n x", Content::Shell),
            ("yaml", "kubectl get pods -n x", Content::Shell),
            ("bash", "A=1\nB=2", Content::Shell),
            ("bash", "MAIL_FROM=Platform <noreply@x.org>\nA=1", Content::Env),
            ("env", "A=<x>\nB=2", Content::Env),
            ("", "A=1\nB=2", Content::Env),
            ("bash", "SELECT 1\nFROM x;", Content::Sql),
            ("bash", "psql -h x\nSELECT 1;", Content::Shell),
            ("bash", "# If it fails:\n1. Identify the tenant\n2. Retry provisioning", Content::Prose),
            ("bash", "# Pre-maintenance\n- Send email\n- Update status page", Content::Prose),
            ("bash", "{\n  \"a\": 1\n}", Content::Data),
            ("", "status: ok\nitems:\n  - a: 1", Content::Data),
            ("", "GET /health HTTP/1.1\nHost: x", Content::Http),
            ("", "Total Tests: 25\nPassed: 25", Content::Data),
            ("", "provisioning_queue_depth\nactive_tenants", Content::Output),
            ("typescript", "import { x } from 'y';\nexport class A {}", Content::Code),
            ("", "[ ] one\n[ ] two", Content::Checklist),
            ("console", "$ ls\na\nb", Content::Session),
            ("bash", "# only words", Content::Prose),
            ("bash", "mytool frobnicate", Content::Shell),
            ("", "┌──┐\n│ a│\n└──┘", Content::Output),
        ] {
            assert_eq!(content(info, text), wanted, "{info}: {text}");
        }
    }

    #[test]
    fn commands_go_on_over_lines() {
        assert_eq!(logical("a \\\n b\nc |\n d\ne"), [(0, 2), (2, 4), (4, 5)]);
        assert_eq!(logical("cat <<EOF\nx\nEOF\ny"), [(0, 3), (3, 4)]);
        assert_eq!(logical("curl -d '{\n}'\nz"), [(0, 2), (2, 3)]);
        assert_eq!(logical("echo it's\nb"), [(0, 1), (1, 2)]);
        assert_eq!(logical(""), []);
    }
}
