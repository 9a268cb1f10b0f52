//! Finding a word of a query, because the parser's tree keeps no places.

/// The column, counted from 1 in characters, where `word` first stands outside quoted text, as a whole word where it
/// is made of letters.
pub(super) fn column(text: &str, word: &str) -> Option<usize> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_' || character == ':';
    let whole = word.chars().any(char::is_alphabetic);
    // A colon may be part of a metric's name; between brackets it makes a subquery.
    let bracketed = word == ":";
    let mut inside = false;
    let mut quote = None;
    let mut escaped = false;
    let mut before = None;
    for (column, (at, character)) in text.char_indices().enumerate() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(open) if character == '\\' && open != '`' => escaped = true,
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'' | '`') => quote = Some(character),
            None => {
                inside = character == '[' || (inside && character != ']');
                let here = text.get(at..).unwrap_or("");
                let after = here.strip_prefix(word).map(|rest| rest.chars().next());
                let stands_alone =
                    after.is_some_and(|after| !before.is_some_and(is_word) && !after.is_some_and(is_word));
                if after.is_some() && (!whole || stands_alone) && (!bracketed || inside) {
                    return Some(column + 1);
                }
            }
        }
        before = Some(character);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn words_are_found_outside_quotes_and_whole() {
        assert_eq!(column(r#"a{b="topk"} + topk(1, c)"#, "topk"), Some(15));
        assert_eq!(column("xtopk + topk_ + ü + topk(1)", "topk"), Some(21));
        assert_eq!(column(r#"a{b="\"@"} @ 5"#, "@"), Some(12));
        assert_eq!(column("rate(a[5m])", "topk"), None);
        assert_eq!(column("sum(a:b[5m:1m])", ":"), Some(11));
    }
}
