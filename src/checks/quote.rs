//! Texts as a shell takes them, for the same by hand.

use super::resolve::is_open;

/// `text` as one word of bash; `${name}` stays for the shell to fill in.
pub(super) fn quote(text: &str) -> String {
    if is_open(text) {
        let mut out = String::from("\"");
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let keeps = c == '$' && rest.starts_with("${");
            if matches!(c, '"' | '\\' | '`') || (c == '$' && !keeps) {
                out.push('\\');
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
        out.push('"');
        return out;
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_one_word() {
        for (text, out) in [
            ("http://x/y", "http://x/y"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
            ("${url}/a\"$b`", r#""${url}/a\"\$b\`""#),
            ("x&y", "'x&y'"),
        ] {
            assert_eq!(quote(text), out);
        }
    }
}
