//! From a block's text to what can run: prompts and output parted, foreign lines taken out, sessions elsewhere marked.

use super::content::logical;
use super::hazard::{Hazard, hazard};
use super::line::{Looks, looks};
use crate::runbook::lint::Syntax;

/// A piece of a block that runs as one command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ready {
    /// The bash text.
    pub(crate) run: String,
    /// It needs a terminal.
    pub(crate) terminal: bool,
    /// What the driver must know before.
    pub(crate) warning: Option<String>,
    /// What is to be typed in the session that it opens.
    pub(crate) typed: Option<String>,
    /// Lines that are no bash and stand in it as comments.
    pub(crate) left_out: usize,
}

/// `text` in pieces that run one after the other; nothing where bash can't take it.
pub(crate) fn ready(text: &str, sound: &Syntax<'_>) -> Option<Vec<Ready>> {
    let apart = pieces(text);
    let mended: Option<Vec<Ready>> = apart.into_iter().map(|piece| mended(piece, sound)).collect();
    let pieces = match mended {
        Some(pieces) => pieces,
        // A loop around something endless, say: then it stays in one piece.
        None => vec![mended_whole(text, sound)?],
    };
    let pieces: Vec<Ready> = pieces.into_iter().filter(|piece| has_command(&piece.run)).collect();
    (!pieces.is_empty()).then_some(pieces)
}

fn mended_whole(text: &str, sound: &Syntax<'_>) -> Option<Ready> {
    let mut piece = Ready { run: text.to_owned(), ..Ready::default() };
    for hazard in logical(text).into_iter().filter_map(|(from, to)| hazard(&joined(text, from, to))) {
        note(&mut piece, &hazard);
    }
    mended(piece, sound)
}

/// Whether something runs in `text`.
pub(super) fn has_command(text: &str) -> bool {
    text.lines().any(|line| !matches!(looks(line), Looks::Blank | Looks::Comment))
}

fn joined(text: &str, from: usize, to: usize) -> String {
    text.lines().skip(from).take(to - from).collect::<Vec<_>>().join("\n")
}

fn note(piece: &mut Ready, hazard: &Hazard) {
    piece.terminal = true;
    let warning = match hazard {
        Hazard::Remote(what) => format!("`{what}` opens a session elsewhere: leave it with `exit` to go on."),
        Hazard::Database(what) => format!("`{what}` opens the database's own shell: leave it to go on."),
        Hazard::Endless(what) => {
            format!("`{what}` never ends by itself: stop it with Ctrl-C when you have seen enough.")
        }
        Hazard::Terminal => return,
    };
    piece.warning.get_or_insert(warning);
}

fn pieces(text: &str) -> Vec<Ready> {
    let lines: Vec<&str> = text.lines().collect();
    let commands = logical(text);
    let mut pieces = Vec::new();
    let mut now: Vec<&str> = Vec::new();
    let mut terminal = false;
    let mut at = 0;
    while at < commands.len() {
        let (from, to) = commands[at];
        let here = &lines[from..to];
        at += 1;
        match hazard(&here.join("\n")) {
            None => now.extend(here),
            Some(Hazard::Terminal) => {
                terminal = true;
                now.extend(here);
            }
            Some(found @ Hazard::Endless(_)) => {
                // Its own piece, with the comments right before it.
                let comments = now.iter().rev().take_while(|line| line.trim_start().starts_with('#')).count();
                let own = now.split_off(now.len() - comments);
                flush(&mut pieces, &mut now, &mut terminal);
                let mut piece = Ready {
                    run: own.iter().chain(here).copied().collect::<Vec<_>>().join("\n"),
                    ..Ready::default()
                };
                note(&mut piece, &found);
                pieces.push(piece);
            }
            Some(found) => {
                now.extend(here);
                let end = session_end(&lines, &commands, at, &found);
                let typed = commands[at..end]
                    .iter()
                    .flat_map(|(from, to)| &lines[*from..*to])
                    .copied()
                    .collect::<Vec<_>>();
                at = end;
                let typed = typed.join("\n").trim().to_owned();
                let mut piece = Ready {
                    run: std::mem::take(&mut now).join("\n"),
                    typed: (!typed.is_empty()).then_some(typed),
                    ..Ready::default()
                };
                note(&mut piece, &found);
                terminal = false;
                pieces.push(piece);
            }
        }
    }
    flush(&mut pieces, &mut now, &mut terminal);
    pieces
}

fn flush(pieces: &mut Vec<Ready>, now: &mut Vec<&str>, terminal: &mut bool) {
    let run = std::mem::take(now).join("\n");
    let terminal = std::mem::take(terminal);
    if !run.trim().is_empty() {
        pieces.push(Ready { run, terminal, ..Ready::default() });
    }
}

