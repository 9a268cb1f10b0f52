//! What the world writes down of what it was told, with secrets masked.

/// Stands in a record where a secret stood.
const MASK: &str = "[masked]";
/// A shorter value would mask half of every text.
const SHORTEST: usize = 3;
/// A record's text is cut after this many characters.
const MOST_CHARS: usize = 16_384;

/// `text` without the `secrets`, cut where it is very long.
pub(super) fn masked<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    let mut text = without(text.to_owned(), secrets);
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// `text` without the `secrets`.
pub(super) fn without<'a>(text: String, secrets: impl Iterator<Item = &'a str>) -> String {
    let mut secrets: Vec<&str> = secrets.filter(|secret| secret.len() >= SHORTEST).collect();
    // A secret that holds another goes first, or its rest would stay.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.into_iter().fold(text, |text, secret| text.replace(secret, MASK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_the_longest_first() {
        assert_eq!(
            masked("a hunter2-x hunter2 ab", ["hunter2", "hunter2-x", "ab"].into_iter()),
            "a [masked] [masked] ab"
        );
        assert_eq!(masked(&"é".repeat(20_000), std::iter::empty()).chars().count(), MOST_CHARS + 1);
    }
}
