//! Labels before a value or a block: `**Duration**: 2-5 minutes`, `Riesgo: alto`, `**Erwartete Ausgabe**:`.

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

/// By label: the words for it in several languages, as [`fold`] writes them.
const WORDS: &[(Label, &[&str])] = &[
    (
        Label::Takes,
        &[
            "duration",
            "estimated duration",
            "expected duration",
            "estimated time",
            "time",
            "time estimate",
            "time required",
            "eta",
            "takes",
            "dauer",
            "geschatzte dauer",
            "zeitbedarf",
            "zeitaufwand",
            "zeit",
            "duracion",
            "duracion estimada",
            "tiempo",
            "tiempo estimado",
            "duree",
            "duree estimee",
            "temps",
            "temps estime",
            "duracao",
            "duracao estimada",
            "tempo",
            "tempo estimado",
            "durata",
        ],
    ),
    (
        Label::Risk,
        &[
            "risk",
            "risk level",
            "risks",
            "risiko",
            "risikostufe",
            "riesgo",
            "nivel de riesgo",
            "risque",
            "niveau de risque",
            "risco",
            "nivel de risco",
            "rischio",
        ],
    ),
    (
        Label::Check,
        &[
            "validation",
            "verification",
            "verify",
            "validate",
            "check",
            "checks",
            "how to verify",
            "to verify",
            "test",
            "validierung",
            "uberprufung",
            "uberprufen",
            "prufung",
            "prufen",
            "verifizierung",
            "verifikation",
            "kontrolle",
            "validacion",
            "verificacion",
            "comprobacion",
            "verificar",
            "comprobar",
            "validar",
            "controle",
            "verifier",
            "validacao",
            "verificacao",
            "conferencia",
            "verifica",
        ],
    ),
    (
        Label::Expect,
        &[
            "expected",
            "expected output",
            "expected response",
            "expected result",
            "expected results",
            "expected outcome",
            "output",
            "response",
            "result",
            "sample output",
            "example output",
            "you should see",
            "should show",
            "erwartet",
            "erwartete ausgabe",
            "erwartetes ergebnis",
            "erwartete antwort",
            "ausgabe",
            "ergebnis",
            "resultado esperado",
            "resultados esperados",
            "salida esperada",
            "respuesta esperada",
            "salida",
            "resultado",
            "esperado",
            "resultat attendu",
            "sortie attendue",
            "reponse attendue",
            "sortie",
            "resultat",
            "attendu",
            "saida esperada",
            "resposta esperada",
            "saida",
        ],
    ),
    (
        Label::Rollback,
        &[
            "rollback",
            "roll back",
            "rollback plan",
            "rollback step",
            "rollback steps",
            "rollback procedure",
            "rollback command",
            "backout",
            "back out",
            "zurucksetzen",
            "rucksetzen",
            "ruckweg",
            "reversion",
            "revertir",
            "vuelta atras",
            "retour arriere",
            "reversao",
            "reverter",
        ],
    ),
    (
        Label::RollbackIf,
        &[
            "red flags",
            "red flag",
            "when to rollback",
            "when to roll back",
            "abort if",
            "abort criteria",
            "abort when",
            "no go criteria",
            "stop if",
            "rollback triggers",
            "automatic rollback triggers",
            "rollback criteria",
            "warnzeichen",
            "abbruchkriterien",
            "abbruch wenn",
            "senales de alerta",
            "criterios de reversion",
            "criterios de rollback",
            "cuando revertir",
            "signaux d alerte",
            "criteres de retour arriere",
            "criteres d abandon",
            "quand revenir en arriere",
            "sinais de alerta",
            "criterios de reversao",
            "quando reverter",
        ],
    ),
    (
        Label::Warning,
        &[
            "warning",
            "caution",
            "danger",
            "important",
            "attention",
            "achtung",
            "warnung",
            "wichtig",
            "vorsicht",
            "advertencia",
            "atencion",
            "aviso",
            "importante",
            "cuidado",
            "peligro",
            "avertissement",
            "atencao",
            "perigo",
            "irreversible",
            "point of no return",
            "attenzione",
        ],
    ),
    (
        Label::Symptoms,
        &[
            "symptom",
            "symptoms",
            "signs",
            "symptome",
            "anzeichen",
            "sintoma",
            "sintomas",
            "symptomes",
            "sintomi",
            "alert",
            "alerts",
        ],
    ),
    (
        Label::Diagnosis,
        &[
            "diagnosis",
            "diagnostics",
            "diagnose",
            "investigation",
            "triage",
            "possible checks",
            "how to investigate",
            "debugging",
            "diagnostico",
            "diagnostic",
            "untersuchung",
            "investigacion",
            "investigacao",
            "analyse",
            "diagnosi",
        ],
    ),
    (
        Label::Causes,
        &[
            "cause",
            "causes",
            "common causes",
            "possible causes",
            "probable causes",
            "likely causes",
            "root cause",
            "root causes",
            "ursache",
            "ursachen",
            "mogliche ursachen",
            "haufige ursachen",
            "causa",
            "causas",
            "posibles causas",
            "causas posibles",
            "causas comunes",
            "causas frecuentes",
            "causes possibles",
            "causes courantes",
            "causes frequentes",
            "causas possiveis",
            "possiveis causas",
            "causas comuns",
        ],
    ),
    (
        Label::Resolution,
        &[
            "resolution",
            "resolve",
            "fix",
            "solution",
            "solutions",
            "remediation",
            "mitigation",
            "how to fix",
            "recovery",
            "losung",
            "losungen",
            "behebung",
            "abhilfe",
            "massnahmen",
            "solucion",
            "soluciones",
            "resolucion",
            "remedio",
            "mitigacion",
            "correction",
            "remede",
            "solucao",
            "resolucao",
            "correcao",
            "mitigacao",
        ],
    ),
    (
        Label::Criteria,
        &[
            "success criteria",
            "acceptance criteria",
            "exit criteria",
            "erfolgskriterien",
            "abnahmekriterien",
            "criterios de exito",
            "criterios de aceptacion",
            "criteres de succes",
            "criteres de reussite",
            "criteres d acceptation",
            "criterios de sucesso",
            "criterios de aceitacao",
        ],
    ),
    (
        Label::Watch,
        &[
            "watch for",
            "monitor for",
            "observe for",
            "beobachten",
            "observar",
            "surveiller",
            "monitorar",
            "monitorizar",
        ],
    ),
    (
        Label::Owner,
        &[
            "owner",
            "maintained by",
            "owned by",
            "author",
            "verantwortlich",
            "autor",
            "responsable",
            "responsavel",
            "auteur",
            "mantenido por",
            "mantido por",
        ],
    ),
    (
        Label::Version,
        &["version", "document version", "versao", "last updated", "stand", "ultima actualizacion"],
    ),
    (
        Label::Command,
        &["command", "commands", "befehl", "befehle", "comando", "comandos", "commande", "commandes"],
    ),
];

