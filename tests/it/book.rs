//! Runbook files: good ones load whole, bad ones tell everything that is wrong with them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gonogo::model::ids::EnvironmentName;
use gonogo::model::runbook::Probe;
use gonogo::runbook::{
    Kinds, Library, LibraryError, LintOptions, Loaded, Origin, Preview, ProbeProblem, Problem, Problems,
    Surroundings, ValueOrigin, load_bytes, load_with, preview, resolve, schema,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Four kinds, enough to see how the loader deals with kinds.
pub struct FakeKinds;

impl Kinds for FakeKinds {
    fn names(&self) -> Vec<&'static str> {
        vec!["http", "file", "tcp", "command"]
    }

    fn problems(&self, probe: &Probe) -> Vec<ProbeProblem> {
        let mut problems = Vec::new();
        if probe.kind == "file" {
            for key in probe.fields.keys().filter(|key| !["path", "gzip", "min_size"].contains(&key.as_str()))
            {
                let message = format!("unknown key `{key}` in a file probe: did you mean `path`?");
                problems.push(ProbeProblem { key: Some(key.clone()), message });
            }
            if !probe.fields.contains_key("path") {
                problems.push(ProbeProblem { key: None, message: "a file probe needs `path`".to_owned() });
            }
        }
        problems
    }

    fn by_hand(&self, probe: &Probe) -> Option<String> {
        (probe.kind == "http")
            .then(|| format!("curl -fsS '{}'", probe.fields["url"].as_str().unwrap_or_default()))
    }

    fn schema(&self, kind: &str) -> Option<Value> {
        (kind == "http").then(|| {
            json!({"$schema": "x", "type": "object", "properties": {"url": {"$ref": "#/$defs/Url"}}, "required": ["url"],
                "additionalProperties": false, "$defs": {"Url": {"type": "string"}}})
        })
    }
}

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/runbooks")
}

fn syntax(text: &str) -> Result<(), (u32, String)> {
    match text.lines().position(|line| line.contains("SYNTAX")) {
        Some(at) => Err((u32::try_from(at).unwrap() + 1, "unexpected end of file".to_owned())),
        None => Ok(()),
    }
}

fn promql(text: &str) -> Result<(), String> {
    if text.matches('(').count() == text.matches(')').count() {
        Ok(())
    } else {
        Err("a parenthesis is open".to_owned())
    }
}

pub fn load_all(name: &str, bytes: &[u8]) -> Result<Loaded, Problems> {
    load_bytes(name, bytes, &FakeKinds, &LintOptions { syntax: Some(&syntax), promql: Some(&promql) })
}

#[test]
fn every_bad_file_tells_all_that_is_wrong() {
    let mut files: Vec<_> =
        std::fs::read_dir(fixtures().join("bad")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let problems = load_all(name, &std::fs::read(&file).unwrap()).expect_err(name);
        assert!(problems.as_slice().iter().any(Problem::is_error), "{name}");
        writeln!(all, "{problems}\n").unwrap();
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_good_file_is_clean() {
    let text = std::fs::read_to_string(fixtures().join("good.toml")).unwrap();
    let loaded =
        load_with("good.toml", &text, &FakeKinds, &LintOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.text, text);
    let names: Vec<_> = loaded.book.input.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["version", "database_url", "mode", "ticket"], "inputs keep the order of the file");
    let environments: Vec<_> = loaded.book.environment.keys().map(ToString::to_string).collect();
    assert_eq!(environments, ["staging", "production"]);
}

/// Every kind that the file format has, without a look at the fields: those are the kinds' own tests.
struct EveryKind;

impl Kinds for EveryKind {
    fn names(&self) -> Vec<&'static str> {
        vec![
            "http",
            "postgres",
            "redis",
            "prometheus",
            "scrape",
            "compare",
            "kubernetes",
            "docker",
            "tls",
            "dns",
            "tcp",
            "env",
            "file",
            "command",
            "person",
        ]
    }

    fn problems(&self, _: &Probe) -> Vec<ProbeProblem> {
        Vec::new()
    }

    fn by_hand(&self, _: &Probe) -> Option<String> {
        None
    }

    fn schema(&self, _: &str) -> Option<Value> {
        None
    }
}

