//! The variables that a bash text expands, as far as its quoting shows: what stands in single quotes, in comments, in
//! quoted here-documents or behind a backslash is not expanded by this shell.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::ids::is_variable;

/// One `$name` or `${name…}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Use<'t> {
    /// The name.
    pub(crate) name: &'t str,
    /// The line, from 0.
    pub(crate) line: usize,
    /// The text provides for the name being unset: `${name:-x}`, `${name:?}`, `${name+x}`.
    pub(crate) guarded: bool,
}

/// The variables that `text` expands, in order.
pub(crate) fn uses(text: &str) -> Vec<Use<'_>> {
    let mut scan =
        Scan { text, at: 0, line: 0, modes: vec![Mode::Plain(0)], here: Vec::new(), uses: Vec::new() };
    scan.run();
    scan.uses
}

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, compiled by every test of this file")]
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \b (?: local|declare|typeset|readonly|export|read|mapfile|readarray|unset|getopts|select|let ) \b (?P<rest> [^;|&\n]* )
        | \b printf \s+ -v \s* (?P<printf> \w+ )
        | \(\( \s* (?P<sum> \w+ )
        | \{ (?P<fd> \w+ ) \} [<>]
        | \b (?P<item> [A-Za-z_]\w* ) (?: \[ [^\]\n]* \] )? \+?=",
    )
    .unwrap()
});

/// Every name that `text` may set in one way or another; more than it really sets.
pub(crate) fn declared(text: &str) -> BTreeSet<&str> {
    let words = |text| str::split(text, |c: char| !c.is_ascii_alphanumeric() && c != '_');
    DECLARED
        .captures_iter(text)
        .flat_map(|hit| {
            hit.iter().skip(1).flatten().flat_map(move |group| words(group.as_str())).collect::<Vec<_>>()
        })
        .filter(|word| is_variable(word))
        .collect()
}

/// Where the scan stands; a plain mode counts its open parentheses.
#[derive(Clone, Copy)]
enum Mode {
    Plain(usize),
    Double,
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    modes: Vec<Mode>,
    here: Vec<(&'t str, bool)>,
    uses: Vec<Use<'t>>,
}

impl<'t> Scan<'t> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn run(&mut self) {
        while let Some(byte) = self.peek(0) {
            let double = matches!(self.modes.last(), Some(Mode::Double));
            match byte {
                b'\n' => self.newline(),
                b'\\' => self.escape(),
                b'$' => self.dollar(),
                b'"' if double => {
                    self.modes.pop();
                    self.at += 1;
                }
                _ if double => self.at += 1,
                b'"' => {
                    self.modes.push(Mode::Double);
                    self.at += 1;
                }
                b'\'' => self.single(false),
                b'#' if self.at_word_start() => self.skip_line(),
                b'<' if self.peek(1) == Some(b'<') => self.heredoc(),
                b'(' | b')' => self.parenthesis(byte),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) {
        if self.peek(1) == Some(b'\n') {
            self.line += 1;
        }
        self.at += 2;
    }

    fn at_word_start(&self) -> bool {
        self.at == 0
            || matches!(self.text.as_bytes()[self.at - 1], b' ' | b'\t' | b'\n' | b';' | b'(' | b'&' | b'|')
    }

    fn skip_line(&mut self) {
        while self.peek(0).is_some_and(|b| b != b'\n') {
            self.at += 1;
        }
    }

    fn single(&mut self, escapes: bool) {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'\'' => return,
                b'\n' => self.line += 1,
                b'\\' if escapes => {
                    if self.peek(0) == Some(b'\n') {
                        self.line += 1;
                    }
                    self.at += 1;
                }
                _ => {}
            }
        }
    }

    fn parenthesis(&mut self, byte: u8) {
        self.at += 1;
        let nested = self.modes.len() > 1;
        if let Some(Mode::Plain(open)) = self.modes.last_mut() {
            if byte == b'(' {
                *open += 1;
            } else if *open > 0 {
                *open -= 1;
            } else if nested {
                self.modes.pop();
            }
        }
    }

    fn dollar(&mut self) {
        self.at += 1;
        match self.peek(0) {
            Some(b'(') => {
                self.modes.push(Mode::Plain(0));
                self.at += 1;
            }
            Some(b'\'') if !matches!(self.modes.last(), Some(Mode::Double)) => self.single(true),
            Some(b'{') => {
                self.at += 1;
                if matches!(self.peek(0), Some(b'#' | b'!')) {
                    self.at += 1;
                }
                let name = self.name();
                let mut operator = self.at;
                if self.text.as_bytes().get(operator) == Some(&b':') {
                    operator += 1;
                }
                let guarded = matches!(self.text.as_bytes().get(operator), Some(b'-' | b'=' | b'+' | b'?'));
                self.push(name, guarded);
            }
            _ => {
                let name = self.name();
                self.push(name, false);
            }
        }
    }

