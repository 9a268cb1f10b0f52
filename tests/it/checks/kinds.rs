use gonogo::checks::{Doctor, KINDS, can_work};
use gonogo::model::runbook::Probe;

fn probe(text: &str) -> Probe {
    toml::from_str(text).unwrap()
}

#[test]
fn what_is_wrong_with_a_probe_is_said_at_its_key() {
    for (text, key, message) in [
        ("http = { url = 'http://x', stauts = 200 }", Some("stauts"), "did you mean `status`?"),
        ("http = { url = 'http://x', banana = 200 }", Some("banana"), "the keys here are"),
        ("http = { status = 200 }", None, "missing field `url`"),
        ("http = { url = 'x' }", Some("url"), "not an address"),
        ("http = { url = 'ftp://x' }", Some("url"), "not an HTTP address"),
        ("http = { url = 'http://x', status = 'ok' }", Some("status"), "not an HTTP status"),
        ("http = { url = 'http://x', json = '.a ==' }", Some("json"), "not a jq expression"),
        ("http = { url = 'http://x', json = 'halt' }", Some("json"), "there is no filter `halt`"),
        ("http = { url = 'http://x', matches = '(' }", Some("matches"), "not a regular expression"),
        ("http = { url = 'http://x', auth = { token = 'x' } }", Some("auth"), "unknown variant"),
        ("http = { url = 'http://x', max_latency = '3' }", Some("max_latency"), "not a length of time"),
        ("http = { url = 'http://x', method = 'G T' }", Some("method"), "not an HTTP method"),
        ("file = { path = 'x', min_size = 'big' }", Some("min_size"), "not a size"),
        ("file = { path = 'x', sha256 = 'abc' }", Some("sha256"), "64 hex digits"),
        ("file = { path = 'x', exists = false, gzip = true }", None, "must not exist"),
        ("env = { names = [] }", Some("names"), "no variable"),
        ("env = { names = '$HOME' }", Some("names"), "not a variable's name"),
        ("tcp = { address = 'x' }", Some("address"), "host and port"),
        ("command = { run = ' ' }", Some("run"), "no command"),
        ("command = { run = 'x', number = '5' }", Some("number"), "not a threshold"),
        ("command = { run = 'x', number = '> 5', pick = '[0-9]+' }", Some("pick"), "group"),
        ("person = { ask = ' ' }", Some("ask"), "empty"),
        ("person = { ask = 'x', is = '< 3' }", Some("is"), "evidence = \"number\""),
        ("postgres = { url = 'mysql://x' }", Some("url"), "not the address of a database"),
        ("postgres = { url = '${u}', number = '> 3' }", None, "no `query`"),
        ("redis = { url = 'x' }", Some("url"), "not the address of a Redis server"),
        ("redis = { url = '${u}', info = { a = '> x' } }", Some("info"), "not a threshold"),
        ("prometheus = { url = 'http://x' }", None, "nothing is asked"),
        ("prometheus = { url = 'http://x', query = 'up' }", None, "belong together"),
        ("scrape = { url = 'http://x', query = 'rate(a[1m])', is = '> 1' }", Some("query"), "knows no past"),
        ("docker = {}", None, "nothing is asked"),
        ("docker = { image = 'x', healthy = true }", None, "belong to a container"),
        ("dns = { name = 'x', type = 'Z' }", Some("type"), "not a type of record"),
        ("dns = { name = 'x', resolver = 'ns1' }", Some("resolver"), "not a resolver"),
        ("tls = { address = 'a:b' }", Some("address"), "not an address"),
        ("tls = { address = 'a', ca = 'x', trusted = false }", Some("ca"), "leave one out"),
    ] {
        let found = KINDS.problems(&probe(text));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].key.as_deref(), key, "{text}: {found:?}");
        assert!(found[0].message.contains(message), "{text}: {found:?}");
    }
}

#[test]
fn a_misspelt_key_does_not_hide_what_else_is_wrong() {
    let found = KINDS.problems(&probe("http = { url = 'x', stauts = 200, jsno = 1, matches = '(' }"));
    let mut keys: Vec<_> = found.iter().filter_map(|problem| problem.key.as_deref()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["jsno", "matches", "stauts", "url"]);
}

#[test]
fn names_that_have_no_value_yet_are_no_problem() {
    for text in [
        "http = { url = '${u}/health', status = '${s}', json = '.v == \"${v}\"', matches = '${m}(' }",
        "http = { url = 'http://x', max_latency = '${m}' }",
        "file = { path = '${p}', min_size = '${m}', sha256 = '${s}' }",
        "tcp = { address = '${a}' }",
        "postgres = { url = '${u}', query = 'select 1', number = '< ${n}' }",
        "redis = { url = '${u}', info = { a = '> ${n}' } }",
        "prometheus = { url = '${u}', query = 'up', is = '> 0' }",
        "dns = { name = '${n}', resolver = '${r}' }",
        "tls = { address = '${host}:443' }",
        "command = { run = 'echo ${x:-y}' }",
    ] {
        assert_eq!(KINDS.problems(&probe(text)), [], "{text}");
    }
}

#[test]
fn the_same_by_hand_is_shell() {
    for (text, by_hand) in [
        ("http = { url = '${api}/health' }", "curl -sS -i -L \"${api}/health\""),
        ("http = { url = 'http://x/h', json = '.a == 1' }", "curl -sS -L http://x/h | jq -e '.a == 1'"),
        (
            "http = { url = 'http://x', auth = { bearer = '${t}' }, method = 'POST', body = { a = 1 }, redirects = 'none' }",
            "curl -sS -i -X POST -H \"Authorization: Bearer ${t}\" --json '{\"a\":1}' http://x",
        ),
        ("file = { path = '${B}', gzip = true }", "ls -l \"${B}\" && gzip -t \"${B}\""),
        ("tcp = { address = 'db:5432' }", "nc -vz db 5432"),
        ("command = { run = ' df / ' }", "df /"),
        ("postgres = { url = '${u}', query = 'select 1' }", "psql \"${u}\" -c 'select 1'"),
        (
            "redis = { url = 'redis://h', save = true }",
            "redis-cli -u redis://h PING; redis-cli -u redis://h BGSAVE && redis-cli -u redis://h LASTSAVE",
        ),
        ("dns = { name = 'a.b', resolver = '10.0.0.53:5353', type = 'mx' }", "dig @10.0.0.53 -p 5353 a.b MX"),
        ("docker = { container = 'api' }", "docker inspect --format '{{json .State}}' api"),
    ] {
        assert_eq!(KINDS.by_hand(&probe(text)).as_deref(), Some(by_hand), "{text}");
    }
    assert_eq!(KINDS.by_hand(&probe("person = { ask = 'x' }")), None);
}

#[test]
fn every_kind_has_a_schema_and_a_doctor() {
    for kind in KINDS.names() {
        let schema = KINDS.schema(kind).unwrap();
        assert_eq!(schema["additionalProperties"], false, "{kind}");
        let properties = schema["properties"].as_object().unwrap();
        assert!(!properties.is_empty(), "{kind}");
        assert!(
            properties.values().all(|property| property["description"].is_string()),
            "{kind}: {schema:#}"
        );
        assert!(can_work(kind).is_some());
    }
    assert!(matches!(can_work("command"), Some(Doctor::Works(_))));
    assert_eq!(can_work("nothing"), None);
}