#[test]
fn the_embedded_runbooks_load_under_their_ids() {
    assert!(!gonogo::runbook::EMBEDDED.is_empty());
    for (id, text) in gonogo::runbook::EMBEDDED {
        let loaded =
            load_with(id, text, &EveryKind, &LintOptions::default()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(loaded.book.id.as_str(), *id);
    }
}

fn good() -> Loaded {
    load_all("good.toml", &std::fs::read(fixtures().join("good.toml")).unwrap())
        .unwrap_or_else(|e| panic!("{e}"))
}

fn nothing(_: &str) -> Option<String> {
    None
}

fn hash(run: &str) -> Result<String, String> {
    if run.starts_with("git ") { Ok("4f2c1ab".to_owned()) } else { Err(format!("unexpected {run}")) }
}

fn production() -> EnvironmentName {
    EnvironmentName::from("production")
}

fn pairs(set: &[(&str, &str)]) -> Vec<(String, String)> {
    set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_preview_shows_what_would_run_and_no_secret() {
    let loaded = good();
    let set = pairs(&[("database_url", "postgres://u:hunter2@db"), ("domain", "evil\u{1b}[31m")]);
    let around = Surroundings { env: &nothing, run_default: &hash };
    let resolved = resolve(&loaded.book, Some(&production()), &set, &around).unwrap();
    let text = preview(&Preview {
        book: &loaded.book,
        sha256: &loaded.sha256,
        resolved: &resolved,
        warnings: &loaded.warnings,
        kinds: &FakeKinds,
    });
    assert!(!text.contains("hunter2") && !text.contains('\u{1b}'), "{text}");
    insta::with_settings!({filters => vec![("sha256 [0-9a-f]{64}", "sha256 [hash]")]}, {
        insta::assert_snapshot!(text);
    });
}

#[test]
fn values_come_from_set_then_the_variable_then_the_default() {
    let book = good().book;
    let env = |name: &str| (name == "DATABASE_URL").then(|| "postgres://u:hunter2@db".to_owned());
    let around = Surroundings { env: &env, run_default: &hash };
    let resolved = resolve(&book, Some(&production()), &[], &around).unwrap();
    assert_eq!(resolved.text("version"), Some("4f2c1ab"));
    assert_eq!(resolved.text("api_url"), Some("https://api.shop.example"));
    assert_eq!(resolved.values["database_url"].origin, ValueOrigin::Variable("DATABASE_URL".to_owned()));
    assert!(!format!("{resolved:?}").contains("hunter2"));
    let offered: Vec<_> = resolved.offered.iter().map(|question| question.name.to_string()).collect();
    assert_eq!(offered, ["version", "mode"]);
    assert_eq!(resolved.later.len(), 1);
    assert_eq!(resolved.missing, []);

    let set = pairs(&[
        ("version", "abcdef0"),
        ("database_url", "x"),
        ("ticket", "T-1"),
        ("api_url", "http://${world}"),
    ]);
    let resolved = resolve(&book, Some(&production()), &set, &around).unwrap();
    assert_eq!(resolved.text("version"), Some("abcdef0"));
    assert_eq!(resolved.text("database_url"), Some("x"));
    assert_eq!(resolved.text("ticket"), Some("T-1"));
    assert_eq!(resolved.text("api_url"), Some("http://${world}"), "a given value is not looked into");
}

#[test]
fn a_default_that_fails_is_asked_for_and_a_value_without_any_way_is_an_error() {
    let book = good().book;
    let failing = |_: &str| Err("git: not a repository".to_owned());
    let set = pairs(&[("database_url", "x")]);
    let around = Surroundings { env: &nothing, run_default: &failing };
    let resolved = resolve(&book, Some(&production()), &set, &around).unwrap();
    assert_eq!(resolved.missing[0].name.as_str(), "version");
    assert_eq!(resolved.missing[0].why.as_deref(), Some("git: not a repository"));
    let problems = resolve(&book, Some(&production()), &[], &around).unwrap_err().to_string();
    assert_eq!(
        problems,
        "input `database_url` has no value: set the variable `DATABASE_URL`, or give `--set database_url=…`"
    );
}

#[test]
fn every_wrong_value_is_told_at_once_and_no_secret_with_it() {
    let text = std::fs::read_to_string(fixtures().join("good.toml")).unwrap();
    let text = text.replace("secret = true", "secret = true\npattern = '^postgres://'");
    let book = load_all("good.toml", text.as_bytes()).unwrap().book;
    let around = Surroundings { env: &nothing, run_default: &hash };
    let set = pairs(&[
        ("versoin", "1"),
        ("version", "HEAD"),
        ("mode", "fast"),
        ("database_url", "hunter2"),
        ("x1", ""),
    ]);
    let production = EnvironmentName::from("prodution");
    let problems = resolve(&book, Some(&production), &set, &around).unwrap_err();
    assert!(!problems.to_string().contains("hunter2"));
    insta::assert_snapshot!(problems);
    let problems = resolve(&book, None, &set[1..2], &around).unwrap_err();
    assert!(
        problems.to_string().contains("choose one with `--env`, of `staging`, `production`"),
        "{problems}"
    );
}

#[test]
fn an_environment_value_waits_for_its_input_and_hides_a_secret_one() {
    let text = r#"
format = 1
id = "x"
title = "X"
input.host.ask = "Host"
input.password = { env = "PASSWORD", secret = true }
[environment.production]
url = "https://${host}/"
dsn = "postgres://${password}@db"
full = "${dsn}/shop"
[[phase]]
id = "a"
title = "A"
step = [{ id = "s", title = "S" }]
"#;
    let book = load_all("x.toml", text.as_bytes()).unwrap().book;
    let env = |name: &str| (name == "PASSWORD").then(|| "hunter2".to_owned());
    let around = Surroundings { env: &env, run_default: &hash };
    let resolved = resolve(&book, None, &[], &around).unwrap();
    assert_eq!(resolved.environment, Some(production()), "the only one is taken");
    assert_eq!(resolved.text("url"), None);
    assert_eq!(resolved.missing[0].ask, "Host");
    assert_eq!(
        (resolved.text("full"), resolved.values["full"].secret),
        (Some("postgres://hunter2@db/shop"), true)
    );
    let resolved = resolve(&book, None, &pairs(&[("host", "h")]), &around).unwrap();
    assert_eq!(resolved.text("url"), Some("https://h/"));
}

#[test]
fn the_library_looks_in_its_order_and_shows_what_is_broken() {
    let home = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let book = |id: &str, title: &str| {
        format!(
            "format = 1\nid = \"{id}\"\ntitle = \"{title}\"\n[[phase]]\nid = \"a\"\ntitle = \"A\"\nstep = [{{ id = \"s\", title = \"S\" }}]\n"
        )
    };
    let (embedded, other) = (book("shop", "embedded"), book("other-thing", "Other"));
    write("config/runbooks/shop.toml", &book("shop", "config"));
    write("config/runbooks/only.toml", &book("only-config", "Only"));
    write("runbooks/broken.toml", "format = 1\nid = \"broken\"\ntitle = \"Broken\"\nx = 1\ny = 2\n");
    write("runbooks/rubbish.toml", "= = =");
    write("elsewhere/shop.toml", &book("shop", "path"));
    let config = home.path().join("config");
    let books = [("shop", embedded.as_str()), ("other-thing", other.as_str())];
    let library = Library { folder: home.path(), config: Some(&config), embedded: &books };

    let found = |name: &str| library.find(name).map(|source| (source.origin, source.text));
    assert_eq!(found("shop").unwrap(), (Origin::Config, book("shop", "config")));
    write("runbooks/named-otherwise.toml", &book("shop", "folder"));
    assert_eq!(found("shop").unwrap().0, Origin::Folder);
    assert_eq!(found("elsewhere/shop.toml").unwrap().0, Origin::Path);
    assert_eq!(found("other-thing").unwrap().0, Origin::BuiltIn);
    assert_eq!(found("only-config").unwrap().0, Origin::Config);
    assert_eq!(
        found("oter-thing").unwrap_err().to_string(),
        "there is no runbook `oter-thing`: did you mean `other-thing`?"
    );
    assert!(matches!(library.find("no/such.toml"), Err(LibraryError::NoFile { .. })));
    assert!(matches!(library.find("./config"), Err(LibraryError::Folder { .. })));
    std::fs::write(home.path().join("runbooks/latin.toml"), b"format = 1\n# \xe9\n").unwrap();
    assert!(matches!(library.find("latin"), Err(LibraryError::NotText { at: 13, .. })));

    let list = library.list(&FakeKinds);
    let ids: Vec<_> = list.iter().map(|one| (one.id.as_str(), one.origin, one.problem.is_some())).collect();
    assert_eq!(
        ids,
        [
            ("broken", Origin::Folder, true),
            ("latin", Origin::Folder, true),
            ("only-config", Origin::Config, false),
            ("other-thing", Origin::BuiltIn, false),
            ("rubbish", Origin::Folder, true),
            ("shop", Origin::Folder, false),
        ]
    );
    assert!(list[0].problem.as_ref().unwrap().ends_with("(and 2 more)"), "{:?}", list[0]);
    assert_eq!(list[0].title, "Broken");
}

#[test]
fn the_schema_knows_the_probes() {
    let schema = schema(&FakeKinds);
    let kinds: Vec<_> =
        schema.pointer("/$defs/Probe/properties").unwrap().as_object().unwrap().keys().collect();
    assert_eq!(kinds, ["command", "file", "http", "tcp"]);
    let url = schema.pointer("/$defs/Probe/properties/http/properties/url/$ref").unwrap().as_str().unwrap();
    assert!(schema.pointer(&url[1..]).is_some(), "{url} points somewhere");
    assert_eq!(schema.pointer("/properties/format/const"), Some(&json!(1)));
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() {
    let problems = load_all("x.toml", b"format = 1\ntitle = \"\xff\"").unwrap_err();
    assert!(problems.to_string().starts_with("x.toml:2:10: this is not UTF-8 text"), "{problems}");
    let big = vec![b'#'; gonogo::runbook::MAX_BYTES + 1];
    assert!(load_all("x.toml", &big).unwrap_err().to_string().contains("bigger than 16 MiB"));
    for deep in ["a.".repeat(100_000) + "b = 1", "a = ".to_owned() + &"[".repeat(100_000)] {
        assert!(load_all("x.toml", deep.as_bytes()).is_err());
    }
}

#[test]
fn windows_line_ends_are_read_as_newlines() {
    let text = std::fs::read_to_string(fixtures().join("good.toml")).unwrap();
    let plain = good();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let loaded = load_all("good.toml", windows.as_bytes()).unwrap();
    assert_eq!(loaded.book, plain.book);
    assert_eq!(loaded.warnings.len(), 2);
    assert_ne!(loaded.sha256, plain.sha256, "the hash is of the exact text");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_of_a_good_file_panics(
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..40, "[ -~\n]{0,12}|\\PC{0,3}|\\$\\{|'''|\"\"\"|\\[\\["), 1..4)
    ) {
        let mut bytes = std::fs::read(fixtures().join("good.toml")).unwrap();
        for (at, length, new) in cuts {
            let from = at.index(bytes.len() + 1);
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, new.bytes());
        }
        match load_all("mutated.toml", &bytes) {
            Ok(loaded) => {
                let set = pairs(&[("database_url", "x"), ("version", "4f2c1ab")]);
                let around = Surroundings { env: &nothing, run_default: &hash };
                let resolved = resolve(&loaded.book, Some(&production()), &set, &around).unwrap_or_default();
                let _ = preview(&Preview {
                    book: &loaded.book, sha256: "", resolved: &resolved, warnings: &loaded.warnings, kinds: &FakeKinds,
                });
            }
            Err(problems) => {
                prop_assert!(problems.as_slice().iter().any(Problem::is_error));
                let lines = memchr::memchr_iter(b'\n', &bytes).count() + 1;
                for problem in problems.as_slice() {
                    prop_assert!((1..=lines).contains(&problem.line) && problem.col >= 1, "{}", problem);
                }
            }
        }
    }
}
