//! What a section is about, judged by its title; in doubt it is work.

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

/// By kind: words of titles in several languages, as [`fold`] writes them; the first kind that fits counts.
const WORDS: &[(SectionKind, &[&str])] = &[
    (
        SectionKind::Vendors,
        &[
            "vendor*",
            "external contact*",
            "external support",
            "supplier*",
            "lieferant*",
            "dienstleister",
            "proveedor*",
            "fournisseur*",
            "prestataire*",
            "fornecedor*",
        ],
    ),
    (
        SectionKind::Escalation,
        &[
            "escalation*",
            "eskalation*",
            "escalado",
            "escalamiento",
            "escalacion*",
            "escalade",
            "escalonamento",
            "escalacao",
        ],
    ),
    (
        SectionKind::Channels,
        &[
            "communication channel*",
            "kommunikationskan*",
            "canales de comunicacion",
            "canaux de communication",
            "canais de comunicacao",
            "slack channel*",
        ],
    ),
    (
        SectionKind::Contacts,
        &[
            "contact",
            "contacts",
            "kontakt",
            "kontakte",
            "notfallkontakt*",
            "notfallnummer*",
            "kontaktdaten",
            "kontaktliste",
            "telefonliste",
            "ansprechpartner*",
            "contacto*",
            "contato*",
            "contatti",
            "on call rotation",
            "rufbereitschaft",
            "bereitschaft",
            "guardia*",
            "astreinte*",
            "plantao",
            "who to call",
            "response team",
            "連絡先",
            "联系人",
        ],
    ),
    (
        SectionKind::Print,
        &[
            "print copy",
            "printable*",
            "print version",
            "druckversion",
            "druckfassung",
            "zum ausdrucken",
            "imprimible",
            "para imprimir",
            "imprimable",
            "a imprimer",
            "imprimivel",
            "para impressao",
        ],
    ),
    (
        SectionKind::Severity,
        &[
            "severity",
            "severities",
            "severity level*",
            "schweregrad*",
            "severidad*",
            "niveles de gravedad",
            "gravedad",
            "gravite",
            "severidade*",
            "niveis de gravidade",
            "gravidade",
            "priority level*",
        ],
    ),
    (
        SectionKind::Trouble,
        &[
            "troubleshoot*",
            "failure mode*",
            "known issue*",
            "common issue*",
            "common problem*",
            "known problem*",
            "issue",
            "problem",
            "incident*",
            "emergency",
            "emergencies",
            "disaster*",
            "outage*",
            "down scenario",
            "corruption scenario",
            "response plan",
            "response procedure*",
            "fehlerbehebung",
            "fehlersuche",
            "storung*",
            "problembehebung",
            "problemlosung*",
            "bekannte probleme",
            "haufige probleme",
            "notfall*",
            "ausfall*",
            "storfall*",
            "solucion de problemas",
            "resolucion de problemas",
            "problemas*",
            "incidente*",
            "incidencia*",
            "emergencia*",
            "depannage",
            "problemes*",
            "resolution de probleme*",
            "urgence*",
            "resolucao de problemas",
            "solucao de problemas",
            "trouble shooting",
            "故障",
            "トラブルシューティング",
            "障害",
        ],
    ),
    (
        SectionKind::Background,
        &[
            "table of contents",
            "contents",
            "toc",
            "inhalt",
            "inhaltsverzeichnis",
            "indice",
            "sommaire",
            "table des matieres",
            "sumario",
            "overview",
            "ubersicht",
            "uberblick",
            "vision general",
            "descripcion general",
            "apercu",
            "vue d ensemble",
            "visao geral",
            "introduction",
            "einleitung",
            "einfuhrung",
            "introduccion",
            "introducao",
            "purpose",
            "zweck",
            "proposito",
            "scope",
            "geltungsbereich",
            "alcance",
            "background",
            "hintergrund",
            "license",
            "licence",
            "lizenz",
            "licencia",
            "licenca",
            "changelog",
            "change log",
            "revision history",
            "document history",
            "anderungshistorie",
            "historial*",
            "glossary",
            "glossar",
            "glosario",
            "glossaire",
            "related documentation",
            "related documents",
            "related runbooks",
            "reference documentation",
            "references",
            "see also",
            "siehe auch",
            "weiterfuhrende*",
            "referencias",
            "documentation",
            "about this*",
            "further reading",
            "resources",
            "links",
        ],
    ),
    (
        SectionKind::Appendix,
        &[
            "appendix*",
            "anhang*",
            "apendice*",
            "annexe*",
            "anexo*",
            "useful commands",
            "nutzliche befehle",
            "comandos utiles",
            "commandes utiles",
            "comandos uteis",
            "cheat sheet",
            "reference",
        ],
    ),
];

