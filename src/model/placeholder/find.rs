//! Finding them.

use std::sync::LazyLock;

use regex::Regex;

use super::bash_text::{BashText, Kind};

/// A placeholder in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The line, from 1.
    pub line: usize,
    /// Where it begins, in bytes.
    pub at: usize,
    /// As it stands there.
    pub text: String,
}

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, compiled by every test of this file")]
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        < [A-Za-z][A-Za-z0-9_.\ -]{0,60} >
        | \{ [A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)* \}
        | YYYY-?MM-?DD
        | YOUR_[A-Z0-9_]+
        | 0x\.\.\.",
    )
    .unwrap()
});

/// Programs whose arguments have a language of their own.
const PROGRAMS: [&str; 17] = [
    "awk", "gawk", "mawk", "jq", "yq", "jaq", "sed", "perl", "python", "python3", "node", "ruby", "php",
    "grep", "egrep", "rg", "xmllint",
];

/// Options whose values have a language of their own.
const TEMPLATES: [&str; 6] =
    ["jsonpath", "go-template", "custom-columns", "--format", "--template", "-o template"];

/// Tags that often stand without their closing one.
const TAGS: [&str; 11] = ["br", "hr", "p", "b", "i", "u", "li", "td", "tr", "th", "wbr"];

/// Every placeholder in `text`, in order.
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    let bash = BashText::new(text);
    PATTERN
        .find_iter(text)
        // Each is compared with the whole text; nobody fills in more than these.
        .take(1_000)
        .filter(|hit| {
            let place = Place::new(text, &bash, hit.start(), hit.end());
            !place.in_comment() && place.is_placeholder()
        })
        .map(|hit| Placeholder {
            line: text[..hit.start()].matches('\n').count() + 1,
            at: hit.start(),
            text: hit.as_str().to_owned(),
        })
        .collect()
}

/// Something that looks like a placeholder, and what stands around it.
struct Place<'a> {
    text: &'a str,
    bash: &'a BashText<'a>,
    start: usize,
    it: &'a str,
    before: &'a str,
    after: &'a str,
}

impl<'a> Place<'a> {
    fn new(text: &'a str, bash: &'a BashText<'a>, start: usize, end: usize) -> Self {
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[end..].find('\n').map_or(text.len(), |length| end + length);
        Self {
            text,
            bash,
            start,
            it: &text[start..end],
            before: &text[line..start],
            after: &text[end..line_end],
        }
    }

    fn in_comment(&self) -> bool {
        let line = self.before.trim_start();
        let comment = self.bash.stretch(self.start).is_some_and(|(_, kind)| kind == Kind::Comment);
        // Comments of what stands in a here-document: a configuration, SQL, code.
        comment || line.starts_with('#') || line.starts_with("//") || line.starts_with("-- ")
    }

    fn is_placeholder(&self) -> bool {
        match self.it.as_bytes()[0] {
            b'<' => !(self.is_redirection() || self.is_tag() || self.is_name_of_a_group() || self.is_usage()),
            b'{' => !(self.is_expansion() || self.is_program() || self.is_graphql()) && self.is_in_place(),
            b'Y' if self.it.starts_with("YOUR_") => {
                !self.follows_a_word() && !self.before.ends_with(['$', '{']) && !self.after.starts_with('=')
            }
            b'Y' => !self.before.ends_with(|c: char| c.is_ascii_alphabetic()) && !self.is_date_format(),
            _ => !self.follows_a_word(),
        }
    }

    fn follows_a_word(&self) -> bool {
        self.before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    }

    fn is_quoted(&self) -> bool {
        self.bash.stretch(self.start).is_some_and(|(_, kind)| kind == Kind::Quoted)
    }

    /// `sort <in >out`, `sort <in>out`, `cat <<END >file`, `<in> /dev/null`.
    fn is_redirection(&self) -> bool {
        let apart = self.before.is_empty() || self.before.ends_with([' ', '\t', ';', '|', '(']);
        let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '$' || c == '&';
        self.it.ends_with(" >")
            || self.before.ends_with('<')
            || self.after.starts_with('>')
            || (apart && !self.is_quoted() && self.after.starts_with(goes_on))
            || (apart && self.after.trim_start().starts_with("/dev/"))
    }

