//! A terminal session as people paste it: prompts, commands, output.

use std::sync::LazyLock;

use regex::Regex;

use super::line::{Looks, looks};

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, compiled by every test of this file")]
static PROMPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s*(?:
        (?:\([\w.-]+\)\s*)?(?:\$|%|❯|➜|λ)\s+(?P<plain>\S.*)
        | \[?[\w.-]+@[\w.-]+(?:[:\s][^$\#\]]{0,60})?\]?\s?[$\#]\s+(?P<host>\S.*)
        | (?:PS\s)?[A-Z]:\\[^>]{0,60}>\s*(?P<windows>\S.*)
        )$",
    )
    .unwrap()
});

/// The command behind a prompt.
fn prompted(line: &str) -> Option<&str> {
    let hit = PROMPT.captures(line)?;
    let found = hit.name("plain").or_else(|| hit.name("host")).or_else(|| hit.name("windows"))?;
    Some(found.as_str())
}

/// `> command` or `# command` behind which something known stands.
fn bare(line: &str, sign: char) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(sign)?.strip_prefix(' ')?;
    (looks(rest) == Looks::Shell && !rest.trim_end().ends_with([':', '.'])).then_some(rest)
}

fn command(line: &str, sign: Option<char>) -> Option<&str> {
    prompted(line).or_else(|| bare(line, sign?))
}

/// The prompt that is only a sign, where the text has no other: `> ` or, for root, `# `.
fn sign(text: &str) -> Option<char> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    if lines().any(|line| prompted(line).is_some()) {
        return None;
    }
    let first = lines().next()?;
    if bare(first, '>').is_some() {
        return Some('>');
    }
    // Comments speak of commands, too: only where nothing else could run, and with what only a command has.
    let others = lines().any(|line| matches!(looks(line), Looks::Shell | Looks::Perhaps));
    let root = bare(first, '#').is_some_and(|it| {
        it.contains(" -") || it.contains('/') || it.contains('|') || it.starts_with("systemctl ")
    });
    (root && !others).then_some('#')
}

/// Whether `text` is a session.
pub(super) fn is_session(text: &str) -> bool {
    let sign = sign(text);
    text.lines().any(|line| command(line, sign).is_some())
}

/// The commands of a session, and what it shows of their output.
pub(crate) fn session(text: &str) -> (String, String) {
    let sign = sign(text);
    let (mut commands, mut output): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut goes_on = false;
    for line in text.lines() {
        if let Some(command) = command(line, sign) {
            commands.push(command);
            goes_on = command.trim_end().ends_with('\\');
        } else if goes_on {
            let line = line.strip_prefix("> ").unwrap_or(line);
            commands.push(line);
            goes_on = line.trim_end().ends_with('\\');
        } else if line.trim_start().starts_with('#') && output.is_empty() {
            commands.push(line);
        } else if !line.trim().is_empty() {
            output.push(line);
        }
    }
    (commands.join("\n"), output.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_output_are_parted() {
        let text = "# list\n$ ls \\\n>   -l\na\nb\n$ whoami\nroot";
        assert!(is_session(text));
        assert_eq!(session(text), ("# list\nls \\\n  -l\nwhoami".to_owned(), "a\nb\nroot".to_owned()));
        assert_eq!(session("deploy@web1:~$ uptime\n up 3 days").0, "uptime");
        assert_eq!(session("[root@db ~]# systemctl stop x").0, "systemctl stop x");
        assert_eq!(
            session("# systemctl restart nginx\n# tail -n 5 /var/log/x").0,
            "systemctl restart nginx\ntail -n 5 /var/log/x"
        );
        assert_eq!(session("> docker ps\nCONTAINER").0, "docker ps");
    }

    #[test]
    fn variables_and_comments_are_no_prompts() {
        for text in [
            "echo $HOME",
            "$(date)",
            "# restart the service",
            "# curl the api\ncurl x",
            "$CMD run",
            "> a quote",
        ] {
            assert!(!is_session(text), "{text}");
        }
    }
}
