//! Placeholders of every style become inputs, and the command takes them as quoted variables.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use indexmap::IndexMap;
use regex::Regex;

use super::quoting::{Quoting, quoting};
use super::text::fold;
use crate::model::ids::{InputName, is_variable, slug};
use crate::model::placeholder::placeholders;
use crate::model::runbook::Input;

/// The inputs that a document needs.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// By name.
    pub(crate) all: IndexMap<InputName, Input>,
    /// Names that commands of the document assign.
    pub(crate) taken: BTreeSet<String>,
    /// What a name stands for that doesn't come from the placeholder's own words.
    whose: HashMap<String, String>,
}

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this file")]
static MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          _{3,}
        | \[ [A-Z][a-z]+ (?:[\ /_-][A-Za-z]+){0,3} \]
        | \b(?:your|my)[-_][a-z][a-z0-9]*(?:[-_][a-z0-9]+)* \b
        | \b(?:CHANGE|REPLACE)_?(?:ME|THIS)\b
        | \{\s*\.\.\.\s*\}
        | < [^<>\s|&;$\x22'`=/\\]* [^\x00-\x7f] [^<>|&;$\x22'`=/\\\n]{0,60} >
        | \{ [^{}\s|&;$\x22'`,:\\]* [^\x00-\x7f] [^{}|&;$\x22'`,:\\\n]{0,60} \}
        | JJJJ-?MM-?TT | AAAA-?MM-?(?:DD|JJ) | TTMMJJJJ | DDMMYYYY | DD-MM-YYYY
        | [Xx]\.[Yy]\.[Zz]",
    )
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this file")]
static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)pass(?:word|wort|wd|phrase)?(?:$|_)|secret|token|api_?key|access_?key|private|credential|contrasena|clave|senha|mot_de_passe|kennwort|密码|密钥|口令|パスワード|пароль|токен|секрет|비밀번호|_key$|^key$|database_url|_dsn$|webhook").unwrap()
});

/// Whether what is called so is better not shown.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRET.is_match(name) && !name.to_lowercase().ends_with("_id")
}

struct Hole {
    start: usize,
    end: usize,
}

impl Inputs {
    /// `text` with every placeholder replaced by a variable. `None` where one stands in a place that takes none.
    pub(crate) fn fill(&mut self, text: &str, line: u32) -> Option<String> {
        let holes = holes(text);
        if holes.is_empty() {
            return Some(text.to_owned());
        }
        let places = quoting(text);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for hole in holes {
            let place = places.get(hole.start).copied().unwrap_or(Quoting::Plain);
            out.push_str(&text[at..hole.start]);
            at = hole.end;
            let it = &text[hole.start..hole.end];
            if place == Quoting::Comment {
                out.push_str(it);
                continue;
            }
            if place == Quoting::Verbatim {
                return None;
            }
            let name = self.input(it, &text[..hole.start], line);
            // `'<x>'` is the value and nothing else.
            let alone = place == Quoting::Single && out.ends_with('\'') && text[at..].starts_with('\'');
            if alone && places.get(hole.start.saturating_sub(2)).is_none_or(|it| *it != Quoting::Single) {
                out.pop();
                at += 1;
                out.extend(["\"$", name.as_str(), "\""]);
                continue;
            }
            match place {
                Quoting::Plain => out.extend(["\"$", name.as_str(), "\""]),
                Quoting::Single => out.extend(["'\"$", name.as_str(), "\"'"]),
                _ => out.extend(["${", name.as_str(), "}"]),
            }
        }
        out.push_str(&text[at..]);
        Some(out)
    }

    /// The input for the placeholder `it`, of which `before` stands before it.
    fn input(&mut self, it: &str, before: &str, line: u32) -> InputName {
        let stem = self.unique(it, stem(it, before), line);
        let mut name = stem.clone();
        while self.taken.contains(&name) {
            name.push_str("_value");
        }
        let name = InputName::new(name);
        self.all.entry(name.clone()).or_insert_with(|| {
            let words = stem.replace('_', " ");
            let pattern = match it {
                "YYYYMMDD" | "JJJJMMTT" | "AAAAMMDD" | "AAAAMMJJ" | "TTMMJJJJ" | "DDMMYYYY" => {
                    Some("[0-9]{8}".to_owned())
                }
                "YYYY-MM-DD" | "JJJJ-MM-TT" | "AAAA-MM-DD" | "AAAA-MM-JJ" => {
                    Some("[0-9]{4}-[0-9]{2}-[0-9]{2}".to_owned())
                }
                _ => None,
            };
            let own = it.trim_matches(['<', '>', '{', '}', '[', ']', ' ']);
            let ask = match () {
                () if pattern.is_some() => format!("Date, as {it}"),
                () if !own.is_ascii() => sentence(own),
                () => sentence(&words),
            };
            Input {
                ask: Some(ask),
                about: Some(format!("Stands as `{it}` in line {line} of the document.")),
                secret: is_secret(&stem) || is_secret(own),
                pattern,
                later: true,
                ..Input::default()
            }
        });
        name
    }

