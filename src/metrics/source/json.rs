//! The query API's answers.

use serde::Deserialize;
use serde_json::Value as Json;

use crate::metrics::promql::Value;
use crate::metrics::store::Point;
use crate::metrics::{Labels, Timestamp};

/// The envelope of every answer.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) status: String,
    #[serde(default)]
    pub(super) data: Json,
    #[serde(default, rename = "errorType")]
    pub(super) error_type: String,
    #[serde(default)]
    pub(super) error: String,
}

/// An instant query's result.
pub(super) fn value(data: &Json) -> Result<Value, String> {
    let result = data.get("result").ok_or("no result")?;
    match data.get("resultType").and_then(Json::as_str) {
        Some("scalar") => Ok(Value::Scalar(point(result)?.value)),
        Some("vector") => {
            let series = result.as_array().ok_or("the vector is not a list")?;
            let element = |one: &Json| Ok((labels(one)?, point(one.get("value").ok_or("no value")?)?.value));
            Ok(Value::Vector(series.iter().map(element).collect::<Result<_, String>>()?))
        }
        Some(other) => Err(format!("the result is a {other}, not a scalar or a vector")),
        None => Err("no result type".into()),
    }
}

/// A range query's result.
pub(super) fn matrix(data: &Json) -> Result<Vec<(Labels, Vec<Point>)>, String> {
    let series = data.get("result").and_then(Json::as_array).ok_or("no list of series")?;
    let one = |one: &Json| {
        let values = one.get("values").and_then(Json::as_array).ok_or("no values")?;
        Ok((labels(one)?, values.iter().map(point).collect::<Result<_, String>>()?))
    };
    series.iter().map(one).collect()
}

/// The labels under `metric`.
fn labels(element: &Json) -> Result<Labels, String> {
    let metric = element.get("metric").and_then(Json::as_object).ok_or("no labels")?;
    pairs(metric)
}

/// A JSON object of texts as labels.
pub(super) fn pairs(object: &serde_json::Map<String, Json>) -> Result<Labels, String> {
    let pairs: Option<Vec<_>> = object.iter().map(|(name, value)| Some((name, value.as_str()?))).collect();
    pairs.map(Labels::new).ok_or_else(|| "a label is not a text".into())
}

/// `[seconds, "value"]`.
#[expect(clippy::cast_possible_truncation, reason = "a float-to-int cast saturates")]
fn point(pair: &Json) -> Result<Point, String> {
    let at = pair.get(0).and_then(Json::as_f64).ok_or("a sample without its time")?;
    let text = pair.get(1).and_then(Json::as_str).ok_or("a sample without its value")?;
    let value = text.parse().map_err(|_| "a sample's value is not a number")?;
    Ok(Point { at: Timestamp::from_millis((at * 1000.0).round() as i64), value })
}
