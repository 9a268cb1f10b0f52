//! Whatever comes in, nothing panics, and what is imported can be run.

use gonogo::checks::KINDS;
use gonogo::runbook::import::import;
use gonogo::runbook::load;
use proptest::prelude::*;

use super::cases::fixture;
use super::found::{missing, walk};

fn sound(text: &str) -> Result<(), (u32, String)> {
    // Like bash, it refuses some texts.
    if text.len().is_multiple_of(7) || text.matches('"').count() % 2 == 1 {
        Err((1, "odd".to_owned()))
    } else {
        Ok(())
    }
}

fn holds(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(imported) = import("x.md", bytes, &sound) else { return Ok(()) };
    let loaded = load("x.md", &imported.text, KINDS);
    let loaded = loaded.map_err(|problems| TestCaseError::fail(format!("{problems}\n{}", imported.text)))?;
    prop_assert_eq!(&loaded.book, &imported.book);
    Ok(())
}

/// A piece of Markdown.
fn piece() -> impl Strategy<Value = String> {
    let word = "[a-zA-Z<>{}`$'\"*_|~#!&;()é0-9 .:-]{0,24}";
    prop_oneof![
        (1..7_usize, word).prop_map(|(level, word)| format!("{} {word}\n", "#".repeat(level))),
        (0..4_usize, "- |\\* |1\\. |2\\) |- \\[ \\] |- \\[x\\] |☐ ", word).prop_map(|(depth, mark, word)| format!("{}{mark}{word}\n", "  ".repeat(depth))),
        ("```|~~~|````", "bash|sh|sql|json|yaml||text", proptest::collection::vec("(\\$ |# |> |  )?(kubectl|ssh|psql|SELECT|export A=|echo|watch|cat <<EOF|EOF|done|if|\\{|-|1\\.) ?[a-z<>{}\"'$ ._/-]{0,20}", 0..5), any::<bool>())
            .prop_map(|(fence, tag, lines, closed)| format!("{fence}{tag}\n{}\n{}\n", lines.join("\n"), if closed { fence.as_str() } else { "" })),
        ("Duration|Risk|Rollback|Expected output|Validation|Symptoms|Resolution|Option A|Option B|Red Flags|Dauer|Riesgo|Step 1", word).prop_map(|(name, word)| format!("**{name}**: {word}\n")),
        "## (Rollback|Troubleshooting|Contacts|Appendix|Option A|Option B|Step 1: x|Severity|Print copy|Post-Rollback|Overview)\n",
        "\\| (Role|Task|Command|Duration) \\| (Name|Phone|Done|x) \\|\n\\|---\\|---\\|\n\\| [a-z]{1,5} \\| (☐|`ls -l`|a@b.org|5 min)? \\|\n",
        "> [a-z ]{0,20}\n|---\n|<details>\n<summary>x</summary>\n\n|</details>\n|\n|<!-- x -->\n|    indented code\n",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn any_markdown_becomes_a_runbook_that_can_be_run(pieces in proptest::collection::vec(piece(), 0..24)) {
        holds(pieces.join("").as_bytes())?;
    }

    #[test]
    fn any_bytes_are_taken_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        holds(&bytes)?;
    }

    #[test]
    fn a_mutated_document_is_taken_or_refused(
        name in "gitlab|tables|placeholders|spanish|german|fences|kubernetes",
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..60, "[ -~\n]{0,12}|\\PC{0,3}|```\n|- \\[ \\] |\n# "), 1..5)
    ) {
        let mut bytes = fixture(&format!("{name}.md"));
        for (at, length, new) in cuts {
            let from = at.index(bytes.len() + 1);
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, new.bytes());
        }
        holds(&bytes)?;
    }

    #[test]
    fn tasks_are_kept_wherever_they_stand(
        titles in proptest::collection::vec("(Rollback|Troubleshooting|Contacts|Severity levels|Appendix|Overview|Escalation|Deploy|Print copy|Vendors|Zurücksetzen)", 1..5),
        words in proptest::collection::vec("[a-z]{4,9} [a-z]{4,9}", 5),
        deep in any::<bool>(),
    ) {
        let mut text = "# Book\n\n".to_owned();
        for (at, title) in titles.iter().enumerate() {
            let word = &words[at];
            let indent = if deep { "- outer\n  " } else { "" };
            let section = format!("## {title}\n\n{indent}- [ ] {word} {at}\n\n```bash\necho {word} {at} code\n```\n\n");
            text.push_str(&section);
        }
        let imported = import("x.md", text.as_bytes(), &|_| Ok(())).unwrap();
        prop_assert_eq!(missing(&walk(&text), &imported.book, false), Vec::<String>::new(), "{}", imported.text);
    }
}

#[test]
fn deep_nesting_and_long_lines_end() {
    let deep_list: String =
        (0..1_200).flat_map(|depth| [" ".repeat(depth * 2), "- [ ] x\n".to_owned()]).collect();
    for text in [
        "> ".repeat(20_000) + "- [ ] x",
        "- ".repeat(5_000) + "x",
        deep_list,
        "*".repeat(50_000),
        "[".repeat(20_000),
        "# ".repeat(10_000),
        "`".repeat(30_000),
        "a".repeat(500_000),
        "| ".repeat(20_000),
    ] {
        let text = format!("# A\n\n- [ ] one\n\n{text}\n");
        let imported = import("x.md", text.as_bytes(), &|_| Ok(())).unwrap();
        assert!(imported.book.steps().any(|step| step.title == "one"));
    }
}
