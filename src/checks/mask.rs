//! Secrets out of what is shown and kept.

use aho_corasick::{AhoCorasick, MatchKind};

/// What stands for a secret.
const MASK: &str = "***";
/// What stands where an excerpt ends.
const CUT: &str = "…";
/// Fewer bytes of a secret than these tell nothing.
const TELLING: usize = 3;
/// How much of an observation is kept, in characters.
const KEPT: usize = 2_000;

/// Hides secrets, also where they are percent-encoded or escaped as in JSON, and passwords in URLs.
pub(super) struct Mask {
    forms: Vec<String>,
    secrets: Option<AhoCorasick>,
}

impl Mask {
    pub(super) fn new(secrets: &[String]) -> Self {
        let forms: Vec<String> =
            secrets.iter().filter(|secret| !secret.is_empty()).flat_map(|secret| forms(secret)).collect();
        // Every check has a mask of its own, and most runs of many checks have no secret.
        let any = (!forms.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&forms));
        let secrets = any.and_then(Result::ok);
        Self { forms, secrets }
    }

    /// `text` masked, without control characters other than line breaks and tabs, and of bounded length.
    pub(super) fn text(&self, text: &str) -> String {
        let text = match &self.secrets {
            Some(secrets) => secrets.replace_all(text, &vec![MASK; secrets.patterns_len()]),
            None => text.to_owned(),
        };
        clip(&plain(&mask_userinfo(&self.mask_cut(&text))))
    }

    /// An excerpt ends with `…`, and may have cut a secret in two: its beginning goes too.
    fn mask_cut(&self, text: &str) -> String {
        let mut parts: Vec<String> = text.split(CUT).map(str::to_owned).collect();
        let cut = parts.len() - 1;
        for part in &mut parts[..cut] {
            let begun = self.forms.iter().filter_map(|form| begun(part, form)).max();
            if let Some(length) = begun {
                part.truncate(part.len() - length);
                part.push_str(MASK);
            }
        }
        parts.join(CUT)
    }
}

/// How many bytes at the end of `text` are the beginning of `secret`, where they are enough to tell anything.
fn begun(text: &str, secret: &str) -> Option<usize> {
    let ends = secret.char_indices().map(|(at, _)| at).filter(|at| *at >= TELLING);
    ends.filter(|at| text.ends_with(&secret[..*at])).max()
}

fn forms(secret: &str) -> Vec<String> {
    let encoded: String = secret
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let quoted = serde_json::Value::String(secret.to_owned()).to_string();
    let mut forms = vec![secret.to_owned(), encoded, quoted.trim_matches('"').to_owned()];
    // A key file's lines are shown one by one by tools that quote them.
    forms.extend(secret.lines().filter(|line| secret.contains('\n') && line.len() >= 8).map(str::to_owned));
    forms.retain(|form| !form.is_empty());
    forms.dedup();
    forms
}

/// `scheme://user:password@host` without its password.
fn mask_userinfo(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let start = at + 3;
        let tail = &rest[start..];
        let end = tail
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>'))
            .unwrap_or(tail.len());
        out.push_str(&rest[..start]);
        if let Some(sign) = tail[..end].rfind('@') {
            out.push_str(MASK);
            out.push_str(&tail[sign..end]);
        } else {
            out.push_str(&tail[..end]);
        }
        rest = &tail[end..];
    }
    out.push_str(rest);
    out
}

fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            let harmful = (c.is_control() && c != '\n' && c != '\t')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if harmful { '\u{fffd}' } else { c }
        })
        .collect()
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(KEPT) {
        Some((at, _)) => format!("{}… ({} more bytes)", &text[..at], text.len() - at),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_passwords_in_urls_are_hidden() {
        let mask = Mask::new(&["p@ss w\"rd".to_owned(), String::new(), "p@ss".to_owned()]);
        for (text, out) in [
            ("is p@ss w\"rd here", "is *** here"),
            ("u=p%40ss%20w%22rd", "u=***"),
            (r#"{"a":"p@ss w\"rd"}"#, r#"{"a":"***"}"#),
            ("postgres://u:secret@db/x?y=1 z", "postgres://***@db/x?y=1 z"),
            ("redis://:other@h", "redis://***@h"),
            ("https://h/a@b", "https://h/a@b"),
            ("only p@ss", "only ***"),
        ] {
            assert_eq!(mask.text(text), out);
        }
    }

    #[test]
    fn a_secret_that_an_excerpt_cut_in_two_is_hidden() {
        let mask = Mask::new(&["hunter2hunter2".to_owned(), "päss".to_owned()]);
        for (text, out) in [
            ("is hunter2hun…", "is ***…"),
            ("is hunter2hun… and päs…", "is ***… and ***…"),
            ("is hu…", "is hu…"),
            ("hunt… done", "***… done"),
            ("hunt done", "hunt done"),
        ] {
            assert_eq!(mask.text(text), out);
        }
    }

    #[test]
    fn nothing_that_moves_a_cursor_is_kept_and_nothing_endless() {
        let mask = Mask::new(&[]);
        assert_eq!(mask.text("a\u{1b}[2Jb\tc\n\r"), "a\u{fffd}[2Jb\tc\n\u{fffd}");
        assert!(mask.text(&"x".repeat(5_000)).ends_with("… (3000 more bytes)"));
    }
}
