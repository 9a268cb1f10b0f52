use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};

use super::expect;

#[tokio::test]
async fn variables_are_told_apart_without_showing_them() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join(".env"),
        "export A=\"long enough value\"\nB=changeme # later\nEMPTY=\n",
    )
    .unwrap();
    let mut context = Context::new(folder.path());
    context.env =
        vec![("SECRET".to_owned(), "k3Qz9vLx7TpWm2Rd".to_owned()), ("BLANK".to_owned(), String::new())];
    context.values.insert("url".to_owned(), "<url>".to_owned());
    context.secrets = vec!["k3Qz9vLx7TpWm2Rd".to_owned()];
    for (fields, outcome, reason) in [
        ("names = 'SECRET'", Passed, "SECRET is set"),
        ("names = ['SECRET', 'url'], min_length = 5", Passed, "url is set"),
        (
            "names = 'SECRET', min_length = 16, min_entropy = 60, no_placeholder = true, matches = '^[A-Za-z0-9]+$'",
            Passed,
            "",
        ),
        ("names = ['SECRET', 'NOT_SET_ANYWHERE']", Failed, "NOT_SET_ANYWHERE is not set"),
        ("names = 'BLANK'", Failed, "BLANK is empty"),
        ("names = 'SECRET', min_length = 17", Failed, "16 characters"),
        ("names = 'SECRET', min_entropy = 200", Failed, "bits of entropy"),
        ("names = 'url', no_placeholder = true", Failed, "placeholder"),
        ("names = 'A', file = '.env', min_length = 10", Passed, "A is set"),
        (
            "names = ['B', 'EMPTY', 'C'], file = '.env', no_placeholder = true",
            Failed,
            "B still holds a placeholder; EMPTY is empty; C is not set",
        ),
        ("names = 'A', file = 'nothing.env'", Errored, "can't be read"),
        ("names = 'SECRET', matches = '('", Errored, "not a regular expression"),
    ] {
        let seen = expect(&format!("probe.env = {{ {fields} }}"), &context, outcome, reason).await;
        assert!(!seen.reason.contains("changeme") && !seen.observed.contains("changeme"), "{seen:?}");
    }
}

#[tokio::test]
async fn files_are_looked_at_to_their_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("plain"), "hello\n").unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&vec![b'a'; 100_000]).unwrap();
    let whole = gzip.finish().unwrap();
    std::fs::write(path("whole.gz"), &whole).unwrap();
    std::fs::write(path("torn.gz"), &whole[..whole.len() - 20]).unwrap();
    let mut flipped = whole.clone();
    let last = flipped.len() - 6;
    flipped[last] ^= 1;
    std::fs::write(path("flipped.gz"), flipped).unwrap();
    std::fs::write(path("empty"), "").unwrap();
    let future = std::fs::File::create(path("future")).unwrap();
    future.set_modified(std::time::SystemTime::now() + std::time::Duration::from_hours(2)).unwrap();
    let old = std::fs::File::create(path("old")).unwrap();
    old.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(2)).unwrap();

    let mut context = Context::new(folder.path());
    context.values.insert("BACKUP".to_owned(), "whole.gz".to_owned());
    let sum = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    for (fields, outcome, reason) in [
        ("path = 'plain'".to_owned(), Passed, "it exists"),
        (
            "path = '${BACKUP}', gzip = true, min_size = '10 B', max_size = '1 MB', max_age = '1h'"
                .to_owned(),
            Passed,
            "whole gzip",
        ),
        (format!("path = 'plain', sha256 = '{}'", sum.to_uppercase()), Passed, "SHA-256"),
        ("path = 'nothing', exists = false".to_owned(), Passed, "doesn't exist"),
        ("path = 'nothing'".to_owned(), Failed, "doesn't exist"),
        ("path = 'plain/under'".to_owned(), Failed, "doesn't exist"),
        ("path = 'plain', exists = false".to_owned(), Failed, "must not"),
        ("path = 'plain', min_size = '1 KiB'".to_owned(), Failed, "less than 1 KiB"),
        ("path = 'plain', max_size = '1 B'".to_owned(), Failed, "more than 1 B"),
        ("path = 'old', max_age = '1h'".to_owned(), Failed, "more than 1h"),
        ("path = 'torn.gz', gzip = true".to_owned(), Failed, "not a whole gzip"),
        ("path = 'flipped.gz', gzip = true".to_owned(), Failed, "not a whole gzip"),
        ("path = 'plain', gzip = true".to_owned(), Failed, "not a whole gzip"),
        ("path = 'empty', gzip = true".to_owned(), Failed, "not a whole gzip"),
        ("path = '.'".to_owned(), Failed, "not a regular file"),
        ("path = '/dev/zero', gzip = true".to_owned(), Failed, "not a regular file"),
        (format!("path = 'empty', sha256 = '{sum}'"), Failed, "SHA-256 is e3b0c442"),
        (format!("path = '{}'", "x".repeat(300)), Errored, "can't be looked at"),
        ("path = 'future', max_age = '1h'".to_owned(), Inconclusive, "in the future"),
    ] {
        expect(&format!("probe.file = {{ {fields} }}"), &context, outcome, reason).await;
    }
}
