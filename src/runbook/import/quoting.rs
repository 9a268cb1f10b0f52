//! How bash would take each place of a text: plain, in quotes, in a here-document, in a comment.

/// How bash takes a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// Not quoted.
    Plain,
    /// Between single quotes.
    Single,
    /// Between double quotes.
    Double,
    /// In a here-document in which variables count.
    Here,
    /// In one in which they don't.
    Verbatim,
    /// Behind `#`.
    Comment,
}

/// The quoting of every byte of `text`.
pub(crate) fn quoting(text: &str) -> Vec<Quoting> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        text,
        out: Vec::with_capacity(text.len()),
        modes: vec![Mode::Plain(0)],
        here: Vec::new(),
    };
    scan.run();
    scan.out.resize(text.len(), Quoting::Plain);
    scan.out
}

enum Mode {
    Plain(usize),
    Double,
}

struct Scan<'t> {
    bytes: &'t [u8],
    text: &'t str,
    out: Vec<Quoting>,
    modes: Vec<Mode>,
    here: Vec<(String, bool)>,
}

impl Scan<'_> {
    fn at(&self) -> usize {
        self.out.len()
    }

    fn push(&mut self, count: usize, it: Quoting) {
        let end = (self.at() + count).min(self.bytes.len());
        self.out.resize(end, it);
    }

    fn run(&mut self) {
        while self.at() < self.bytes.len() {
            let double = matches!(self.modes.last(), Some(Mode::Double));
            let here = if double { Quoting::Double } else { Quoting::Plain };
            let rest = &self.bytes[self.at()..];
            match rest[0] {
                b'\\' => self.push(2, here),
                b'$' if rest.starts_with(b"$(") => {
                    self.push(2, here);
                    self.modes.push(Mode::Plain(0));
                }
                b'"' => {
                    self.push(1, here);
                    if double {
                        self.modes.pop();
                    } else {
                        self.modes.push(Mode::Double);
                    }
                }
                _ if double => self.push(1, here),
                b'\'' => {
                    let end =
                        rest[1..].iter().position(|byte| *byte == b'\'').map_or(rest.len(), |at| at + 2);
                    self.push(end, Quoting::Single);
                }
                b'#' if self.begins_word() => {
                    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                    self.push(end, Quoting::Comment);
                }
                b'<' if rest.starts_with(b"<<") && !rest.starts_with(b"<<<") => self.heredoc(),
                b'<' if rest.starts_with(b"<<<") => self.push(3, here),
                b'(' | b')' => self.parenthesis(rest[0]),
                b'\n' => {
                    self.push(1, here);
                    self.bodies();
                }
                _ => self.push(1, here),
            }
        }
    }

    fn begins_word(&self) -> bool {
        self.at() == 0 || matches!(self.bytes[self.at() - 1], b' ' | b'\t' | b'\n' | b';' | b'(')
    }

    fn parenthesis(&mut self, byte: u8) {
        self.push(1, Quoting::Plain);
        let nested = self.modes.len() > 1;
        if let Some(Mode::Plain(open)) = self.modes.last_mut() {
            match (byte, *open) {
                (b'(', _) => *open += 1,
                (_, 1..) => *open -= 1,
                _ if nested => {
                    self.modes.pop();
                }
                _ => {}
            }
        }
    }

    fn heredoc(&mut self) {
        let rest = &self.text[self.at() + 2..];
        let word = rest.trim_start_matches('-').trim_start_matches([' ', '\t']);
        let quoted = word.starts_with(['"', '\'', '\\']);
        let mark: String = word
            .trim_start_matches(['"', '\'', '\\'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        if !mark.is_empty() && !mark.starts_with(|c: char| c.is_ascii_digit()) {
            self.here.push((mark, quoted));
        }
        let opened = word.trim_start_matches(['"', '\'', '\\']);
        let named = opened.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(opened.len());
        let closed = usize::from(quoted && opened[named..].starts_with(['"', '\'']));
        let length = rest.len() - opened.len() + named + closed;
        self.push(2 + length, Quoting::Plain);
    }

    fn bodies(&mut self) {
        for (mark, quoted) in std::mem::take(&mut self.here) {
            let it = if quoted { Quoting::Verbatim } else { Quoting::Here };
            while self.at() < self.bytes.len() {
                let rest = &self.text[self.at()..];
                let line = rest.split_inclusive('\n').next().unwrap_or(rest);
                self.push(line.len(), it);
                if line.trim() == mark {
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Quoting {
        quoting(text)[text.find('@').unwrap()]
    }

    #[test]
    fn every_place_is_known() {
        for (text, wanted) in [
            ("echo @", Quoting::Plain),
            ("echo 'a @'", Quoting::Single),
            ("echo \"a @\"", Quoting::Double),
            ("echo \"it's @\"", Quoting::Double),
            ("echo \"$(cat @)\"", Quoting::Plain),
            ("echo \"$(cat \"x @\")\"", Quoting::Double),
            ("echo \"$(cat x)@\"", Quoting::Double),
            ("# @", Quoting::Comment),
            ("cat <<EOF\n@\nEOF", Quoting::Here),
            ("cat <<'EOF'\n@\nEOF", Quoting::Verbatim),
            ("cat <<EOF\nx\nEOF\necho @", Quoting::Plain),
            ("echo \\' @", Quoting::Plain),
        ] {
            assert_eq!(of(text), wanted, "{text}");
        }
    }

    #[test]
    fn odd_texts_end() {
        for text in ["'", "\"$(", "<<", "<<E", "\\", "é'é", "<<'é", ")", "$(", "<<-"] {
            assert_eq!(quoting(text).len(), text.len(), "{text}");
        }
    }
}