    /// `<br>`, `<name>…</name>`, `Vec<String>`, and what a program is to look for: `sed 's/<version>/1/'`.
    fn is_tag(&self) -> bool {
        let name = &self.it[1..self.it.len() - 1];
        let word = self.before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let is_generic = word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.contains(|c: char| c.is_ascii_lowercase());
        TAGS.contains(&name)
            || is_generic
            || self.text.contains(&format!("</{name}>"))
            || (self.is_quoted() && self.is_program())
    }

    /// `(?<name>…)`, `(?P<name>…)`, `\k<name>`.
    fn is_name_of_a_group(&self) -> bool {
        ["(?", "(?P", "\\k"].iter().any(|opening| self.before.ends_with(opening))
    }

    /// `echo "usage: $0 <environment>"` tells a person what to type elsewhere.
    fn is_usage(&self) -> bool {
        self.bash.stretch(self.start).is_some_and(|(text, _)| text.to_ascii_lowercase().contains("usage:"))
    }

    /// `${name}`, `{{name}}`, `\{x}`, `%{http_code}`, `@{upstream}`, `^{commit}`, `exec {fd}>file`, `xargs -I{f} cp {f}`.
    fn is_expansion(&self) -> bool {
        self.before.ends_with(['$', '{', '\\', '%', '@', '^', '#'])
            || self.after.starts_with(['}', '>', '<'])
            || ["-I", "-I ", "--replace="].iter().any(|it| self.text.contains(&format!("{it}{}", self.it)))
    }

    fn is_program(&self) -> bool {
        let command = self.bash.command_before(self.start);
        command.split_whitespace().any(|word| PROGRAMS.contains(&word.rsplit('/').next().unwrap_or(word)))
            || TEMPLATES.iter().any(|option| command.contains(option))
    }

    /// `{"query": "{health}"}`
    fn is_graphql(&self) -> bool {
        let before = self.before.trim_end_matches([' ', '\\', '"']);
        before.trim_end_matches([' ', ':']).trim_end_matches(['\\', '"']).ends_with("query")
    }

    /// Braces in a here-document are most often some other language's; in a path or a URL they are to be filled in.
    fn is_in_place(&self) -> bool {
        let here = self.bash.stretch(self.start).is_some_and(|(_, kind)| kind == Kind::HereDoc);
        let word = self.before.rsplit([' ', '\t', '"', '\'', '=']).next().unwrap_or("");
        !here || word.contains('/')
    }