/// What `name` is a label for, if for anything.
pub(crate) fn label(name: &str) -> Option<Label> {
    let name = fold(name);
    if name.is_empty() || name.len() > 80 {
        return None;
    }
    let exact = WORDS.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(label, _)| *label);
    exact.or_else(|| beginning(&name))
}

fn beginning(name: &str) -> Option<Label> {
    if is_rollback_condition(name) {
        return Some(Label::RollbackIf);
    }
    let begins = |label: Label| {
        let (_, words) = WORDS.iter().find(|(it, _)| *it == label)?;
        words.iter().any(|word| name.starts_with(&format!("{word} "))).then_some(label)
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
    let back = [
        "rollback",
        "roll back",
        "back out",
        "zurucksetzen",
        "zuruckrollen",
        "revertir",
        "reversion",
        "retour arriere",
        "revenir en arriere",
        "reverter",
        "reversao",
    ];
    let when = [
        "if",
        "when",
        "criteria",
        "criterion",
        "trigger",
        "triggers",
        "condition",
        "conditions",
        "wenn",
        "wann",
        "kriterien",
        "ausloser",
        "si",
        "cuando",
        "criterios",
        "condiciones",
        "quand",
        "criteres",
        "conditions",
        "se",
        "quando",
        "condicoes",
    ];
    let words: Vec<&str> = folded.split(' ').collect();
    words.len() <= 8
        && back.iter().any(|back| folded.contains(back))
        && words.iter().any(|word| when.contains(word))
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