    /// `stem`, or another where it says nothing of its own and already stands for something else.
    fn unique(&mut self, it: &str, stem: String, line: u32) -> String {
        let own = it.trim_matches(['<', '>', '{', '}', '[', ']', ' ']);
        let speaks =
            own.is_ascii() && own.contains(|c: char| c.is_ascii_alphabetic()) && !own.starts_with("0x");
        if speaks {
            return stem;
        }
        // A blank is filled anew in every line, a name in another script is one value.
        let whose = if own.is_ascii() { format!("{it} {line}") } else { own.to_owned() };
        let mut name = stem.clone();
        let mut next = 2;
        while self.whose.get(&name).is_some_and(|other| *other != whose) {
            name = format!("{stem}_{next}");
            next += 1;
        }
        self.whose.insert(name.clone(), whose);
        name
    }

    /// An input for the variable `name`, which commands use and none sets.
    pub(crate) fn variable(&mut self, name: &str) {
        self.all.entry(InputName::new(name)).or_insert_with(|| Input {
            ask: Some(format!("Value of {name}")),
            about: Some("Commands of the document use it, and none sets it.".to_owned()),
            env: Some(name.to_owned()),
            secret: is_secret(name),
            later: true,
            ..Input::default()
        });
    }
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Every placeholder in `text`, in order, none in another.
fn holes(text: &str) -> Vec<Hole> {
    let mut holes: Vec<Hole> =
        placeholders(text).into_iter().map(|it| Hole { start: it.at, end: it.at + it.text.len() }).collect();
    for hit in MORE.find_iter(text) {
        let before = &text[..hit.start()];
        let after = &text[hit.end()..];
        let it = hit.as_str();
        let letters = |c: char| c.is_ascii_alphanumeric();
        let in_word = if is_mask(it) {
            // `db_JJJJMMTT.gz`, `vX.Y.Z`
            let bare = before.strip_suffix(['v', 'V']).filter(|_| it.contains('.')).unwrap_or(before);
            bare.ends_with(letters) || after.starts_with(letters)
        } else if it.is_ascii() {
            before.ends_with(|c: char| letters(c) || matches!(c, '_' | '$' | '{' | '[' | '\\' | '%'))
                || after.starts_with(|c: char| {
                    matches!(c, '*' | '+' | '?' | ']' | '=' | '(')
                        || (letters(c) && !it.starts_with(['{', '_']))
                })
        } else {
            before.ends_with(['$', '{', '[', '\\', '%', '<'])
        };
        let is_json = !hit.as_str().starts_with('{')
            || !hit.as_str().is_ascii()
            || before.trim_end().ends_with([':', ',', '[']);
        let searched = hit.as_str().starts_with('[') && is_pattern(before);
        if !in_word && is_json && !searched {
            holes.push(Hole { start: hit.start(), end: hit.end() });
        }
    }
    holes.sort_by_key(|hole| hole.start);
    let mut end = 0;
    holes.retain(|hole| {
        let fits = hole.start >= end;
        if fits {
            end = hole.end;
        }
        fits
    });
    holes
}

/// `JJJJMMTT`, `X.Y.Z`: a form that a value has.
fn is_mask(it: &str) -> bool {
    it.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '.'))
        && (it.eq_ignore_ascii_case("x.y.z") || (it.contains("MM") && !it.contains("ME")))
}

/// Brackets that a program looks for, or a test of the shell.
fn is_pattern(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    ["grep", "sed", "awk", "tr ", "find", "ls ", "rm ", "[[", "case", "jq", "ERROR", "log"]
        .iter()
        .any(|word| line.contains(word))
}

