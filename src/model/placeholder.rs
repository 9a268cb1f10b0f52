//! Places in a command that a person was meant to fill in: `<password>`, `{patientTokenId}`, `YYYYMMDD`, `YOUR_KEY`.
//! Not placeholders: redirections, `{{.Names}}`, `${name}`, `$(…)`, `{1..30}`, JSON, here-documents' marks.

use std::sync::LazyLock;

use regex::Regex;

/// A placeholder in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The line, from 1.
    pub line: usize,
    /// As it stands there.
    pub text: String,
}

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, compiled by every test of this file")]
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?P<before> [\$\{<] )?
        (?P<it>
            < [A-Za-z][A-Za-z0-9_.\ -]{0,60} >
          | \{ [A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)* \}
          | \b YYYY-?MM-?DD \b
          | \b YOUR_[A-Z0-9_]+ \b
          | \b 0x\.\.\.
        )
        (?P<after> [\}>] )?",
    )
    .unwrap()
});

/// Every placeholder in `text`, in order.
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        for hit in PATTERN.captures_iter(line) {
            let Some(it) = hit.name("it") else { continue };
            if hit.name("before").is_some()
                || hit.name("after").is_some()
                || is_shell(line, it.start(), it.as_str())
            {
                continue;
            }
            found.push(Placeholder { line: at + 1, text: it.as_str().to_owned() });
        }
    }
    found
}

/// Whether what looks like a placeholder is the shell's or a tag's: `cmd <in >out`, `{a}` in an awk program, `<br>`.
fn is_shell(line: &str, at: usize, it: &str) -> bool {
    let before = line[..at].chars().next_back();
    if it.starts_with('<') {
        // `sort <in >out`: a redirection's name is followed by a blank before `>`.
        return it[1..it.len() - 1].ends_with(' ') || before == Some('<');
    }
    if it.starts_with('{') {
        // `${x}`, `a{b}` in a regular expression, `{x}` inside a jq or awk program keep their meaning.
        return matches!(before, Some('$' | '{' | '\\'))
            || line.contains("awk ")
            || line.contains("jq ")
            || line.contains("jsonpath=")
            || line.contains("-w ");
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        placeholders(text).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn what_is_to_be_filled_in_is_found() {
        assert_eq!(texts("export PGPASSWORD=\"<password>\""), ["<password>"]);
        assert_eq!(texts("curl https://x/patient/{patientTokenId}/all"), ["{patientTokenId}"]);
        assert_eq!(texts("gunzip -c /b/database_YYYYMMDD.sql.gz | psql"), ["YYYYMMDD"]);
        assert_eq!(texts("kubectl logs <pod-name> -n x --previous"), ["<pod-name>"]);
        assert_eq!(texts("token=YOUR_API_KEY"), ["YOUR_API_KEY"]);
        assert_eq!(placeholders("a\nb <migration-name>")[0].line, 2);
    }

    #[test]
    fn what_belongs_to_the_shell_is_left() {
        for text in [
            "docker ps --format '{{.Names}}'",
            "echo ${name} $(date)",
            "for i in {1..30}; do",
            "psql < in.sql > out.txt",
            "sort <in >out",
            "cat <<EOF",
            "cat <<<\"$x\"",
            "# fill <this> in",
            "curl -d '{\"a\": 1}'",
            "awk '{print}'",
            "jq '{waiting}'",
            "kubectl get -o jsonpath={items}",
            "diff <(a) <(b)",
        ] {
            assert_eq!(texts(text), Vec::<String>::new(), "{text}");
        }
    }
}
