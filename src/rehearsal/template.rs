//! `${…}` in the texts of a world. What isn't known stays as it stands: the text may be a script of its own.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::scene::{Scene, unix_ms};
use super::wave::hex;
use crate::model::span::Due;

/// `${rows:N}` makes no more than this.
const MOST_ROWS: usize = 10_000;

/// What a tool was called with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Call<'a> {
    /// The arguments, joined by blanks.
    pub(super) args: &'a str,
    /// What the stars stood for.
    pub(super) stars: &'a [String],
}

/// `text` with its `${…}` filled in.
pub(super) fn expand(text: &str, scene: &Scene, call: Call<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(end) = from.find('}') else {
            rest = from;
            break;
        };
        if let Some(value) = value(&from[2..end], scene, call) {
            out.push_str(&value);
            rest = &from[end + 1..];
        } else {
            out.push_str("${");
            rest = &from[2..];
        }
    }
    out.push_str(rest);
    out
}

/// `value` with the texts in it filled in; a text that is one number's `${…}` becomes that number.
pub(super) fn expand_json(value: &Value, scene: &Scene) -> Value {
    match value {
        Value::String(text) => {
            number(text, scene).unwrap_or_else(|| Value::String(expand(text, scene, Call::default())))
        }
        Value::Array(items) => items.iter().map(|item| expand_json(item, scene)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), expand_json(field, scene))).collect()
        }
        other => other.clone(),
    }
}

fn number(text: &str, scene: &Scene) -> Option<Value> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    if name != "unix" && !name.starts_with("unix:") && !name.starts_with("series.") {
        return None;
    }
    let text = value(name, scene, Call::default())?;
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().map(Value::from))
}

fn value(name: &str, scene: &Scene, call: Call<'_>) -> Option<String> {
    if let Some(series) = name.strip_prefix("series.") {
        return scene.series(series).map(|value| value.to_string());
    }
    if let Some(digit) = name.parse::<usize>().ok().filter(|digit| (1..=9).contains(digit)) {
        return call.stars.get(digit - 1).cloned();
    }
    let (word, rest) = name.split_once(':').map_or((name, None), |(word, rest)| (word, Some(rest)));
    match (word, rest) {
        ("world", None) => Some(scene.url()),
        ("world_host", None) => Some(scene.host()),
        (name, None) if name.starts_with("world_") => scene.kept.peers.host(name),
        ("folder", None) => Some(scene.folder.workspace().display().to_string()),
        ("args", None) => Some(call.args.to_owned()),
        ("time", rest) => time(rest),
        ("unix", rest) => moment(rest).map(|time| time.as_second().to_string()),
        ("hash", Some(digits)) => {
            digits.parse().ok().filter(|digits| *digits <= 4096).map(|digits| hex("hash", digits))
        }
        ("rows", Some(count)) => count.parse().ok().filter(|count| *count <= MOST_ROWS).map(rows),
        _ => None,
    }
}

/// `:OFFSET` and `:OFFSET:FORMAT`; without a format as RFC 3339.
fn time(rest: Option<&str>) -> Option<String> {
    let (offset, format) = match rest.map(|rest| rest.split_once(':').unwrap_or((rest, ""))) {
        None => (None, ""),
        Some((offset, format)) => (Some(offset), format),
    };
    let time = moment(offset)?;
    if format.is_empty() {
        return Some(time.to_string());
    }
    jiff::fmt::strtime::format(format, &time.to_zoned(TimeZone::UTC)).ok()
}

/// Now, to the second, shifted by an offset like `-1h`.
fn moment(offset: Option<&str>) -> Option<Timestamp> {
    let shift = match offset {
        None | Some("") => 0,
        Some(offset) => offset.parse::<Due>().ok()?.as_millis(),
    };
    let millis = i64::try_from(unix_ms()).ok()?.checked_add(shift)?;
    Timestamp::from_second(millis.div_euclid(1000)).ok()
}

/// Lines that a compressor can't make much smaller, as a table's are.
fn rows(count: usize) -> String {
    let mut out = String::new();
    for row in 1..=count {
        let token = hex(&format!("row {row}"), 48);
        // Writing to a String never fails.
        let _ = writeln!(out, "{row}\tpt_{}\t{}", &token[..16], &token[16..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::folder::Folder;
    use crate::rehearsal::scene::Kept;

    fn scene() -> Scene {
        let rehearsal = toml::from_str(
            "series = [{ name = \"jobs\", kind = \"gauge\", value = 3 }, { name = \"jobs\", kind = \"gauge\", value = 4, \
             labels = { queue = \"b\" } }]",
        )
        .unwrap();
        Scene {
            folder: Folder::new("/nowhere/world".into()),
            kept: Kept {
                runbook: "a".into(),
                scenario: None,
                port: 4711,
                peers: super::super::peers::Ports::default(),
                speed: 1,
                started_ms: unix_ms(),
                secret: Vec::new(),
                rehearsal,
            },
        }
    }

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_stays() {
        let stars = ["x".to_owned()];
        let call = Call { args: "build x", stars: &stars };
        for (text, expected) in [
            ("${world}/api ${world_host}", "http://127.0.0.1:4711/api 127.0.0.1:4711"),
            ("${folder}", "/nowhere/world/workspace"),
            ("${args}: ${1} ${2}", "build x: x ${2}"),
            ("${API_BASE_URL} ${x:-${world_host}} ${", "${API_BASE_URL} ${x:-127.0.0.1:4711} ${"),
            ("${series.jobs} ${series.none}", "7 ${series.none}"),
            ("${time:rubbish} ${rows:-1} ${hash:x}", "${time:rubbish} ${rows:-1} ${hash:x}"),
            ("${time:+1d:%q%}", "${time:+1d:%q%}"),
        ] {
            assert_eq!(expand(text, &scene(), call), expected);
        }
        assert_eq!(expand("${rows:3}", &scene(), call).lines().count(), 3);
    }

    #[test]
    fn times_shift() {
        let now: i64 = expand("${unix}", &scene(), Call::default()).parse().unwrap();
        let then: i64 = expand("${unix:-1h}", &scene(), Call::default()).parse().unwrap();
        assert!((3599..=3601).contains(&(now - then)));
        let year: i32 = expand("${time:+366d:%Y}", &scene(), Call::default()).parse().unwrap();
        assert!(year > 2025);
        assert!(expand("${time}", &scene(), Call::default()).ends_with('Z'));
    }

    #[test]
    fn numbers_stay_numbers_in_json() {
        let value =
            serde_json::json!({ "waiting": "${series.jobs}", "all": ["${series.jobs} jobs", 1, null] });
        let expected = serde_json::json!({ "waiting": 7, "all": ["7 jobs", 1, null] });
        assert_eq!(expand_json(&value, &scene()), expected);
    }
}
