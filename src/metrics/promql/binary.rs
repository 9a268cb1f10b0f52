//! Operators between two operands.

use std::collections::{HashMap, HashSet};

use super::error::EvalError;
use super::eval::distinct;
use super::plan::{Arithmetic, Comparison, Keep, Matching, Operator, SetOperator};
use super::value::Value;
use crate::metrics::Labels;

type Series = Vec<(Labels, f64)>;

/// Applies an operator.
pub(super) fn apply(
    operator: Operator,
    matching: &Matching,
    left: Value,
    right: Value,
) -> Result<Value, EvalError> {
    Ok(match (left, right) {
        (Value::Scalar(left), Value::Scalar(right)) => {
            Value::Scalar(numbers(operator, left, right).result(left))
        }
        (Value::Vector(series), Value::Scalar(number)) => {
            Value::Vector(with_scalar(operator, series, number, false)?)
        }
        (Value::Scalar(number), Value::Vector(series)) => {
            Value::Vector(with_scalar(operator, series, number, true)?)
        }
        (Value::Vector(left), Value::Vector(right)) => Value::Vector(match operator {
            Operator::Set(set) => sets(set, matching, left, right),
            Operator::Arithmetic(_) | Operator::Comparison(..) => vectors(operator, matching, left, right)?,
        }),
    })
}

/// What an operator makes of two numbers.
enum Outcome {
    Value(f64),
    Holds,
    Fails,
    Bool(f64),
}

impl Outcome {
    /// As a number, where filtering has no meaning.
    fn result(self, kept: f64) -> f64 {
        match self {
            Self::Value(value) | Self::Bool(value) => value,
            Self::Holds => kept,
            Self::Fails => f64::NAN,
        }
    }

    /// As an element that is left out when a comparison fails.
    fn element(self, kept: f64) -> Option<f64> {
        match self {
            Self::Fails => None,
            other => Some(other.result(kept)),
        }
    }
}

#[expect(clippy::float_cmp, reason = "PromQL's == compares exactly")]
fn numbers(operator: Operator, left: f64, right: f64) -> Outcome {
    match operator {
        Operator::Arithmetic(arithmetic) => Outcome::Value(match arithmetic {
            Arithmetic::Add => left + right,
            Arithmetic::Sub => left - right,
            Arithmetic::Mul => left * right,
            Arithmetic::Div => left / right,
            Arithmetic::Mod => left % right,
            Arithmetic::Pow => left.powf(right),
        }),
        Operator::Comparison(comparison, keep) => {
            let holds = match comparison {
                Comparison::Eq => left == right,
                Comparison::Ne => left != right,
                Comparison::Lt => left < right,
                Comparison::Le => left <= right,
                Comparison::Gt => left > right,
                Comparison::Ge => left >= right,
            };
            match keep {
                Keep::Bool => Outcome::Bool(if holds { 1.0 } else { 0.0 }),
                Keep::True if holds => Outcome::Holds,
                Keep::True => Outcome::Fails,
            }
        }
        Operator::Set(_) => Outcome::Fails,
    }
}

/// A comparison keeps the vector's value, whichever side it stands on.
fn with_scalar(operator: Operator, series: Series, number: f64, swapped: bool) -> Result<Series, EvalError> {
    let mut kept = Vec::with_capacity(series.len());
    for (labels, value) in series {
        let (left, right) = if swapped { (number, value) } else { (value, number) };
        if let Some(result) = numbers(operator, left, right).element(value) {
            kept.push((if operator.drops_name() { labels.without_name() } else { labels }, result));
        }
    }
    distinct(kept)
}

fn vectors(
    operator: Operator,
    matching: &Matching,
    left: Series,
    right: Series,
) -> Result<Series, EvalError> {
    // As Prometheus does: where nothing can match, nothing can match twice.
    if left.is_empty() || right.is_empty() {
        return Ok(Vec::new());
    }
    let many = |side, group: &Labels| EvalError::ManyToMany {
        side,
        operator: operator.symbol(),
        group: group.to_string(),
    };
    let mut ones: HashMap<Labels, f64> = HashMap::with_capacity(right.len());
    for (labels, value) in right {
        let signature = matching.signature(&labels);
        if ones.contains_key(&signature) {
            return Err(many("right", &signature));
        }
        ones.insert(signature, value);
    }
    let mut matched = HashSet::new();
    let mut results = Vec::new();
    for (labels, value) in left {
        let signature = matching.signature(&labels);
        let Some(other) = ones.get(&signature) else {
            continue;
        };
        let Some(result) = numbers(operator, value, *other).element(value) else {
            continue;
        };
        if matched.contains(&signature) {
            return Err(many("left", &signature));
        }
        matched.insert(signature);
        results.push((matching.result(&labels, operator.drops_name()), result));
    }
    distinct(results)
}

fn sets(operator: SetOperator, matching: &Matching, left: Series, right: Series) -> Series {
    let signatures = |series: &Series| -> HashSet<Labels> {
        series.iter().map(|(labels, _)| matching.signature(labels)).collect()
    };
    match operator {
        SetOperator::And | SetOperator::Unless => {
            let there = signatures(&right);
            let wanted = operator == SetOperator::And;
            left.into_iter()
                .filter(|(labels, _)| there.contains(&matching.signature(labels)) == wanted)
                .collect()
        }
        SetOperator::Or => {
            let there = signatures(&left);
            let added = right.into_iter().filter(|(labels, _)| !there.contains(&matching.signature(labels)));
            left.into_iter().chain(added.collect::<Vec<_>>()).collect()
        }
    }
}