/// A name for the placeholder `it`: its own words, or those before it.
fn stem(it: &str, before: &str) -> String {
    let own = it.trim_matches(['<', '>', '{', '}', '[', ']', ' ']);
    if own.eq_ignore_ascii_case("x.y.z") {
        return "version".to_owned();
    }
    let own = super::names::latin(&fold(&parted(own)));
    let latin = own.chars().filter(char::is_ascii_alphanumeric).count();
    let letters = own.chars().filter(|c| c.is_alphanumeric()).count();
    let named =
        own.contains(|c: char| c.is_ascii_alphabetic()) && !it.starts_with("0x") && latin * 2 > letters;
    let foreign = it.starts_with("0x") || !it.is_ascii();
    let words = if named { own } else { key_before(before, foreign).unwrap_or_default() };
    let mut name = slug(&fold(&words)).replace('-', "_");
    name.truncate(40);
    let name = name.trim_end_matches('_').to_owned();
    if is_variable(&name) {
        name
    } else if name.is_empty() {
        if it.starts_with("0x") { "address".to_owned() } else { "value".to_owned() }
    } else {
        format!("value_{name}")
    }
}

/// What the value is for: `--version ____`, `VERSION=____`, `"data": {...}`.
fn key_before(before: &str, only_named: bool) -> Option<String> {
    let line = before.rsplit('\n').next()?;
    let word = line.trim_end_matches([' ', ':', '=', '"', '\'']).rsplit([' ', '"', '\'', ',', '{']).next()?;
    let named = word.starts_with('-') || !line.ends_with(' ');
    let word = word.trim_start_matches('-');
    let named = named && word.len() > 1;
    (word.contains(|c: char| c.is_ascii_alphabetic()) && (named || !only_named)).then(|| parted(word))
}

/// `patientTokenId` in its words.
fn parted(text: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in text.chars() {
        if small && c.is_ascii_uppercase() {
            out.push(' ');
        }
        small = c.is_ascii_lowercase();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> String {
        Inputs::default().fill(text, 1).unwrap()
    }

    #[test]
    fn every_style_becomes_a_quoted_variable() {
        for (text, wanted) in [
            ("kubectl logs <pod-name> -n x", "kubectl logs \"$pod_name\" -n x"),
            ("export P=\"<password>\"", "export P=\"${password}\""),
            ("curl \"https://x/{patientTokenId}/y\"", "curl \"https://x/${patient_token_id}/y\""),
            ("curl -d '{\"k\": \"YOUR_API_KEY\"}'", "curl -d '{\"k\": \"'\"$your_api_key\"'\"}'"),
            ("gunzip -c db_YYYYMMDD.gz", "gunzip -c db_\"$yyyymmdd\".gz"),
            ("deploy --version ____", "deploy --version \"$version\""),
            ("deploy --contract 0x...", "deploy --contract \"$contract\""),
            ("notify [Your Name]", "notify \"$your_name\""),
            ("aws s3 ls s3://your-bucket/", "aws s3 ls s3://\"$your_bucket\"/"),
            ("cat <<EOF\nx: <y>\nEOF", "cat <<EOF\nx: ${y}\nEOF"),
            ("curl -d '{\"orgId\": 1, \"data\": {...}}'", "curl -d '{\"orgId\": 1, \"data\": '\"$data\"'}'"),
            ("x # <y>", "x # <y>"),
            ("export P='<password>'", "export P=\"$password\""),
            ("git checkout <предыдущий-тег>", "git checkout \"$predyduschiy_teg\""),
            ("mysql -p'{密码}' x", "mysql -p\"$value\" x"),
            ("pg_restore portal_JJJJMMTT.dump", "pg_restore portal_\"$jjjjmmtt\".dump"),
            ("git tag vX.Y.Z", "git tag v\"$version\""),
            ("cast send 0x... x", "cast send \"$address\" x"),
        ] {
            assert_eq!(filled(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_placeholder_is_left() {
        for text in [
            "docker ps --format '{{.Names}}'",
            "for i in {1..30}; do echo $(date) ${x}; done",
            "sort <in >out; cat <<EOF\nEOF",
            "[[ -f x ]] && [ -n \"$y\" ]",
            "grep '[Error]' log",
            "ls a__b __init__.py",
            "echo [A-Z] [0-9]",
            "awk '{print}' f | jq '{waiting}'",
            "echo 'größer <b> als' > x; echo a > b",
        ] {
            assert_eq!(filled(text), text);
        }
        assert_eq!(Inputs::default().fill("cat <<'EOF'\n<x>\nEOF", 1), None);
    }

    #[test]
    fn names_that_commands_set_are_avoided_and_secrets_known() {
        let mut inputs = Inputs::default();
        inputs.taken.insert("name".to_owned());
        assert_eq!(inputs.fill("x <name> <db-password>", 7).unwrap(), "x \"$name_value\" \"$db_password\"");
        assert!(inputs.all["db_password"].secret && !inputs.all["name_value"].secret);
        assert!(
            is_secret("JWT_SECRET")
                && is_secret("SLACK_WEBHOOK_URL")
                && !is_secret("keyboard")
                && !is_secret("REGION")
        );
    }
}
