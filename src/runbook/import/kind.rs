//! What a section is about, judged by its title; in doubt it is work.

use std::sync::LazyLock;

use super::kind_words::{BACK, OPTIONAL, OPTIONS, PREPARING, STEPS, WORDS};
use super::label::is_rollback_condition;
use super::text::{fold, has_phrase};

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SectionKind {
    /// Something to be done, in its order.
    Work,
    /// The way back.
    Rollback,
    /// When to take it.
    RollbackIf,
    /// Known troubles, incidents and what to do then.
    Trouble,
    /// Severities.
    Severity,
    /// Who to call.
    Contacts,
    /// How to escalate.
    Escalation,
    /// Where the team talks.
    Channels,
    /// Who else to call.
    Vendors,
    /// The print copy.
    Print,
    /// To read, not to do: an overview, a table of contents.
    Background,
    /// To look up: an appendix, useful commands.
    Appendix,
}

static KINDS: LazyLock<Vec<(SectionKind, Vec<&str>)>> =
    LazyLock::new(|| WORDS.iter().map(|(kind, words)| (*kind, words.split(", ").collect())).collect());

/// What a section of this title is about; `None` where the title doesn't say.
pub(crate) fn kind(title: &str) -> Option<SectionKind> {
    use SectionKind as K;
    let title = fold(title);
    // Contacts of an emergency are contacts, and its rollback is a rollback.
    let first = |kinds: &[SectionKind]| {
        KINDS
            .iter()
            .filter(|(kind, _)| kinds.contains(kind))
            .find(|(_, words)| words.iter().any(|word| has_phrase(&title, word)))
            .map(|(kind, _)| *kind)
    };
    if let Some(kind) = first(&[K::Vendors, K::Escalation, K::Channels, K::Contacts, K::Print]) {
        return Some(kind);
    }
    if is_rollback(&title) {
        return Some(if is_rollback_condition(&title) { K::RollbackIf } else { K::Rollback });
    }
    first(&[K::Severity, K::Trouble, K::Background, K::Appendix])
}

fn is_rollback(folded: &str) -> bool {
    let back = BACK.split(", ").any(|word| has_phrase(folded, word));
    let words: Vec<&str> =
        folded.split(' ').filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect();
    let prepares = words.iter().take(3).any(|word| PREPARING.split(", ").any(|it| has_phrase(word, it)));
    // `Deploy and rollback guide` is about more.
    let more = [
        "deployment and ",
        "deploy and ",
        " and rollback",
        " und rollback",
        " y rollback",
        " et rollback",
        " e rollback",
    ]
    .iter()
    .any(|it| folded.contains(it));
    back && !prepares && !more
}

/// `Option A: Docker Compose`, `Strategy 2`, `Variante B`, `Alternativa 1`.
pub(crate) fn is_option(title: &str) -> bool {
    let title = fold(title);
    let Some((name, nth)) = counted(&title, OPTIONS) else { return false };
    let letter = nth.chars().count() == 1;
    let number = !nth.is_empty() && nth.chars().all(|c| c.is_ascii_digit());
    !name.is_empty() && (letter || number || ["ii", "iii", "iv"].contains(&nth))
}

/// `Step 3: Deploy`, `Paso 2`, `Schritt 1 –`, `Étape 4`, `Passo 5`.
pub(crate) fn is_step(title: &str) -> bool {
    let title = fold(title);
    counted(&title, STEPS).is_some_and(|(_, nth)| nth.starts_with(|c: char| is_digit(c)))
}

/// The word of `words` that `folded` begins with, and the word behind it; languages without spaces need none.
fn counted<'f>(folded: &'f str, words: &'static str) -> Option<(&'static str, &'f str)> {
    words.split(", ").find_map(|word| {
        let rest = folded.strip_prefix(word)?;
        let close = rest.starts_with(|c: char| is_digit(c) || c.is_ascii_alphabetic()) && !word.is_ascii();
        let apart = rest.starts_with(' ');
        let nth = rest.trim_start().split(' ').next().unwrap_or_default();
        (apart || close).then_some((word, nth))
    })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十１２３４５６７８９".contains(c)
}

/// The number before a title: `1.`, `2)`, `1.2`, `(3)`, and the title without it.
pub(crate) fn numbered(title: &str) -> Option<(String, &str)> {
    let rest = title.trim_start_matches(['(', '#']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let number = rest[..end].trim_end_matches('.');
    let after = rest[end..].trim_start_matches([')', ':', '.', '-', '–']);
    let parted = after.starts_with([' ', '\u{a0}']) && !after.trim().is_empty();
    let ends = number.contains('.') || rest[number.len()..].starts_with(['.', ')', ':']);
    (!number.is_empty() && number.len() <= 8 && parted && ends).then(|| (number.to_owned(), after.trim()))
}

/// Something that may be left out: `(optional)`, `(if needed)`.
pub(crate) fn is_optional(text: &str) -> bool {
    let text = fold(text);
    OPTIONAL.split(", ").any(|words| has_phrase(&text, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_what_a_section_is_about() {
        use SectionKind as K;
        for (title, wanted) in [
            ("Rollback Procedures", Some(K::Rollback)),
            ("Emergency Rollback", Some(K::Rollback)),
            ("Deployment and Rollback Guide", None),
            ("2. Create Rollback Scripts", None),
            ("When to Rollback", Some(K::RollbackIf)),
            ("Automatic Rollback Triggers", Some(K::RollbackIf)),
            ("2. Database Rollback (if needed)", Some(K::Rollback)),
            ("Emergency Contacts", Some(K::Contacts)),
            ("🚨 Emergency Procedures", Some(K::Trouble)),
            ("Failure Mode 1: Pods Crashing", Some(K::Trouble)),
            ("Escalation Path", Some(K::Escalation)),
            ("External Vendors", Some(K::Vendors)),
            ("Severity Levels", Some(K::Severity)),
            ("Appendix: Deployment Checklist (Print Copy)", Some(K::Print)),
            ("Table of Contents", Some(K::Background)),
            ("Pre-Deployment Checklist", None),
            ("Plan de reversión", Some(K::Rollback)),
            ("Procédure de retour arrière", Some(K::Rollback)),
            ("Zurücksetzen der Datenbank", Some(K::Rollback)),
            ("Plano de reversão", Some(K::Rollback)),
            ("Solución de problemas", Some(K::Trouble)),
            ("Fehlerbehebung", Some(K::Trouble)),
            ("Dépannage", Some(K::Trouble)),
            ("Notfallkontakte", Some(K::Contacts)),
            ("Ansprechpartner", Some(K::Contacts)),
            ("Contatos de emergência", Some(K::Contacts)),
        ] {
            assert_eq!(kind(title), wanted, "{title}");
        }
    }

    #[test]
    fn options_steps_and_numbers_are_seen() {
        assert!(
            is_option("Option A: Docker Compose")
                && is_option("Strategy 1: Forward")
                && is_option("Opción B")
        );
        assert!(!is_option("Options") && !is_option("Option for all"));
        assert!(is_step("Step 4: Health") && is_step("Étape 2 – Migrer") && !is_step("Steps"));
        assert_eq!(numbered("1.1 Environment"), Some(("1.1".to_owned(), "Environment")));
        assert_eq!(numbered("3. Notify Team"), Some(("3".to_owned(), "Notify Team")));
        assert_eq!(numbered("24 Hours Before"), None);
        assert_eq!(numbered("Deploy"), None);
        assert!(is_optional("Database Rollback (if needed)") && !is_optional("Deploy"));
    }
}
