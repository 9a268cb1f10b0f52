//! The same things said in several languages.

use gonogo::model::runbook::{Risk, Stage};

use super::cases::{kept, step};

#[test]
fn spanish() {
    let book = kept("spanish.md");
    assert_eq!(book.rollback_if, ["Tasa de errores > 5 %", "La página no responde"]);
    assert_eq!((book.plan.len(), book.trouble.len(), book.contact.len()), (1, 1, 1));
    assert_eq!(book.phase[0].stage(), Stage::Before);
    assert_eq!(book.phase[1].due.unwrap().to_string(), "-1d");
    let migrate = step(&book, "Paso 1: Migraciones");
    assert_eq!((migrate.risk, migrate.takes.unwrap().to_string().as_str()), (Risk::High, "5m-10m"));
    assert_eq!((migrate.check.len(), migrate.expect.as_deref()), (1, Some("0")));
    assert_eq!(step(&book, "Paso 2: Publicar").variant.len(), 2);
    let cola = &book.trouble[0];
    assert_eq!(
        (cola.symptoms.as_slice(), cola.diagnosis.len(), cola.resolution.len()),
        (&["la cola no baja".to_owned()][..], 1, 1)
    );
    assert_eq!(book.contact[0].phone.as_deref(), Some("+34 911 222 333"));
}

#[test]
fn german() {
    let book = kept("german.md");
    let stop = step(&book, "Schritt 1 – Dienst anhalten");
    assert_eq!(
        (stop.run.as_deref(), stop.terminal, stop.risk),
        (Some("sudo systemctl stop buchhaltung"), true, Risk::Medium)
    );
    assert_eq!(stop.takes.unwrap().to_string(), "2m");
    let fetch = step(&book, "Schritt 2 – Neue Version einspielen");
    assert!(fetch.run.as_deref().unwrap().contains("buchhaltung-\"$version\".tar.gz"), "{fetch:?}");
    let start = step(&book, "Schritt 3 – Dienst starten");
    assert_eq!(
        start.run.as_deref(),
        Some("systemctl start buchhaltung\nsystemctl status buchhaltung --no-pager\n")
    );
    assert_eq!(book.rollback_if, ["Dienst startet nicht", "Fehlerquote über 2 %"]);
    assert_eq!((book.plan.len(), book.trouble.len(), book.contact.len()), (1, 1, 2));
    assert_eq!(book.trouble[0].cause[0].solution, "Prozess beenden");
    assert_eq!(book.contact[0].email.as_deref(), Some("betrieb@beispiel.de"));
    let questions: usize = book.phase_steps().map(|step| step.check.len()).sum();
    assert_eq!(questions, 2);
}

#[test]
fn french() {
    let book = kept("french.md");
    let stop = step(&book, "Étape 1 : Arrêter les tâches");
    assert_eq!(
        (stop.risk, stop.takes.unwrap().to_string().as_str(), stop.expect.as_deref()),
        (Risk::Low, "3m-5m", Some("OK"))
    );
    assert!(step(&book, "Étape 2 : Déployer").run.as_deref().unwrap().contains("BRANCH=\"$branche\""));
    assert_eq!((book.plan.len(), book.trouble.len(), book.contact.len()), (1, 1, 1));
    assert_eq!(book.phase[0].due.unwrap().to_string(), "-1d");
}

#[test]
fn portuguese() {
    let book = kept("portuguese.md");
    let update = step(&book, "Passo 1: Atualizar");
    assert_eq!((update.risk, update.expect.as_deref()), (Risk::Critical, Some("STATUS: deployed")));
    assert_eq!(step(&book, "Passo 2: Validar").check.len(), 2);
    assert_eq!(book.rollback_if, ["Taxa de erros > 2%"]);
    assert_eq!((book.plan.len(), book.trouble.len(), book.contact.len()), (1, 1, 1));
}

#[test]
fn a_language_that_no_list_knows() {
    let book = kept("chinese.md");
    assert_eq!(book.phase.len(), 2);
    assert_eq!(step(&book, "备份数据库").source_line, Some(5));
    assert_eq!(book.plan.len(), 1);
}
