//! Values, targets and alerts as Prometheus writes them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::history::History;
use crate::metrics::promql::{Query, Value};
use crate::metrics::{Labels, labels::NAME};
use crate::model::runbook::{Series, SeriesKind};
use crate::rehearsal::scene::Scene;

/// The result of an instant query.
pub(super) fn vector(at: f64, value: &Value) -> Json {
    match value {
        Value::Scalar(value) => json!({ "resultType": "scalar", "result": [at, number(*value)] }),
        Value::Vector(series) => {
            let result: Vec<Json> = series
                .iter()
                .map(|(labels, value)| json!({ "metric": metric(labels), "value": [at, number(*value)] }))
                .collect();
            json!({ "resultType": "vector", "result": result })
        }
    }
}

/// The result of a range query.
pub(super) fn matrix(found: &[(f64, Value)]) -> Json {
    let mut series: BTreeMap<Labels, Vec<Json>> = BTreeMap::new();
    for (at, value) in found {
        match value {
            Value::Scalar(value) => {
                series.entry(Labels::default()).or_default().push(json!([at, number(*value)]));
            }
            Value::Vector(all) => {
                for (labels, value) in all {
                    series.entry(labels.clone()).or_default().push(json!([at, number(*value)]));
                }
            }
        }
    }
    let result: Vec<Json> = series
        .into_iter()
        .map(|(labels, values)| json!({ "metric": metric(&labels), "values": values }))
        .collect();
    json!({ "resultType": "matrix", "result": result })
}

fn metric(labels: &Labels) -> BTreeMap<&str, &str> {
    labels.iter().collect()
}

fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned()
    } else {
        value.to_string()
    }
}

/// What `name` reads now, with its labels.
fn now(history: &History, name: &str) -> Vec<(Labels, f64)> {
    let found =
        Query::parse(name).ok().and_then(|query| history.evaluate(&query, &[history.now_unix()]).ok());
    match found.and_then(|found| found.into_iter().next()) {
        Some((_, Value::Vector(series))) => series,
        _ => Vec::new(),
    }
}

fn written(unix: f64) -> String {
    let millis = std::time::Duration::try_from_secs_f64(unix.max(0.0)).unwrap_or_default().as_millis();
    let time = i64::try_from(millis).ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
    time.map_or_else(String::new, |time| time.to_string())
}

/// The targets: the series `up`.
pub(super) fn targets(history: &History, scene: &Scene) -> Json {
    let active: Vec<Json> = now(history, "up")
        .into_iter()
        .map(|(labels, value)| {
            let labels = labels.without_name();
            let up = value > 0.0;
            json!({
                "labels": metric(&labels), "discoveredLabels": metric(&labels), "scrapePool": labels.get("job"),
                "scrapeUrl": format!("{}/metrics", scene.url()), "globalUrl": format!("{}/metrics", scene.url()),
                "lastError": if up { "" } else { "server returned HTTP status 503 (simulated)" },
                "lastScrape": written(history.now_unix()), "lastScrapeDuration": 0.004,
                "health": if up { "up" } else { "down" }, "scrapeInterval": "15s", "scrapeTimeout": "10s",
            })
        })
        .collect();
    json!({ "activeTargets": active, "droppedTargets": [] })
}

/// The alerts: the series `ALERTS`, where they are not zero.
pub(super) fn alerts(history: &History, scene: &Scene) -> Json {
    let since = scene.kept.started_ms;
    let active: Vec<Json> = now(history, "ALERTS")
        .into_iter()
        .filter(|(_, value)| *value > 0.0)
        .map(|(labels, value)| {
            let state = labels.get("alertstate");
            let state = if state.is_empty() { "firing" } else { state }.to_owned();
            let labels = labels.keep(|name| name != NAME && name != "alertstate");
            json!({
                "labels": metric(&labels), "annotations": {}, "state": state, "value": number(value),
                "activeAt": written(std::time::Duration::from_millis(since).as_secs_f64()),
            })
        })
        .collect();
    json!({ "alerts": active })
}

/// A series' labels, as `/api/v1/series` shows them; of a histogram, those of its count.
pub(super) fn labels(series: &Series) -> Json {
    let suffix = if series.kind == SeriesKind::Histogram { "_count" } else { "" };
    let name = format!("{}{suffix}", series.name);
    let own = series.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    json!(own.chain([(NAME, name.as_str())]).collect::<BTreeMap<_, _>>())
}

/// The names of labels, or the values of one.
pub(super) fn names(history: &History, label: Option<&str>) -> Json {
    let mut all = BTreeSet::new();
    for series in history.series() {
        let ends: &[&str] = match series.kind {
            SeriesKind::Histogram => &["_bucket", "_count", "_sum"],
            SeriesKind::Counter | SeriesKind::Gauge => &[""],
        };
        match label {
            None => {
                all.insert(NAME.to_owned());
                all.extend(series.labels.keys().cloned());
            }
            Some(NAME) => all.extend(ends.iter().map(|end| format!("{}{end}", series.name))),
            Some(label) => all.extend(series.labels.get(label).cloned()),
        }
    }
    json!(all)
}