    fn name(&mut self) -> &'t str {
        let from = self.at;
        while self.peek(0).is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            self.at += 1;
            if self.at == from + 1 && self.text.as_bytes()[from].is_ascii_digit() {
                break;
            }
        }
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn push(&mut self, name: &'t str, guarded: bool) {
        if is_variable(name) {
            self.uses.push(Use { name, line: self.line, guarded });
        }
    }

    /// `<<EOF`, `<<-'EOF'`; not `<<<`.
    fn heredoc(&mut self) {
        self.at += 2;
        if self.peek(0) == Some(b'<') {
            self.at += 1;
            return;
        }
        if self.peek(0) == Some(b'-') {
            self.at += 1;
        }
        while matches!(self.peek(0), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find([' ', '\t', '\n', ';', '|', '&', ')', '<', '>']).unwrap_or(rest.len());
        let word = &rest[..end];
        let mark = word.trim_matches(['\'', '"', '\\']);
        // `$((1 << n))` has no mark that could stand alone on a line.
        if !mark.is_empty() && !mark.starts_with('$') && !mark.starts_with(|c: char| c.is_ascii_digit()) {
            self.here.push((mark, word.len() != mark.len()));
        }
        self.at += end;
    }

    fn newline(&mut self) {
        self.at += 1;
        self.line += 1;
        for (mark, quoted) in std::mem::take(&mut self.here) {
            let rest = self.text.get(self.at..).unwrap_or_default();
            // Without its mark it isn't a here-document after all, or one that `bash -n` complains of.
            if !rest.lines().any(|line| line.trim_start_matches('\t') == mark) {
                continue;
            }
            self.body(mark, quoted);
        }
    }

    fn body(&mut self, mark: &str, quoted: bool) {
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default();
            let end = self.at + line.len();
            if !quoted && line.trim_start_matches('\t') != mark {
                while self.at < end {
                    match self.peek(0) {
                        Some(b'\\') => self.at += 2,
                        Some(b'$') if self.peek(1) != Some(b'(') => self.dollar(),
                        _ => self.at += 1,
                    }
                }
            }
            self.at = (end + 1).min(self.text.len());
            self.line += 1;
            if line.trim_start_matches('\t') == mark || rest.is_empty() {
                return;
            }
        }
    }
}

/// Variables that a shell or a login has without anybody setting them in the runbook.
pub(crate) fn is_usual(name: &str) -> bool {
    const NAMES: [&str; 62] = [
        "BASH",
        "BASHOPTS",
        "BASHPID",
        "CI",
        "COLUMNS",
        "DIRSTACK",
        "DISPLAY",
        "EDITOR",
        "EPOCHREALTIME",
        "EPOCHSECONDS",
        "EUID",
        "FUNCNAME",
        "GROUPS",
        "HISTCMD",
        "HISTFILE",
        "HOME",
        "HOSTNAME",
        "HOSTTYPE",
        "IFS",
        "KUBECONFIG",
        "LANG",
        "LANGUAGE",
        "LINENO",
        "LINES",
        "LOGNAME",
        "MACHTYPE",
        "MAIL",
        "NO_COLOR",
        "OLDPWD",
        "OPTARG",
        "OPTERR",
        "OPTIND",
        "OSTYPE",
        "PAGER",
        "PATH",
        "PIPESTATUS",
        "PPID",
        "PS1",
        "PS2",
        "PS4",
        "PWD",
        "RANDOM",
        "REPLY",
        "SECONDS",
        "SHELL",
        "SHELLOPTS",
        "SHLVL",
        "SRANDOM",
        "SUDO_USER",
        "TEMP",
        "TERM",
        "TMP",
        "TMPDIR",
        "TZ",
        "UID",
        "USER",
        "VISUAL",
        "_",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "HTTPS_PROXY",
    ];
    const PREFIXES: [&str; 11] = [
        "LC_",
        "XDG_",
        "SSH_",
        "BASH_",
        "COMP_",
        "AWS_",
        "DOCKER_",
        "GITHUB_",
        "PG",
        "GONOGO_",
        "DIGITALOCEAN_",
    ];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(text: &str) -> Vec<(&str, usize)> {
        uses(text).into_iter().filter(|used| !used.guarded).map(|used| (used.name, used.line)).collect()
    }

    #[test]
    fn what_the_shell_expands_is_found_with_its_line() {
        assert_eq!(free("echo $a\necho \"${b} $(cat \"$c\")\"\n"), [("a", 0), ("b", 1), ("c", 1)]);
        assert_eq!(free("x=${a%.gz}; y=${#b}; z=${c[0]}"), [("a", 0), ("b", 0), ("c", 0)]);
        assert_eq!(free("echo \"it's $a\" 'and $b'"), [("a", 0)]);
        assert_eq!(free("echo \"$(awk '{print $x}' $f)\""), [("f", 0)]);
        assert_eq!(free("cat <<EOF\n$a\nEOF\necho $b"), [("a", 1), ("b", 3)]);
    }

    #[test]
    fn what_the_shell_leaves_alone_is_left() {
        for text in [
            "awk '{print $x}' f",
            "echo \\$x",
            "# $x\necho a # $y",
            "cat <<'EOF'\n$x\nEOF",
            "cat <<-\\EOF\n\t$x\n\tEOF",
            "echo $1 $? $$ $# $@ ${1} $'\\'$x'",
            "echo ${x:-a} ${y-b} ${z:?missing} ${w:=1}",
            "echo $10",
        ] {
            assert_eq!(free(text), [], "{text}");
        }
    }

    #[test]
    fn broken_text_ends_the_scan_quietly() {
        for text in [
            "'",
            "\"$(",
            "${",
            "$",
            "\\",
            "cat <<",
            "cat <<EOF\n$x",
            "$'\\",
            "é$é",
            "cat <<é\né\n",
            "<<EOF\n",
        ] {
            let _ = uses(text);
        }
    }

    #[test]
    fn names_set_in_odd_ways_are_seen() {
        let text = "read -r a b; printf -v c x; ((d++)); local e f=1; mapfile -t g < x; exec {h}>y; arr[1]=2";
        let found = declared(text);
        for name in ["a", "b", "c", "d", "e", "f", "g", "h", "arr"] {
            assert!(found.contains(name), "{name}");
        }
    }
}
