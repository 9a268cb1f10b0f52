use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose};

/// Shorter than this a value is too common a text to mask.
pub(crate) const SHORTEST_SECRET: usize = 4;
/// Shorter than this a piece of base64 is too common a text to mask.
const SHORTEST_BASE64: usize = 6;
/// Lines of a multi-line secret (a key in PEM form) that are masked on their own.
const SHORTEST_LINE: usize = 8;

/// The texts under which `secret` may turn up in a command's output: as it is, quoted by the shell or in JSON,
/// percent-encoded, and in base64, alone or inside a longer text.
pub(crate) fn secret_forms(secret: &str) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for text in [secret, secret.trim()] {
        if text.len() >= SHORTEST_SECRET {
            add_forms(text, &mut forms);
        }
    }
    if secret.trim().contains('\n') {
        forms.extend(
            secret
                .lines()
                .map(str::trim)
                .filter(|line| line.len() >= SHORTEST_LINE && !line.starts_with("-----"))
                .map(|line| line.as_bytes().to_vec()),
        );
    }
    forms.sort();
    forms.dedup();
    forms
}

fn add_forms(text: &str, forms: &mut Vec<Vec<u8>>) {
    let mut add = |form: String| forms.push(form.into_bytes());
    add(text.to_owned());
    add(text.replace('\n', "\r\n"));
    add(text.replace('\'', r"'\''"));
    add(in_double_quotes(text));
    if let Ok(json) = serde_json::to_string(text) {
        add(json[1..json.len() - 1].to_owned());
    }
    for upper in [true, false] {
        let encoded = percent(text, upper);
        add(encoded.replace("%20", "+"));
        add(encoded);
    }
    for engine in [&general_purpose::STANDARD, &general_purpose::URL_SAFE] {
        let whole = engine.encode(text);
        if whole.len() >= SHORTEST_BASE64 {
            add(whole);
        }
        for before in 0..3 {
            add_inner_base64(text, before, engine, &mut add);
        }
    }
}

/// The part of the base64 of a longer text that `text` alone decides when `before` bytes (modulo 3) stand in front.
fn add_inner_base64(
    text: &str,
    before: usize,
    engine: &general_purpose::GeneralPurpose,
    add: &mut impl FnMut(String),
) {
    let mut padded = vec![0; before];
    padded.extend_from_slice(text.as_bytes());
    let encoded = engine.encode(&padded);
    let from = (before * 8).div_ceil(6);
    let to = padded.len() * 8 / 6;
    if let Some(inner) = encoded.get(from..to)
        && inner.len() >= SHORTEST_BASE64
    {
        add(inner.to_owned());
    }
}

/// As `declare -p` prints it.
fn in_double_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '"' | '$' | '`' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn percent(text: &str, upper: bool) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else if upper {
            let _ = write!(out, "%{byte:02X}");
        } else {
            let _ = write!(out, "%{byte:02x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(secret: &str, form: &str) -> bool {
        secret_forms(secret).iter().any(|known| known == form.as_bytes())
    }

    #[test]
    fn encodings_are_known() {
        assert!(has("p@ss word", "p%40ss%20word"));
        assert!(has("p@ss word", "p%40ss+word"));
        assert!(has("it's me", r"it'\''s me"));
        assert!(has("a\"b\\c", r#"a\"b\\c"#));
        assert!(has("hunter22", "aHVudGVyMjI="));
    }

    #[test]
    fn base64_of_a_longer_text_holds_a_known_piece() {
        for before in ["", "u", "us", "user:"] {
            let header = general_purpose::STANDARD.encode(format!("{before}correct-horse:tail"));
            let known = secret_forms("correct-horse");
            assert!(
                known.iter().any(|form| memchr::memmem::find(header.as_bytes(), form).is_some()),
                "{before}"
            );
        }
    }

    #[test]
    fn short_values_are_left_alone() {
        assert!(secret_forms("abc").is_empty());
        assert!(secret_forms(" ab ").iter().all(|form| form.len() >= SHORTEST_SECRET));
    }
}
