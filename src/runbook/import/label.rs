//! Labels before a value or a block: `**Duration**: 2-5 minutes`, `Riesgo: alto`, `**Erwartete Ausgabe**:`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::label_words::{BACK, WHEN, WHEN_WITHIN, WORDS};
use super::text::{bold_lead, fold, unmarked};

/// What a label says about what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// How long it takes.
    Takes,
    /// What is at stake.
    Risk,
    /// How to see that it worked.
    Check,
    /// What is printed.
    Expect,
    /// The way back.
    Rollback,
    /// When to go back.
    RollbackIf,
    /// What can go wrong.
    Warning,
    /// How a trouble shows.
    Symptoms,
    /// How to find its cause.
    Diagnosis,
    /// What it may be.
    Causes,
    /// What to do about it.
    Resolution,
    /// What must hold.
    Criteria,
    /// What to look at for a time.
    Watch,
    /// Who keeps the document.
    Owner,
    /// The document's version.
    Version,
    /// A command.
    Command,
}

static LABELS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for (label, words) in WORDS {
        for word in words.split(", ") {
            all.entry(word).or_insert(*label);
        }
    }
    all
});

/// What `name` is a label for, if for anything.
pub(crate) fn label(name: &str) -> Option<Label> {
    let name = fold(name);
    if name.is_empty() || name.len() > 80 {
        return None;
    }
    LABELS.get(name.as_str()).copied().or_else(|| beginning(&name))
}

fn beginning(name: &str) -> Option<Label> {
    if is_rollback_condition(name) {
        return Some(Label::RollbackIf);
    }
    let begins = |label: Label| {
        let (_, words) = WORDS.iter().find(|(it, _)| *it == label)?;
        words
            .split(", ")
            .any(|word| name.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
            .then_some(label)
    };
    // `Watch for 5 minutes`, `Red Flags (immediate rollback)`, `Expected response (200)`.
    let watch = begins(Label::Watch).filter(|_| name.chars().any(|c| c.is_ascii_digit()));
    watch.or_else(|| {
        ["expected output", "expected response", "expected result", "red flags", "success criteria"]
            .iter()
            .find(|words| name.starts_with(**words))
            .and_then(|words| label(words))
    })
}

/// `Rollback immediately if`, `Cuándo revertir`, `Rollback-Kriterien`.
pub(crate) fn is_rollback_condition(folded: &str) -> bool {
    let words: Vec<&str> = folded.split(' ').collect();
    words.len() <= 8
        && folded.chars().count() <= 90
        && BACK.split(", ").any(|back| folded.contains(back))
        && (WHEN.split(", ").any(|when| words.contains(&when))
            || WHEN_WITHIN.split(", ").any(|when| folded.contains(when)))
        && !folded.contains("if needed")
        && !folded.contains("if available")
        && !folded.contains("if necessary")
}

/// A line that is a label with its value: `(label, value)`. A plain name must be one of the dictionary.
pub(crate) fn labelled(line: &str) -> Option<(Label, String)> {
    if let Some((name, value)) = bold_lead(line) {
        return label(&name).map(|label| (label, value));
    }
    let plain = unmarked(line);
    let (name, value) = plain.split_once([':', '：'])?;
    if value.starts_with("//") || name.chars().count() > 60 {
        return None;
    }
    let name = name.trim().trim_start_matches(|c: char| !c.is_alphanumeric());
    label(name).map(|label| (label, value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_several_languages() {
        for (line, wanted) in [
            ("\u{1}Duration\u{2}: 2-5 minutes", Label::Takes),
            ("Dauer: 5 Minuten", Label::Takes),
            ("\u{1}Durée estimée :\u{2} 5 min", Label::Takes),
            ("Riesgo: alto", Label::Risk),
            ("\u{1}Saída esperada\u{2}:", Label::Expect),
            ("\u{1}Expected Response\u{2}:", Label::Expect),
            ("\u{1}Watch for 5 minutes\u{2}:", Label::Watch),
            ("\u{1}Red Flags\u{2} (immediate rollback if any occur):", Label::RollbackIf),
            ("Rollback immediately if:", Label::RollbackIf),
            ("\u{1}Überprüfung\u{2}:", Label::Check),
            ("\u{1}WARNING\u{2}: no way back", Label::Warning),
        ] {
            assert_eq!(labelled(line).map(|it| it.0), Some(wanted), "{line}");
        }
        for line in
            ["curl https://x", "Restart the service", "\u{1}API\u{2}: up", "Step: one", "see https://x"]
        {
            assert_eq!(labelled(line), None, "{line}");
        }
        assert_eq!(labelled("\u{1}Risk\u{2}: High").unwrap().1, "High");
    }
}
