//! What a document says that a command prints: in comments of the command, and in what leads to a block.

use super::text::fold;

/// `You should see:`, `Ausgabe:`, `Sortie attendue :`.
pub(super) fn speaks_of_output(lead: &str) -> bool {
    let lead = fold(lead);
    [
        "output",
        "should see",
        "should look",
        "should return",
        "should show",
        "expected",
        "returns",
        "response",
        "result",
        "ausgabe",
        "erwartet",
        "ergebnis",
        "salida",
        "esperad*",
        "deberia*",
        "resultado",
        "sortie",
        "attendu*",
        "resultat",
        "saida",
        "deve",
        "devrait",
        "looks like this",
        "result is",
        "prints",
        "出力",
        "結果",
        "输出",
        "结果",
        "返回",
        "вывод*",
        "результат*",
        "ожида*",
        "wynik",
        "uitvoer",
        "risultato",
    ]
    .iter()
    .any(|word| super::text::has_phrase(&lead, word))
}

/// What comments of a command say that it prints: `# Expected: "up"`, `# Should be 0`.
pub(super) fn expected_comments(run: &str) -> Option<String> {
    let mut out: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in run.lines() {
        let Some(text) = comment(line) else {
            goes_on = false;
            continue;
        };
        if let Some(rest) = expected(text) {
            goes_on = rest.is_empty();
            if !rest.is_empty() {
                out.push(rest.to_owned());
            }
        } else if goes_on && !text.is_empty() {
            out.push(text.to_owned());
        }
    }
    (!out.is_empty()).then(|| out.join("\n"))
}

/// The comment on a line, be it behind a command.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(text) = line.strip_prefix('#') {
        return Some(text.trim());
    }
    let (before, text) = line.rsplit_once(" # ")?;
    (before.matches('\'').count() % 2 == 0 && before.matches('"').count() % 2 == 0).then(|| text.trim())
}

fn expected(text: &str) -> Option<&str> {
    let folded = fold(text);
    let begins =
        |words: &[&str]| words.iter().any(|word| folded == *word || folded.starts_with(&format!("{word} ")));
    let named = [
        "expected output",
        "expected response",
        "expected result",
        "expected",
        "response",
        "output",
        "erwartete ausgabe",
        "erwartet",
        "ausgabe",
        "salida esperada",
        "resultado esperado",
        "esperado",
        "sortie attendue",
        "resultat attendu",
        "attendu",
        "saida esperada",
        "期望",
        "预期",
        "预期输出",
        "期待値",
        "期待される出力",
        "期待される結果",
        "ожидается",
        "ожидаемый вывод",
        "ожидаемый результат",
        "verwacht",
        "atteso",
    ];
    if begins(&named)
        && let Some((_, rest)) = text.split_once([':', '：', '→'])
    {
        return Some(rest.trim());
    }
    begins(&[
        "should",
        "must",
        "expect",
        "sollte",
        "muss",
        "debe",
        "deberia",
        "doit",
        "devrait",
        "deve",
        "должно",
        "должен",
        "должна",
    ])
    .then_some(text)
}

/// The first comment that says what a command does.
pub(super) fn first_comment(run: &str) -> Option<String> {
    let line = run.lines().find(|line| !line.trim().is_empty())?;
    let text = line.trim().strip_prefix('#')?.trim_start_matches('#').trim();
    let says = text.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !text.starts_with('!');
    (says && text.chars().count() <= 90).then(|| text.trim_end_matches([':', '.']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_tell_what_is_expected() {
        let text = "curl x\n# Expected: \"up\"\ncurl y # should be 0\n# Response:\n# {\"a\": 1}\nz\n# then";
        assert_eq!(expected_comments(text).unwrap(), "\"up\"\nshould be 0\n{\"a\": 1}");
        assert_eq!(expected_comments("# Deploy\nx"), None);
        assert_eq!(first_comment("#!/bin/bash\nx"), None);
        assert_eq!(first_comment("# Deploy new version\nx").unwrap(), "Deploy new version");
    }

    #[test]
    fn leads_tell_that_output_follows() {
        assert!(speaks_of_output("You should see:") && speaks_of_output("Sortie attendue :"));
        assert!(!speaks_of_output("Run this:"));
    }
}
