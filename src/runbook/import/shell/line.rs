//! What one line of a block looks like.

use std::sync::LazyLock;

use regex::Regex;

use super::known::{is_program, is_word};

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// Nothing on it.
    Blank,
    /// `# …`
    Comment,
    /// Surely shell: a known program, an assignment, a word of the shell.
    Shell,
    /// It could be: a small word with arguments.
    Perhaps,
    /// `SELECT …`, `\dt`
    Sql,
    /// A sentence, a bullet, a numbered line.
    Prose,
    /// Anything else.
    Other,
}

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this module")]
static ASSIGNMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z_][A-Za-z0-9_]*(\[[^\]]*\])?\+?=").unwrap());

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this module")]
static SQL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
        (?i:select\s.+|insert\s+into\s|update\s+\S+\s+set\b|delete\s+from\s|alter\s+(?:table|system|role|user|database|index)\s
          |create\s+(?:or\s+replace\s+|unique\s+)?(?:table|index|view|role|user|database|schema|extension|function|policy)\s
          |drop\s+(?:table|index|view|role|user|database|schema)\s|truncate\s+(?:table\s)?\S|explain\s+(?:analyze\s)?\(?\s*select|grant\s.+\sto\s|revoke\s.+\sfrom\s
          |with\s+\w+\s+as\s*\(|vacuum\b.*;|analyze\b.*;|begin;|commit;|rollback;|show\s+\w+.*;|use\s+\w+;|set\s+\w+\s*=.*;)
        | (?:FROM|WHERE|GROUP\ BY|ORDER\ BY|LIMIT|LEFT\ JOIN|INNER\ JOIN|JOIN|VALUES|HAVING|AND|OR|SET|RETURNING)\b
        | \\[a-z]+\+?(?:\s|$)
        | --(?:\s|$)
        )",
    )
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this module")]
static BULLET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[-*•·]\s+\S|\d{1,3}[.)]\s+\S|[☐⬜□☑✅]|\[[ xX]\]\s)").unwrap());

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this module")]
static COMMAND: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[a-z][a-z0-9_.+-]*(?::[a-z0-9_:-]+)?(?:\s+\S.*)?$").unwrap());

/// What `line` looks like; it stands at the begin of a command.
pub(super) fn looks(line: &str) -> Looks {
    let line = line.trim();
    if line.is_empty() {
        return Looks::Blank;
    }
    if line.starts_with('#') {
        return Looks::Comment;
    }
    if SQL.is_match(line) {
        return Looks::Sql;
    }
    if BULLET.is_match(line) {
        return Looks::Prose;
    }
    let mut words = line.split_whitespace();
    let mut first = words.next().unwrap_or_default();
    if ASSIGNMENT.is_match(line) {
        return Looks::Shell;
    }
    if first == "sudo" || first == "time" || first == "exec" {
        first = behind_options(&mut words).unwrap_or(first);
    }
    let bare = first.trim_end_matches([';', '&']).trim_start_matches(['(', '"', '\'']);
    if is_word(bare)
        || is_word(first)
        || bare.starts_with("$(")
        || bare.starts_with("[[")
        || bare.starts_with("((")
    {
        return if is_sentence(line) { Looks::Prose } else { Looks::Shell };
    }
    if is_program(bare.trim_end_matches(['"', '\''])) {
        return if is_sentence(line) { Looks::Prose } else { Looks::Shell };
    }
    if is_sentence(line) {
        return Looks::Prose;
    }
    // `"quoted": …`, `key: value`, `<tag>`, `name(…)`: other languages.
    let odd = line.starts_with(['{', '}', '"', '<', '|', '@', '[', ']', '(', '\'', '+', '=', '*'])
        || first.ends_with(':')
        || first.contains(['(', '"', '{', ',', ';', '=']);
    if !odd && (bare.starts_with('$') || COMMAND.is_match(line)) {
        return Looks::Perhaps;
    }
    Looks::Other
}

/// The command behind `sudo` and its options, of which some take a word.
fn behind_options<'l>(words: &mut impl Iterator<Item = &'l str>) -> Option<&'l str> {
    let mut valued = false;
    words.find(|word| {
        let value = std::mem::replace(&mut valued, matches!(*word, "-u" | "-g" | "-h" | "-C" | "-D"));
        !value && !word.starts_with('-') && !word.contains('=')
    })
}

/// Words of a language rather than of a shell.
fn is_sentence(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let shellish = line.contains(['$', '|', '`', '=', '>', '<', '\\', '{', '~', '&', '*', '@'])
        || words.iter().any(|word| word.starts_with('-') && word.len() > 1)
        || words.iter().skip(1).any(|word| {
            word.contains('/')
                || (word.contains('.') && !word.ends_with('.'))
                || word.contains(['_', '"', '\'']) && !word.contains("'s")
        });
    if words.len() < 3 || shellish {
        return false;
    }
    let first = words[0];
    let capital =
        first.chars().next().is_some_and(char::is_uppercase) && first.chars().skip(1).all(char::is_lowercase);
    let ends = line.ends_with(['.', '!', '?', ':']) && !line.ends_with("..");
    let plain = words
        .iter()
        .filter(|word| word.chars().all(|c| c.is_alphabetic() || ",.;:()'’-".contains(c)))
        .count();
    (capital || ends || words.iter().any(|word| !word.is_ascii())) && plain * 10 >= words.len() * 8
        || (plain == words.len()
            && words.iter().filter(|word| ARTICLES.contains(&word.to_lowercase().as_str())).count() >= 2)
}

/// Small words of languages, two of which no command has.
const ARTICLES: [&str; 46] = [
    "the", "a", "an", "is", "are", "to", "of", "and", "should", "be", "with", "der", "die", "das", "und",
    "ist", "sind", "mit", "auf", "den", "el", "la", "los", "las", "es", "de", "que", "con", "para", "le",
    "les", "des", "est", "et", "pour", "dans", "o", "os", "e", "com", "em", "do", "da", "this", "that",
    "will",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        for (line, wanted) in [
            ("kubectl get pods", Looks::Shell),
            ("sudo -u postgres psql", Looks::Shell),
            ("A=1 ./run.sh x", Looks::Shell),
            ("export A=1", Looks::Shell),
            ("./deploy.sh --now", Looks::Shell),
            ("done", Looks::Shell),
            ("mytool frobnicate x", Looks::Perhaps),
            ("SELECT count(*) as total_connections,", Looks::Sql),
            ("FROM pg_stat_activity;", Looks::Sql),
            ("\\dt", Looks::Sql),
            ("- Send email notification", Looks::Prose),
            ("1. Identify failed tenant", Looks::Prose),
            ("Restart the service and wait.", Looks::Prose),
            ("make sure the service is up", Looks::Prose),
            ("\"status\": \"ok\",", Looks::Other),
            ("apiVersion: v1", Looks::Other),
            ("process.memoryUsage()", Looks::Other),
            ("provisioning_queue_depth", Looks::Perhaps),
            ("# note", Looks::Comment),
        ] {
            assert_eq!(looks(line), wanted, "{line}");
        }
    }
}