/// Words for the way back.
const BACK: [&str; 26] = [
    "rollback*",
    "roll back",
    "rolling back",
    "back out",
    "backout",
    "zuruckroll*",
    "zurucksetz*",
    "rucksetz*",
    "ruckbau",
    "ruckabwicklung",
    "reversion",
    "vuelta atras",
    "marcha atras",
    "retroceso",
    "revertir",
    "retour arriere",
    "retour en arriere",
    "reversao",
    "reverter",
    "desfazer",
    "terugdraai*",
    "ripristino",
    "回滚",
    "回退",
    "ロールバック",
    "откат",
];

/// Before these it is only prepared or spoken of.
const PREPARING: [&str; 22] = [
    "create",
    "prepare",
    "verify",
    "test",
    "validate",
    "write",
    "document",
    "check",
    "review",
    "confirm",
    "vorbereit*",
    "erstell*",
    "pruf*",
    "crear",
    "preparar",
    "verificar",
    "probar",
    "preparer",
    "verifier",
    "creer",
    "tester",
    "criar",
];

/// What a section of this title is about; `None` where the title doesn't say.
pub(crate) fn kind(title: &str) -> Option<SectionKind> {
    let title = fold(title);
    // Contacts of an emergency are contacts, and its rollback is a rollback.
    let first = |kinds: &[SectionKind]| {
        WORDS
            .iter()
            .filter(|(kind, _)| kinds.contains(kind))
            .find(|(_, words)| words.iter().any(|word| has_phrase(&title, word)))
            .map(|(kind, _)| *kind)
    };
    use SectionKind as K;
    if let Some(kind) = first(&[K::Vendors, K::Escalation, K::Channels, K::Contacts, K::Print]) {
        return Some(kind);
    }
    if is_rollback(&title) {
        return Some(if is_rollback_condition(&title) { K::RollbackIf } else { K::Rollback });
    }
    first(&[K::Severity, K::Trouble, K::Background, K::Appendix])
}

fn is_rollback(folded: &str) -> bool {
    let back = BACK.iter().any(|word| has_phrase(folded, word));
    let words: Vec<&str> =
        folded.split(' ').filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect();
    let prepares = words.iter().take(3).any(|word| PREPARING.iter().any(|it| has_phrase(word, it)));
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
    let mut words = title.split(' ');
    let named = [
        "option",
        "opcion",
        "opcao",
        "opzione",
        "variant",
        "variante",
        "alternative",
        "alternativa",
        "method",
        "methode",
        "metodo",
        "strategy",
        "strategie",
        "estrategia",
        "approach",
        "way",
    ];
    let Some(first) = words.next() else { return false };
    let Some(second) = words.next() else { return false };
    named.contains(&first)
        && (second.len() == 1
            || second.chars().all(|c| c.is_ascii_digit())
            || ["ii", "iii", "iv"].contains(&second))
}

/// `Step 3: Deploy`, `Paso 2`, `Schritt 1 –`, `Étape 4`, `Passo 5`.
pub(crate) fn is_step(title: &str) -> bool {
    let title = fold(title);
    let mut words = title.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    ["step", "paso", "schritt", "etape", "passo", "stap", "krok", "passaggio"].contains(&first)
        && second.chars().next().is_some_and(|c| c.is_ascii_digit())
}

/// The number before a title: `1.`, `2)`, `1.2`, `(3)`, and the title without it.
pub(crate) fn numbered(title: &str) -> Option<(String, &str)> {
    let rest = title.trim_start_matches(|c: char| c == '(' || c == '#');
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
    [
        "optional",
        "optionally",
        "if needed",
        "if necessary",
        "if required",
        "if applicable",
        "if available",
        "if scheduled",
        "if paused",
        "falls notig",
        "falls erforderlich",
        "wenn notig",
        "bei bedarf",
        "opcional",
        "si es necesario",
        "si aplica",
        "si hace falta",
        "facultatif",
        "facultative",
        "optionnel",
        "optionnelle",
        "si necessaire",
        "au besoin",
        "se necessario",
        "se aplicavel",
    ]
    .iter()
    .any(|words| has_phrase(&text, words))
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
