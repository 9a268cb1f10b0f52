//! Which commands a bash text calls. A scan, no parser: a word too many makes a stand-in that nobody calls, so in doubt
//! it takes the word.

use std::collections::BTreeSet;

/// The command words of a bash text: plain names only.
pub(super) fn scan(text: &str) -> BTreeSet<String> {
    let mut scan =
        Scan { text: text.chars().collect(), at: 0, depth: 0, words: BTreeSet::new(), own: BTreeSet::new() };
    scan.list(None);
    let Scan { mut words, own, .. } = scan;
    words.retain(|word| !own.contains(word));
    words
}

/// Words after which a command follows.
const OPENERS: [&str; 10] = ["if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"];
/// Words after which none follows before the next separator.
const CLOSERS: [&str; 9] = ["fi", "done", "esac", "}", "for", "case", "select", "in", "function"];
/// Commands that call the command that follows their options.
const CALLERS: [&str; 9] = ["sudo", "env", "exec", "command", "nohup", "xargs", "timeout", "nice", "builtin"];
/// Commands that take a quoted text as commands.
const TAKERS: [&str; 4] = ["watch", "bash", "sh", "eval"];
/// Nested deeper than this, nothing is looked for.
const DEEPEST: usize = 40;

struct Scan {
    text: Vec<char>,
    at: usize,
    depth: usize,
    words: BTreeSet<String>,
    /// Functions that the text defines itself.
    own: BTreeSet<String>,
}

/// A word as it was read.
#[derive(Default)]
struct Word {
    text: String,
    quoted: bool,
    dynamic: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Command,
    /// After `sudo` and its like: options and values are passed over.
    Called,
    /// After an option of theirs, whose value may follow.
    CalledOption,
    Argument,
    /// After `watch` and its like: a quoted text is a command.
    Quoted,
    Target(Before),
}

/// What was expected before a redirection's target.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Command,
    Argument,
}

impl Scan {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// Reads commands up to `until` or the end.
    fn list(&mut self, until: Option<char>) {
        self.depth += 1;
        let mut expect = Expect::Command;
        let mut here_documents: Vec<String> = Vec::new();
        while let Some(c) = self.peek(0) {
            if Some(c) == until {
                self.at += 1;
                break;
            }
            match c {
                '\n' => {
                    self.at += 1;
                    for mark in std::mem::take(&mut here_documents) {
                        self.here_document(&mark);
                    }
                    expect = Expect::Command;
                }
                ';' | '&' | '|' | '(' | ')' => {
                    if c == '(' && self.peek(1) == Some('(') && expect == Expect::Command {
                        self.arithmetic();
                    } else {
                        self.at += 1;
                        expect = Expect::Command;
                    }
                }
                '#' => self.skip_line(),
                '\\' if self.peek(1) == Some('\n') => self.at += 2,
                '<' if self.peek(1) == Some('<') && self.peek(2) != Some('<') => {
                    self.at += 2;
                    if self.peek(0) == Some('-') {
                        self.at += 1;
                    }
                    self.blanks();
                    here_documents.push(self.word().text);
                }
                '<' | '>' if self.peek(1) == Some('(') => {
                    self.at += 2;
                    self.nested(Some(')'));
                }
                '<' | '>' => {
                    self.at += 1;
                    while matches!(self.peek(0), Some('<' | '>' | '&' | '|')) {
                        self.at += 1;
                    }
                    let before = if matches!(expect, Expect::Command | Expect::Called | Expect::CalledOption)
                    {
                        Before::Command
                    } else {
                        Before::Argument
                    };
                    expect = Expect::Target(before);
                }
                c if c.is_whitespace() => self.at += 1,
                _ => {
                    let word = self.word();
                    expect = self.take(word, expect);
                }
            }
        }
        self.depth -= 1;
    }

    fn nested(&mut self, until: Option<char>) {
        if self.depth < DEEPEST { self.list(until) } else { self.at = self.text.len() }
    }

    fn take(&mut self, word: Word, expect: Expect) -> Expect {
        match expect {
            Expect::Target(Before::Command) => return Expect::Command,
            Expect::Target(Before::Argument) | Expect::Argument => return Expect::Argument,
            Expect::Quoted => {
                if word.quoted && self.depth < DEEPEST {
                    self.words.extend(scan(&word.text));
                }
                return Expect::Quoted;
            }
            Expect::Called | Expect::CalledOption if word.text.starts_with(['-', '+']) => {
                return Expect::CalledOption;
            }
            Expect::Called | Expect::CalledOption if word.text.starts_with(|c: char| c.is_ascii_digit()) => {
                return Expect::Called;
            }
            Expect::CalledOption => {
                // Its value, or the command already: take it and look on.
                if is_plain(&word.text) {
                    self.words.insert(word.text.clone());
                }
                return Expect::Called;
            }
            Expect::Command | Expect::Called => {}
        }
        let text = word.text.as_str();
        // `2>&1`: a descriptor, no word.
        let is_descriptor = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if is_descriptor && matches!(self.peek(0), Some('<' | '>')) {
            return expect;
        }
        if is_assignment(text) || (word.dynamic && text.is_empty()) {
            return expect;
        }
        if word.dynamic || word.quoted {
            return Expect::Argument;
        }
        if OPENERS.contains(&text) {
            return Expect::Command;
        }
        if CLOSERS.contains(&text) || text == "[[" {
            return Expect::Argument;
        }
        if self.peek(0) == Some('(') {
            self.own.insert(word.text);
            return Expect::Argument;
        }
        if is_plain(text) {
            self.words.insert(text.to_owned());
        }
        if CALLERS.contains(&text) {
            Expect::Called
        } else if TAKERS.contains(&text) {
            Expect::Quoted
        } else {
            Expect::Argument
        }
    }