/// Up to which command the session that `found` opens goes on.
fn session_end(lines: &[&str], commands: &[(usize, usize)], from: usize, found: &Hazard) -> usize {
    let mut end = from;
    while end < commands.len() {
        let first = lines[commands[end].0];
        match found {
            Hazard::Database(_) if looks(first) == Looks::Shell && !first.trim_start().starts_with('\\') => {
                break;
            }
            _ if matches!(first.trim(), "exit" | "logout" | "quit" | "\\q") => return end + 1,
            _ => end += 1,
        }
    }
    // Comments before a command that runs here again belong to it.
    while end < commands.len() && end > from && looks(lines[commands[end - 1].0]) == Looks::Comment {
        end -= 1;
    }
    end
}

/// `piece` with what is no bash turned into comments, where that makes it sound.
fn mended(piece: Ready, sound: &Syntax<'_>) -> Option<Ready> {
    let foreign = |looks: Looks| matches!(looks, Looks::Sql | Looks::Prose);
    let commands = logical(&piece.run);
    let lines: Vec<&str> = piece.run.lines().collect();
    let has_foreign =
        commands.iter().any(|(from, _)| foreign(looks(lines[*from])) || is_figure(lines[*from]));
    if !has_foreign && sound(&piece.run).is_ok() {
        return Some(piece);
    }
    for level in 0..3 {
        let is_foreign = |it: Looks| foreign(it) || (level > 0 && it == Looks::Other);
        let (text, left_out) = commented(&piece.run, &commands, level == 2, &is_foreign, sound);
        if sound(&text).is_ok() && has_command(&text) {
            return Some(Ready { run: text, left_out, ..piece });
        }
    }
    None
}

/// A bare figure, which is what a command printed.
fn is_figure(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(|c: char| c.is_ascii_digit())
        && line.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ' ' | ':' | '-'))
}

fn commented(
    text: &str,
    commands: &[(usize, usize)],
    each: bool,
    is_foreign: &dyn Fn(Looks) -> bool,
    sound: &Syntax<'_>,
) -> (String, usize) {
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::new();
    let mut left_out = 0;
    let mut in_foreign = false;
    for (from, to) in commands {
        let here = &lines[*from..*to];
        let it = looks(here[0]);
        // What goes on from a foreign line, like the further lines of a query.
        let goes_on = in_foreign
            && matches!(it, Looks::Other | Looks::Perhaps)
            && here[0].starts_with([' ', '\t', ')']);
        let bad = is_foreign(it)
            || is_figure(here[0])
            || goes_on
            || (each && it != Looks::Comment && it != Looks::Blank && sound(&here.join("\n")).is_err());
        in_foreign = bad;
        for line in here {
            if bad && !line.trim().is_empty() {
                left_out += 1;
                out.push(format!("# {line}"));
            } else {
                out.push((*line).to_owned());
            }
        }
    }
    (out.join("\n"), left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough of bash for these texts: brackets and quotes in pairs.
    fn sound(text: &str) -> Result<(), (u32, String)> {
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
        let even = |c: char| code.matches(c).count().is_multiple_of(2);
        let same = code.matches('(').count() == code.matches(')').count() && !code.contains("()");
        let ends = |word: &str| code.lines().filter(|line| line.trim_end().ends_with(word)).count();
        let loops = ends("done") == ends(" do");
        if even('"') && even('\'') && same && loops { Ok(()) } else { Err((1, "odd".to_owned())) }
    }

    fn all(text: &str) -> Vec<Ready> {
        ready(text, &sound).unwrap_or_default()
    }

    #[test]
    fn a_session_elsewhere_ends_the_piece() {
        let pieces = all("# go\nssh k3s-master\n\n# there\ncd /srv\n./deploy.sh");
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].run, "# go\nssh k3s-master");
        assert_eq!(pieces[0].typed.as_deref(), Some("# there\ncd /srv\n./deploy.sh"));
        assert!(pieces[0].terminal && pieces[0].warning.is_some());
    }

    #[test]
    fn sql_is_typed_and_what_follows_runs_here() {
        let pieces = all("psql -h x\nDELETE FROM y\nWHERE z;\n\n# then\nvim f.sql\n\n./again.sh");
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0].typed.as_deref(), Some("DELETE FROM y\nWHERE z;"));
        assert_eq!(pieces[1].run, "# then\nvim f.sql\n\n./again.sh");
        assert!(pieces[1].terminal);
    }

    #[test]
    fn what_never_ends_stands_alone() {
        let pieces = all("curl a\n# wait\nwatch -n 5 x\ncurl b");
        let runs: Vec<&str> = pieces.iter().map(|it| it.run.as_str()).collect();
        assert_eq!(runs, ["curl a", "# wait\nwatch -n 5 x", "curl b"]);
        let whole = all("for i in 1 2; do\n  tail -f x\ndone");
        assert_eq!(whole.len(), 1);
        assert!(whole[0].terminal);
    }

    #[test]
    fn foreign_lines_become_comments() {
        let pieces = all("# memory\nprocess.memoryUsage()\npsql -c \"SELECT 1\"");
        assert_eq!(pieces[0].run, "# memory\n# process.memoryUsage()\npsql -c \"SELECT 1\"");
        assert_eq!(pieces[0].left_out, 1);
        assert_eq!(ready("SELECT (", &sound), None);
        assert_eq!(ready("# only a comment", &sound), None);
    }
}
