use std::{
    io::{Read as _, Write as _},
    process::{Command, Stdio},
    thread,
};

use thiserror::Error;

/// Why bash would not take a command.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct SyntaxProblem {
    /// The line of the body, from 1; 0 when bash could not be asked.
    pub line: u32,
    /// Bash's words.
    pub message: String,
}

/// Asks `bash -n` about `body` (some milliseconds, blocking): without this, the commands before a syntax error would
/// run. A here-document without an end is an error, too, though bash only warns.
pub fn syntax(body: &str) -> Result<(), SyntaxProblem> {
    let (passed, said) = ask_bash(body).map_err(|error| SyntaxProblem {
        line: 0,
        message: format!("bash could not be started: {error}; install bash 4.4 or newer"),
    })?;
    match said.lines().find_map(problem) {
        Some(problem) => Err(problem),
        None if passed => Ok(()),
        None => Err(SyntaxProblem { line: 0, message: said.trim().to_owned() }),
    }
}

/// Whether every one of `bodies` is sound, asked of one bash for all: each stands in a function of its own, and a
/// blank line takes what a backslash at its end would join. `false` says only that something is wrong somewhere; [`syntax`] tells where.
pub fn all_sound<'a>(bodies: impl IntoIterator<Item = &'a str>) -> bool {
    let text: String = bodies.into_iter().flat_map(|body| ["it() {\n:\n", body, "\n\n}\n"]).collect();
    ask_bash(&text).is_ok_and(|(passed, said)| passed && said.trim().is_empty())
}

fn ask_bash(body: &str) -> std::io::Result<(bool, String)> {
    // The pattern language is on because a body may turn it on itself, and -n turns nothing on.
    let mut bash = Command::new("bash")
        .args(["--noprofile", "--norc", "-n", "-O", "extglob"])
        .env("LC_ALL", "C")
        .env_remove("BASH_ENV")
        .env_remove("SHELLOPTS")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdin = bash.stdin.take();
    let mut said = Vec::new();
    thread::scope(|scope| {
        // Bash stops reading at an error; the broken pipe says nothing new.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(body.as_bytes())));
        bash.stderr.take().map_or(Ok(0), |mut stderr| stderr.read_to_end(&mut said))
    })?;
    Ok((bash.wait()?.success(), String::from_utf8_lossy(&said).into_owned()))
}

/// Takes `bash: line 3: message` apart.
fn problem(said: &str) -> Option<SyntaxProblem> {
    let (_, rest) = said.split_once(": line ")?;
    let (line, message) = rest.split_once(": ")?;
    let line = line.parse().ok()?;
    let message = message.strip_prefix("warning: ").unwrap_or(message);
    // Bash names the line where the text ended; the one where the document began is of more use.
    let begun = message
        .strip_prefix("here-document at line ")
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    Some(SyntaxProblem { line: begun.unwrap_or(line), message: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bodies_are_asked_at_once() {
        assert!(all_sound([]));
        assert!(all_sound(["", "# only a comment", "cat <<EOF\nx\nEOF", "return 4", "echo hi \\"]));
        for bad in ["if true; then", "cat <<EOF\nx", "echo \"x", ")"] {
            assert!(!all_sound(["echo hi", bad, "echo ho"]), "{bad}");
        }
    }

    #[test]
    fn sound_text_passes() {
        for body in ["", "echo hi\n", "cat <<EOF\nx\nEOF\n", "shopt -s extglob\nls !(a|b)\n", "return 4"] {
            assert_eq!(syntax(body), Ok(()), "{body}");
        }
    }

    #[test]
    fn the_line_of_a_mistake_is_told() {
        let problem = syntax("echo one\necho two\nfi\necho three\n").unwrap_err();
        assert_eq!(problem.line, 3, "{problem}");
        assert!(syntax("if true; then\necho\n").is_err());
        assert!(syntax("echo 'open\n").is_err());
    }

    #[test]
    fn an_open_here_document_is_a_mistake() {
        let problem = syntax("echo one\ncat <<EOF\ntext\n").unwrap_err();
        assert_eq!(problem.line, 2, "{problem}");
    }

    #[test]
    fn nothing_runs() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("made");
        syntax(&format!("touch {}\n", file.display())).unwrap();
        assert!(!file.exists());
    }

    #[test]
    fn a_long_text_does_not_block() {
        assert_eq!(syntax(&"echo a long line of text\n".repeat(20_000)), Ok(()));
        assert!(syntax(&format!("fi\n{}", "echo a long line of text\n".repeat(20_000))).is_err());
    }
}