    /// `to_char(now(), 'YYYY-MM-DD')`
    fn is_date_format(&self) -> bool {
        let before = self.before.to_ascii_lowercase();
        ["to_char(", "to_date(", "to_timestamp(", "format(", "-format"].iter().any(|it| before.contains(it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        placeholders(text).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn what_is_to_be_filled_in_is_found() {
        for (text, wanted) in [
            ("export PGPASSWORD=\"<password>\"", "<password>"),
            (
                "export POSTGRES_PASSWORD=\"<password-from-infrastructure.yaml>\"",
                "<password-from-infrastructure.yaml>",
            ),
            ("psql -c '\\d+ <table_name>'", "<table_name>"),
            ("./db-rollback.sh prod <backup-file>", "<backup-file>"),
            ("kubectl logs <pod-name> -n x --previous", "<pod-name>"),
            ("kubectl logs api | grep <pod-name>", "<pod-name>"),
            ("cat server/prisma/migrations/<name>/down.sql | psql", "<name>"),
            ("docker pull shop/api:v<version>", "<version>"),
            ("ssh <user>@host", "<user>"),
            ("echo \"for <customer>\"", "<customer>"),
            ("login <your user name>", "<your user name>"),
            ("cat > .env <<EOF\nDB_PASSWORD=<strong-password>\nEOF", "<strong-password>"),
            ("echo ${x:-<default>}", "<default>"),
            ("curl https://x/patient/{patientTokenId}/all", "{patientTokenId}"),
            (
                "curl -X GET \"https://x/fhir/patient/{patientTokenId}/\\$everything\" \\\n  -H 'a: b'",
                "{patientTokenId}",
            ),
            ("curl -w '%{http_code}' \"https://x/{tenant-id}\"", "{tenant-id}"),
            ("jq . a.json; kubectl logs {pod}", "{pod}"),
            ("cat <<EOF\nurl: https://x/{tenant}/y\nEOF", "{tenant}"),
            ("gunzip -c /b/database_YYYYMMDD.sql.gz | psql", "YYYYMMDD"),
            ("ls backup-YYYY-MM-DD", "YYYY-MM-DD"),
            ("restore --at YYYY-MM-DDTHH:MM", "YYYY-MM-DD"),
            ("token=YOUR_API_KEY", "YOUR_API_KEY"),
            ("deploy --contract 0x...", "0x..."),
        ] {
            assert_eq!(texts(text), [wanted], "{text}");
        }
    }

    #[test]
    fn a_placeholder_has_its_line() {
        assert_eq!(placeholders("a\nb <migration-name>")[0].line, 2);
        let lines: Vec<usize> = placeholders("<a>\n\n<c>\n").iter().map(|it| it.line).collect();
        assert_eq!(lines, [1, 3]);
    }

    #[test]
    fn what_belongs_to_the_shell_is_left() {
        for text in [
            "echo ${name} ${YOUR_KEY} $(date)",
            "YOUR_KEY=1",
            "for i in {1..30}; do cp a.{txt,md} b; done",
            "psql < in.sql > out.txt",
            "sort <in >out",
            "sort <in>out",
            "sort <in>/dev/null 2>&1",
            "psql <dump.sql> /dev/null",
            "sort <in >>out",
            "sort <in>&2",
            "cat <<EOF",
            "cat <<EOF >file\nEOF",
            "cat <<EOF>file\nEOF",
            "cat <<<\"$x\"",
            "diff <(a) <(b)",
            "exec {log}>file; exec {log}>&-",
            "find . -name x | xargs -I{f} cp {f} y",
            "git rev-parse @{upstream} 'HEAD^{commit}'",
            "(( a<b )) && [[ c > d ]]",
        ] {
            assert_eq!(texts(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_belongs_to_another_language_is_left() {
        for text in [
            "docker ps --format '{{.Names}}'",
            "helm template {{name}}",
            "curl -d '{\"a\": 1, \"b\": {\"c\": [true]}}'",
            "curl -d '{\"query\": \"{health}\"}'",
            "curl -d \"{\\\"query\\\": \\\"{health}\\\"}\"",
            "curl -w \"%{http_code}\" https://x",
            "awk '{print}'",
            "awk '\n  /x/ {print}\n' file",
            "jq '{waiting}'",
            "curl x | jq -r '.jobs[] | {waiting}'",
            "kubectl get -o jsonpath={items}",
            "kubectl get pods -o 'jsonpath={items}'",
            "sed -i 's/<version>/1.2/' values.yaml",
            "curl -s https://x | grep '<title>'",
            "grep -P '(?<name>a)' f; x '(?P<name>a)'",
            "echo '<br>'",
            "cat <<EOF > pom.xml\n<name>shop</name>\nEOF",
            "python3 <<EOF\nprint(f\"{name}\")\nEOF",
            "psql -c \"select to_char(now(), 'YYYY-MM-DD')\"",
            "echo \"usage: $0 <environment>\"",
            "echo 'Shop <noreply@shop.example>'",
        ] {
            assert_eq!(texts(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn comments_are_left() {
        for text in
            ["# fill <this> in", "run # with <this>", "cat <<E\n// Vec<String> of <that>\nE", "x Vec<String>"]
        {
            assert_eq!(texts(text), Vec::<String>::new(), "{text}");
        }
    }
}
