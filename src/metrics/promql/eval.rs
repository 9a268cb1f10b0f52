//! Evaluating a plan.

use std::collections::HashSet;

use super::error::EvalError;
use super::plan::{Each, Node};
use super::value::Value;
use super::{aggregate, binary, functions, histogram, over_time};
use crate::metrics::{Labels, Store, Timestamp};

/// The value of a node at a time. The depth of a plan is bounded when it is made.
pub(super) fn evaluate(node: &Node, store: &Store, at: Timestamp) -> Result<Value, EvalError> {
    let vector = |node: &Node| evaluate(node, store, at).map(Value::into_vector);
    let scalar = |node: &Node| evaluate(node, store, at).map(Value::into_scalar);
    Ok(match node {
        Node::Number(value) => Value::Scalar(*value),
        Node::Time => Value::Scalar(at.as_secs_f64()),
        Node::Instant(selector) => {
            let reference = selector.reference(at);
            Value::Vector(
                store.instant(selector, reference).map(|(labels, value)| (labels.clone(), value)).collect(),
            )
        }
        Node::OverTime { function, selector, range } => {
            let end = selector.reference(at);
            let window = over_time::Window { start: end.minus(*range), end };
            let mut series = Vec::new();
            for (labels, points) in store.range(selector, window.start, window.end) {
                if let Some(value) = over_time::apply(*function, &points, window) {
                    let named = *function == super::plan::OverTime::Last;
                    series.push((if named { labels.clone() } else { labels.without_name() }, value));
                }
            }
            Value::Vector(distinct(series)?)
        }
        Node::Each { function, of } => Value::Vector(map(vector(of)?, |value| each(*function, value))?),
        Node::Round { of, to } => {
            let to = scalar(to)?;
            Value::Vector(map(vector(of)?, |value| functions::round(value, to))?)
        }
        Node::Clamp { of, low, high } => {
            let low = low.as_deref().map(scalar).transpose()?;
            let high = high.as_deref().map(scalar).transpose()?;
            let series = vector(of)?;
            match (low, high) {
                (Some(low), Some(high)) if high < low => Value::Vector(Vec::new()),
                _ => Value::Vector(map(series, |value| functions::clamp(value, low, high))?),
            }
        }
        Node::Quantile { quantile, of } => {
            let quantile = scalar(quantile)?;
            Value::Vector(histogram::quantiles(quantile, &vector(of)?))
        }
        Node::Scalar(of) => Value::Scalar(scalar(of)?),
        Node::Vector(of) => Value::Vector(vec![(Labels::default(), scalar(of)?)]),
        Node::Absent { of, labels } => {
            let found = !vector(of)?.is_empty();
            Value::Vector(if found { Vec::new() } else { vec![(labels.clone(), 1.0)] })
        }
        Node::Negate(of) => match evaluate(of, store, at)? {
            Value::Scalar(value) => Value::Scalar(-value),
            Value::Vector(series) => Value::Vector(map(series, |value| -value)?),
        },
        Node::Aggregate { operator, grouping, of } => {
            Value::Vector(aggregate::aggregate(*operator, grouping, vector(of)?))
        }
        Node::Binary { operator, matching, left, right } => {
            let (left, right) = (evaluate(left, store, at)?, evaluate(right, store, at)?);
            binary::apply(*operator, matching, left, right)?
        }
    })
}

fn each(function: Each, value: f64) -> f64 {
    match function {
        Each::Abs => value.abs(),
        Each::Ceil => value.ceil(),
        Each::Floor => value.floor(),
        Each::Sgn => functions::sign(value),
        Each::Sqrt => value.sqrt(),
    }
}

/// Applies a function to each element; the result is another quantity, so the name goes.
fn map(series: Vec<(Labels, f64)>, function: impl Fn(f64) -> f64) -> Result<Vec<(Labels, f64)>, EvalError> {
    distinct(series.into_iter().map(|(labels, value)| (labels.without_name(), function(value))).collect())
}

/// Refuses two elements with the same labels.
pub(super) fn distinct(series: Vec<(Labels, f64)>) -> Result<Vec<(Labels, f64)>, EvalError> {
    let mut seen = HashSet::with_capacity(series.len());
    if let Some((labels, _)) = series.iter().find(|(labels, _)| !seen.insert(labels)) {
        return Err(EvalError::SameLabels { labels: labels.to_string() });
    }
    Ok(series)
}
