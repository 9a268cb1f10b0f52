//! Rust source as words and marks, without comments and literals.

/// A word (`crate`, `mod`, `42`), `::`, or one mark (`{`, `;`), and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// One-based.
    pub line: usize,
    pub text: String,
}

/// The tokens of `source`. Comments, strings, characters and lifetimes leave nothing behind.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { chars: source.chars().collect(), at: 0, line: 1, found: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.found
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    found: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn advance(&mut self) {
        if self.peek(0) == Some('\n') {
            self.line += 1;
        }
        self.at += 1;
    }

    fn push(&mut self, text: impl Into<String>) {
        self.found.push(Token { line: self.line, text: text.into() });
    }

    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (Some('/'), Some('/')) => self.line_comment(),
            (Some('/'), Some('*')) => self.block_comment(),
            (Some('"'), _) => self.string(),
            (Some('\''), _) => self.character_or_lifetime(),
            (Some(':'), Some(':')) => {
                self.push("::");
                self.at += 2;
            }
            (Some(start), _) if is_word(start) => self.word(),
            (Some(mark), _) => {
                if !mark.is_whitespace() {
                    self.push(mark);
                }
                self.advance();
            }
            (None, _) => {}
        }
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.advance();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(here) = self.peek(0) {
            let pair = (here, self.peek(1).unwrap_or(' '));
            self.advance();
            match pair {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => continue,
            }
            self.advance();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.advance();
        while let Some(here) = self.peek(0) {
            self.advance();
            match here {
                '\\' => self.advance(),
                '"' => return,
                _ => {}
            }
        }
    }

    fn raw_string(&mut self, hashes: usize) {
        self.at += hashes + 1;
        while let Some(here) = self.peek(0) {
            self.advance();
            if here == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                self.at += hashes;
                return;
            }
        }
    }

    /// `'x'` and `'\n'` are characters; `'x` alone is a lifetime.
    fn character_or_lifetime(&mut self) {
        let escaped = self.peek(1) == Some('\\');
        if !escaped && self.peek(2) != Some('\'') {
            self.advance();
            while self.peek(0).is_some_and(is_word) {
                self.advance();
            }
            return;
        }
        // The quote, and what follows it, which may itself be a quote behind its backslash.
        (0..if escaped { 3 } else { 2 }).for_each(|_| self.advance());
        while self.peek(0).is_some_and(|c| c != '\'') {
            self.advance();
        }
        self.advance();
    }

    fn word(&mut self) {
        let mut end = self.at;
        while self.chars.get(end).copied().is_some_and(is_word) {
            end += 1;
        }
        let word: String = self.chars[self.at..end].iter().collect();
        let hashes = self.chars[end..].iter().take_while(|c| **c == '#').count();
        let quoted = self.chars.get(end + hashes) == Some(&'"');
        if matches!(word.as_str(), "r" | "br" | "cr") && quoted {
            self.at = end;
            return self.raw_string(hashes);
        }
        if word == "r" && hashes == 1 {
            // A raw identifier: its name follows as the next word.
            self.at = end + 1;
            return;
        }
        if matches!(word.as_str(), "b" | "c") && matches!(self.chars.get(end), Some('"' | '\'')) {
            self.at = end;
            return;
        }
        self.push(word);
        self.at = end;
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn words(source: &str) -> Vec<String> {
        tokens(source).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn paths_are_words_and_double_colons() {
        assert_eq!(words("use crate::a;"), ["use", "crate", "::", "a", ";"]);
    }

    #[test]
    fn comments_leave_nothing() {
        assert_eq!(words("a // crate::b\n/* c /* d */ e */ f /// g\n//! h\ni"), ["a", "f", "i"]);
    }

    #[test]
    fn literals_leave_nothing() {
        let source = r##"a "b \" crate::c" r#"d " e"# b"f" br"g" '"' '\'' '\u{7f}' b'"' '\\' h"##;
        assert_eq!(words(source), ["a", "h"]);
    }

    #[test]
    fn a_lifetime_does_not_swallow_what_follows() {
        assert_eq!(words("fn f<'a>(x: &'a str) {}"), words("fn f<>(x: & str) {}"));
        assert_eq!(words("'static crate::a"), ["crate", "::", "a"]);
    }

    #[test]
    fn a_raw_identifier_is_its_name() {
        assert_eq!(words("r#type::x"), ["type", "::", "x"]);
    }

    #[test]
    fn lines_are_counted_through_every_kind_of_literal() {
        let source = "\"\n\" a /*\n*/ b r\"\n\" c '\n' d \"\\\n\" e // \nf";
        let lines: Vec<_> = tokens(source).into_iter().map(|token| (token.text, token.line)).collect();
        let expected = [("a", 2), ("b", 3), ("c", 4), ("d", 5), ("e", 6), ("f", 7)];
        assert_eq!(lines, expected.map(|(text, line)| (text.to_owned(), line)));
    }
}
