//! A query that was checked: every node can be evaluated.

use std::time::Duration;

use super::selector::Selector;
use crate::metrics::Labels;

/// A checked expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Time,
    Instant(Selector),
    OverTime { function: OverTime, selector: Selector, range: Duration },
    Each { function: Each, of: Box<Node> },
    Round { of: Box<Node>, to: Box<Node> },
    Clamp { of: Box<Node>, low: Option<Box<Node>>, high: Option<Box<Node>> },
    Quantile { quantile: Box<Node>, of: Box<Node> },
    Scalar(Box<Node>),
    Vector(Box<Node>),
    Absent { of: Box<Node>, labels: Labels },
    Negate(Box<Node>),
    Aggregate { operator: Aggregate, grouping: Grouping, of: Box<Node> },
    Binary { operator: Operator, matching: Matching, left: Box<Node>, right: Box<Node> },
}

/// Functions of a range of samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OverTime {
    Rate,
    Increase,
    Delta,
    Irate,
    Idelta,
    Avg,
    Max,
    Min,
    Sum,
    Count,
    Last,
}

/// Functions of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Each {
    Abs,
    Ceil,
    Floor,
    Sgn,
    Sqrt,
}

/// Aggregation operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    Sum,
    Avg,
    Min,
    Max,
    Count,
}

/// Which labels groups keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grouping {
    By(Vec<String>),
    Without(Vec<String>),
}

/// Which labels must agree for two series to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Matching {
    On(Vec<String>),
    Ignoring(Vec<String>),
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Arithmetic(Arithmetic),
    Comparison(Comparison, Keep),
    Set(SetOperator),
}

/// What a comparison leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// The elements for which it holds.
    True,
    /// 1 or 0 for each element (`bool`).
    Bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetOperator {
    And,
    Or,
    Unless,
}

impl Operator {
    /// The operator as it is written.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Arithmetic(Arithmetic::Add) => "+",
            Self::Arithmetic(Arithmetic::Sub) => "-",
            Self::Arithmetic(Arithmetic::Mul) => "*",
            Self::Arithmetic(Arithmetic::Div) => "/",
            Self::Arithmetic(Arithmetic::Mod) => "%",
            Self::Arithmetic(Arithmetic::Pow) => "^",
            Self::Comparison(Comparison::Eq, _) => "==",
            Self::Comparison(Comparison::Ne, _) => "!=",
            Self::Comparison(Comparison::Lt, _) => "<",
            Self::Comparison(Comparison::Le, _) => "<=",
            Self::Comparison(Comparison::Gt, _) => ">",
            Self::Comparison(Comparison::Ge, _) => ">=",
            Self::Set(SetOperator::And) => "and",
            Self::Set(SetOperator::Or) => "or",
            Self::Set(SetOperator::Unless) => "unless",
        }
    }

    /// Whether the result is another quantity than the operands, so that the metric's name no longer fits.
    pub(super) fn drops_name(self) -> bool {
        matches!(self, Self::Arithmetic(_) | Self::Comparison(_, Keep::Bool))
    }
}