    fn word(&mut self) -> Word {
        let mut word = Word::default();
        while let Some(c) = self.peek(0) {
            match c {
                c if c.is_whitespace() => break,
                ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                '\'' => {
                    word.quoted = true;
                    self.at += 1;
                    while let Some(c) = self.peek(0).filter(|c| *c != '\'') {
                        word.text.push(c);
                        self.at += 1;
                    }
                    self.at += 1;
                }
                '"' => {
                    word.quoted = true;
                    self.at += 1;
                    self.double_quoted(&mut word);
                }
                '\\' => {
                    word.text.extend(self.peek(1));
                    self.at += 2;
                }
                '$' | '`' => {
                    word.dynamic = true;
                    self.dollar();
                }
                c => {
                    word.text.push(c);
                    self.at += 1;
                }
            }
        }
        // A lone character that no rule took must not hold the scan up.
        if word.text.is_empty() && !word.quoted && !word.dynamic {
            self.at += 1;
        }
        word
    }

    fn double_quoted(&mut self, word: &mut Word) {
        while let Some(c) = self.peek(0) {
            match c {
                '"' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    word.text.extend(self.peek(1));
                    self.at += 2;
                }
                '$' | '`' => {
                    word.dynamic = true;
                    self.dollar();
                }
                c => {
                    word.text.push(c);
                    self.at += 1;
                }
            }
        }
    }

    /// `$x`, `${x}`, `$(…)`, `$((…))`, `` `…` ``.
    fn dollar(&mut self) {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (Some('`'), ..) => {
                self.at += 1;
                self.nested(Some('`'));
            }
            (_, Some('('), Some('(')) => {
                self.at += 1;
                self.arithmetic();
            }
            (_, Some('('), _) => {
                self.at += 2;
                self.nested(Some(')'));
            }
            (_, Some('{'), _) => {
                while let Some(c) = self.peek(0) {
                    self.at += 1;
                    if c == '}' {
                        break;
                    }
                }
            }
            _ => self.at += 1,
        }
    }

    /// From `((` to `))`.
    fn arithmetic(&mut self) {
        let mut open = 0_usize;
        while let Some(c) = self.peek(0) {
            self.at += 1;
            match c {
                '(' => open += 1,
                ')' => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
    }

    fn blanks(&mut self) {
        while matches!(self.peek(0), Some(' ' | '\t')) {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    fn here_document(&mut self, mark: &str) {
        while self.at < self.text.len() {
            let begin = self.at;
            self.skip_line();
            let line: String = self.text.get(begin..self.at).unwrap_or_default().iter().collect();
            self.at += 1;
            if line.trim_start_matches('\t') == mark {
                break;
            }
        }
    }
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        crate::model::ids::is_variable(name.trim_end_matches('+').split('[').next().unwrap_or_default())
    })
}

fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+'))
        && !text.bytes().all(|b| b.is_ascii_digit())
        && text.len() <= 64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        scan(text).into_iter().collect()
    }

    #[test]
    fn commands_are_found_where_bash_looks_for_them() {
        for (text, expected) in [
            ("pg_dump \"$u\" | gzip > \"$f\"", vec!["gzip", "pg_dump"]),
            ("A=1 B=\"$(git rev-parse x)\" make all", vec!["git", "make"]),
            ("if curl -sf x > /dev/null; then echo ok; fi", vec!["curl", "echo"]),
            ("for i in a b; do sleep 5; done", vec!["sleep"]),
            ("watch -n 5 'curl -s x | grep \"y\"'", vec!["curl", "grep", "watch"]),
            ("# docker\n  jq '.a | b' \\\n  file", vec!["jq"]),
            ("cat <<EOF | tee x\nkubectl get\nEOF\nhelm ls", vec!["cat", "helm", "tee"]),
            ("sudo -u x timeout 5m redis-cli ping", vec!["redis-cli", "sudo", "timeout", "x"]),
            ("f() { nslookup x; }\nf", vec!["nslookup"]),
            ("./run.sh && ../x/y; /bin/ls; \"$cmd\" z", vec![]),
            ("[[ a == b ]] || (( i++ )) ; x=$((1+2)); `hostname -f`", vec!["hostname"]),
            ("diff <(sort a) <(uniq b)", vec!["diff", "sort", "uniq"]),
            ("export A=\"x$(date +%Y)\"", vec!["date", "export"]),
            ("> out 2>&1 trivy image", vec!["trivy"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn no_text_stops_the_scan() {
        for text in ["\"", "'", "$(", "${", "`", "((", "<<", "<<E\n", "\\", "a(", ")", "$", "\\\n", "é→ '"]
        {
            words(text);
        }
        words(&"$(".repeat(5_000));
        words(&"bash -c 'bash -c \"".repeat(500));
    }
}
