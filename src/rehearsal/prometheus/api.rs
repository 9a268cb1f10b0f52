//! The paths of the query API.

use axum::body::Bytes;
use axum::extract::Query as Asked;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::history::History;
use super::shown::{alerts, labels, matrix, names, targets, vector};
use crate::metrics::promql::Query;
use crate::model::span::Span;
use crate::rehearsal::scene::Scene;

/// Steps of one range query, as Prometheus has it.
const MOST_STEPS: f64 = 11_000.0;

/// Why a question has no answer: status, type and message.
type Wrong = (StatusCode, &'static str, String);

/// Answers a path of the API, wherever it begins; `None` for any other, and in a world without series.
pub(in crate::rehearsal) fn answer(
    scene: &Scene,
    method: &Method,
    uri: &Uri,
    body: &Bytes,
) -> Option<Response> {
    if scene.kept.rehearsal.series.is_empty() || !matches!(*method, Method::GET | Method::POST | Method::HEAD)
    {
        return None;
    }
    let path = uri.path();
    for (end, text) in
        [("/-/healthy", "Prometheus Server is Healthy.\n"), ("/-/ready", "Prometheus Server is Ready.\n")]
    {
        if path.ends_with(end) {
            return Some(text.into_response());
        }
    }
    let (_, question) = path.split_once("/api/v1/")?;
    let asked = asked(uri, body);
    let history = || History::new(scene);
    let done = match question {
        "query" => instant(&history(), &asked),
        "query_range" => range(&history(), &asked),
        "targets" => Ok(targets(&history(), scene)),
        "alerts" => Ok(alerts(&history(), scene)),
        "rules" => Ok(json!({ "groups": [] })),
        "series" => Ok(history().series().iter().map(labels).collect()),
        "labels" => Ok(names(&history(), None)),
        "metadata" => Ok(json!({})),
        "status/buildinfo" => Ok(json!({ "version": "2.42.0-rehearsal", "revision": "simulated" })),
        _ => {
            let label = question.strip_prefix("label/")?.strip_suffix("/values")?;
            Ok(names(&history(), Some(label)))
        }
    };
    Some(match done {
        Ok(data) => axum::Json(json!({ "status": "success", "data": data })).into_response(),
        Err((status, kind, error)) => {
            (status, axum::Json(json!({ "status": "error", "errorType": kind, "error": error })))
                .into_response()
        }
    })
}

/// The question's parts, from the address or from a form.
fn asked(uri: &Uri, body: &Bytes) -> Vec<(String, String)> {
    let read =
        |uri: &Uri| Asked::<Vec<(String, String)>>::try_from_uri(uri).map(|it| it.0).unwrap_or_default();
    let form = std::str::from_utf8(body).ok().and_then(|form| format!("/?{form}").parse::<Uri>().ok());
    let mut all = read(uri);
    all.extend(form.as_ref().map(read).unwrap_or_default());
    all
}

fn part<'a>(asked: &'a [(String, String)], name: &str) -> Option<&'a str> {
    asked
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

fn bad(message: impl Into<String>) -> Wrong {
    (StatusCode::BAD_REQUEST, "bad_data", message.into())
}

fn query(asked: &[(String, String)]) -> Result<Query, Wrong> {
    let text = part(asked, "query").ok_or_else(|| bad("invalid parameter \"query\": it is missing"))?;
    Query::parse(text).map_err(|error| bad(format!("invalid parameter \"query\": {error}")))
}

fn time(asked: &[(String, String)], name: &str) -> Result<Option<f64>, Wrong> {
    let Some(text) = part(asked, name) else { return Ok(None) };
    let unix = text.parse::<f64>().ok().filter(|it| it.is_finite());
    let written = || text.parse::<Timestamp>().ok().map(|it| it.as_duration().as_secs_f64());
    unix.or_else(written).map(Some).ok_or_else(|| {
        bad(format!("invalid parameter \"{name}\": cannot parse \"{text}\" to a valid timestamp"))
    })
}

fn instant(history: &History, asked: &[(String, String)]) -> Result<Json, Wrong> {
    let query = query(asked)?;
    let at = time(asked, "time")?.unwrap_or_else(|| history.now_unix());
    let found = history.evaluate(&query, &[at]).map_err(execution)?;
    Ok(found.first().map_or(Json::Null, |(at, value)| vector(*at, value)))
}

fn range(history: &History, asked: &[(String, String)]) -> Result<Json, Wrong> {
    let query = query(asked)?;
    let needed = |name: &str| {
        time(asked, name)?.ok_or_else(|| bad(format!("invalid parameter \"{name}\": it is missing")))
    };
    let (start, end) = (needed("start")?, needed("end")?);
    let step = part(asked, "step").unwrap_or_default();
    let written = || step.parse::<Span>().ok().map(|span| span.duration().as_secs_f64());
    let step = step.parse::<f64>().ok().or_else(written).filter(|step| *step >= 0.001 && step.is_finite());
    let step = step.ok_or_else(|| bad("invalid parameter \"step\": zero, negative or no duration"))?;
    if end < start {
        return Err(bad("invalid parameter \"end\": end timestamp must not be before start time"));
    }
    if (end - start) / step > MOST_STEPS {
        return Err(bad(
            "exceeded maximum resolution of 11,000 points per timeseries; try decreasing the resolution",
        ));
    }
    let mut times = Vec::new();
    let mut count = 0_u32;
    // Multiplied, not added up: a small step must not drift.
    while start + f64::from(count) * step <= end {
        times.push(start + f64::from(count) * step);
        count += 1;
    }
    history.evaluate(&query, &times).map(|found| matrix(&found)).map_err(execution)
}

fn execution(error: impl std::fmt::Display) -> Wrong {
    (StatusCode::UNPROCESSABLE_ENTITY, "execution", error.to_string())
}
