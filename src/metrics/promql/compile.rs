//! From the parser's tree to a plan, refusing what is outside the subset.

use std::time::Duration;

use promql_parser::label::MatchOp;
use promql_parser::parser::token;
use promql_parser::parser::{
    AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, Offset, VectorMatchCardinality, VectorSelector,
};

use super::error::QueryError;
use super::locate;
use super::plan::{
    Aggregate, Arithmetic, Comparison, Each, Grouping, Keep, Matching, Node, Operator, OverTime, SetOperator,
};
use super::query::MAX_DEPTH;
use super::selector::{LOOKBACK, Selector};
use crate::metrics::Labels;
use crate::metrics::labels::NAME;

const FUNCTIONS: &str = "rate, increase, irate, delta, idelta, avg_over_time, max_over_time, min_over_time, \
     sum_over_time, count_over_time, last_over_time, histogram_quantile, abs, ceil, floor, round, sgn, sqrt, clamp, \
     clamp_min, clamp_max, scalar, vector, absent, time";
const AGGREGATIONS: &str = "sum, avg, min, max and count, by or without labels";
const OPERATORS: &str = "+ - * / % ^ == != > < >= <= and or unless, one to one, with on or ignoring";
const SELECTORS: &str = "name{label=\"…\", label!=\"…\", label=~\"…\", label!~\"…\"}[5m] offset 5m";

/// Walks one query's tree.
pub(super) struct Compiler<'text> {
    text: &'text str,
    selectors: Vec<Selector>,
    looks_back: Duration,
}

impl<'text> Compiler<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self { text, selectors: Vec::new(), looks_back: Duration::ZERO }
    }

    /// What the query reads, and how far back.
    pub(super) fn finish(self) -> (Vec<Selector>, Duration) {
        (self.selectors, self.looks_back)
    }

    /// The plan of the whole query.
    pub(super) fn top(&mut self, tree: &Expr) -> Result<Node, QueryError> {
        self.node(tree, 0)
    }

    fn refuse<T>(&self, feature: &str, word: &str, known: &'static str) -> Result<T, QueryError> {
        let column = locate::column(self.text, word);
        Err(QueryError::Unsupported { feature: feature.to_owned(), column, known })
    }

    fn boxed(&mut self, tree: &Expr, depth: usize) -> Result<Box<Node>, QueryError> {
        Ok(Box::new(self.node(tree, depth + 1)?))
    }

    fn node(&mut self, tree: &Expr, depth: usize) -> Result<Node, QueryError> {
        if depth > MAX_DEPTH {
            return Err(QueryError::TooDeep { limit: MAX_DEPTH });
        }
        match tree {
            Expr::NumberLiteral(number) => Ok(Node::Number(number.val)),
            Expr::Paren(inner) => self.node(&inner.expr, depth + 1),
            Expr::Unary(unary) => Ok(Node::Negate(self.boxed(&unary.expr, depth)?)),
            Expr::VectorSelector(selector) => {
                let selector = self.selector(selector, LOOKBACK)?;
                Ok(Node::Instant(selector))
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate, depth),
            Expr::Binary(binary) => self.binary(binary, depth),
            Expr::Call(call) => self.call(call, depth),
            Expr::Subquery(_) => self.refuse("a subquery", ":", SELECTORS),
            Expr::MatrixSelector(_) => self.refuse("a range of samples as the result", "[", FUNCTIONS),
            Expr::StringLiteral(_) => self.refuse("a text as the result", "\"", FUNCTIONS),
            Expr::Extension(_) => self.refuse("an extension", "", FUNCTIONS),
        }
    }

    fn selector(&mut self, tree: &VectorSelector, reach: Duration) -> Result<Selector, QueryError> {
        if tree.at.is_some() {
            return self.refuse("the @ modifier", "@", SELECTORS);
        }
        if !tree.matchers.or_matchers.is_empty() {
            return self.refuse("\"or\" between matchers", "or", SELECTORS);
        }
        let mut matchers = tree.matchers.matchers.clone();
        let mut name = tree.name.clone();
        if name.is_none() {
            let named = matchers.iter().position(|m| m.name == NAME && m.op == MatchOp::Equal);
            name = named.map(|at| matchers.remove(at).value);
        }
        let offset_millis = match tree.offset {
            None => 0,
            Some(Offset::Pos(offset)) => i64::try_from(offset.as_millis()).unwrap_or(i64::MAX),
            Some(Offset::Neg(offset)) => i64::try_from(offset.as_millis()).map_or(i64::MIN, |millis| -millis),
        };
        let selector = Selector { name, matchers, offset_millis };
        self.looks_back = self.looks_back.max(reach.saturating_add(selector.reaches_back()));
        self.selectors.push(selector.clone());
        Ok(selector)
    }

    fn aggregate(&mut self, tree: &AggregateExpr, depth: usize) -> Result<Node, QueryError> {
        let operator = match tree.op.id() {
            token::T_SUM => Aggregate::Sum,
            token::T_AVG => Aggregate::Avg,
            token::T_MIN => Aggregate::Min,
            token::T_MAX => Aggregate::Max,
            token::T_COUNT => Aggregate::Count,
            _ => {
                let word = tree.op.to_string();
                return self.refuse(&format!("the aggregation {word}"), &word, AGGREGATIONS);
            }
        };
        let grouping = match &tree.modifier {
            None => Grouping::By(Vec::new()),
            Some(LabelModifier::Include(labels)) => Grouping::By(labels.labels.clone()),
            Some(LabelModifier::Exclude(labels)) => Grouping::Without(labels.labels.clone()),
        };
        Ok(Node::Aggregate { operator, grouping, of: self.boxed(&tree.expr, depth)? })
    }

    fn binary(&mut self, tree: &BinaryExpr, depth: usize) -> Result<Node, QueryError> {
        let modifier = tree.modifier.as_ref();
        if let Some(modifier) = modifier {
            match modifier.card {
                VectorMatchCardinality::ManyToOne(_) => {
                    return self.refuse("group_left", "group_left", OPERATORS);
                }
                VectorMatchCardinality::OneToMany(_) => {
                    return self.refuse("group_right", "group_right", OPERATORS);
                }
                VectorMatchCardinality::OneToOne | VectorMatchCardinality::ManyToMany => {}
            }
            if modifier.fill_values.lhs.is_some() || modifier.fill_values.rhs.is_some() {
                return self.refuse("fill", "fill", OPERATORS);
            }
        }
        let keep = if tree.return_bool() { Keep::Bool } else { Keep::True };
        let operator = match tree.op.id() {
            token::T_ADD => Operator::Arithmetic(Arithmetic::Add),
            token::T_SUB => Operator::Arithmetic(Arithmetic::Sub),
            token::T_MUL => Operator::Arithmetic(Arithmetic::Mul),
            token::T_DIV => Operator::Arithmetic(Arithmetic::Div),
            token::T_MOD => Operator::Arithmetic(Arithmetic::Mod),
            token::T_POW => Operator::Arithmetic(Arithmetic::Pow),
            token::T_EQLC => Operator::Comparison(Comparison::Eq, keep),
            token::T_NEQ => Operator::Comparison(Comparison::Ne, keep),
            token::T_LSS => Operator::Comparison(Comparison::Lt, keep),
            token::T_LTE => Operator::Comparison(Comparison::Le, keep),
            token::T_GTR => Operator::Comparison(Comparison::Gt, keep),
            token::T_GTE => Operator::Comparison(Comparison::Ge, keep),
            token::T_LAND => Operator::Set(SetOperator::And),
            token::T_LOR => Operator::Set(SetOperator::Or),
            token::T_LUNLESS => Operator::Set(SetOperator::Unless),
            _ => {
                let word = tree.op.to_string();
                return self.refuse(&format!("the operator {word}"), &word, OPERATORS);
            }
        };
        let matching = match modifier.and_then(|modifier| modifier.matching.as_ref()) {
            Some(LabelModifier::Include(labels)) => Matching::On(labels.labels.clone()),
            Some(LabelModifier::Exclude(labels)) => Matching::Ignoring(labels.labels.clone()),
            None => Matching::Ignoring(Vec::new()),
        };
        let (left, right) = (self.boxed(&tree.lhs, depth)?, self.boxed(&tree.rhs, depth)?);
        Ok(Node::Binary { operator, matching, left, right })
    }

    fn call(&mut self, call: &Call, depth: usize) -> Result<Node, QueryError> {
        let name = call.func.name;
        let arguments: Vec<&Expr> = call.args.args.iter().map(AsRef::as_ref).collect();
        if let Some(function) = over_time(name)
            && let [argument] = arguments.as_slice()
        {
            return self.over_time(function, argument, depth);
        }
        match (name, arguments.as_slice()) {
            ("time", []) => Ok(Node::Time),
            ("abs", [of]) => self.each(Each::Abs, of, depth),
            ("ceil", [of]) => self.each(Each::Ceil, of, depth),
            ("floor", [of]) => self.each(Each::Floor, of, depth),
            ("sgn", [of]) => self.each(Each::Sgn, of, depth),
            ("sqrt", [of]) => self.each(Each::Sqrt, of, depth),
            ("round", [of]) => {
                Ok(Node::Round { of: self.boxed(of, depth)?, to: Box::new(Node::Number(1.0)) })
            }
            ("round", [of, to]) => Ok(Node::Round { of: self.boxed(of, depth)?, to: self.boxed(to, depth)? }),
            ("clamp", [of, low, high]) => Ok(Node::Clamp {
                of: self.boxed(of, depth)?,
                low: Some(self.boxed(low, depth)?),
                high: Some(self.boxed(high, depth)?),
            }),
            ("clamp_min", [of, low]) => {
                Ok(Node::Clamp { of: self.boxed(of, depth)?, low: Some(self.boxed(low, depth)?), high: None })
            }
            ("clamp_max", [of, high]) => Ok(Node::Clamp {
                of: self.boxed(of, depth)?,
                low: None,
                high: Some(self.boxed(high, depth)?),
            }),
            ("histogram_quantile", [quantile, of]) => {
                Ok(Node::Quantile { quantile: self.boxed(quantile, depth)?, of: self.boxed(of, depth)? })
            }
            ("scalar", [of]) => Ok(Node::Scalar(self.boxed(of, depth)?)),
            ("vector", [of]) => Ok(Node::Vector(self.boxed(of, depth)?)),
            ("absent", [of]) => Ok(Node::Absent { labels: absent_labels(of), of: self.boxed(of, depth)? }),
            _ => self.refuse(&format!("the function {name}()"), name, FUNCTIONS),
        }
    }

    fn each(&mut self, function: Each, of: &Expr, depth: usize) -> Result<Node, QueryError> {
        Ok(Node::Each { function, of: self.boxed(of, depth)? })
    }

    fn over_time(&mut self, function: OverTime, argument: &Expr, depth: usize) -> Result<Node, QueryError> {
        match argument {
            Expr::Paren(inner) if depth < MAX_DEPTH => self.over_time(function, &inner.expr, depth + 1),
            Expr::MatrixSelector(matrix) => {
                let selector = self.selector(&matrix.vs, matrix.range)?;
                Ok(Node::OverTime { function, selector, range: matrix.range })
            }
            other => self.node(other, depth + 1),
        }
    }
}

fn over_time(name: &str) -> Option<OverTime> {
    Some(match name {
        "rate" => OverTime::Rate,
        "increase" => OverTime::Increase,
        "delta" => OverTime::Delta,
        "irate" => OverTime::Irate,
        "idelta" => OverTime::Idelta,
        "avg_over_time" => OverTime::Avg,
        "max_over_time" => OverTime::Max,
        "min_over_time" => OverTime::Min,
        "sum_over_time" => OverTime::Sum,
        "count_over_time" => OverTime::Count,
        "last_over_time" => OverTime::Last,
        _ => return None,
    })
}

/// The labels `absent()` gives its one element: those that the selector pins, each pinned once.
fn absent_labels(of: &Expr) -> Labels {
    let Expr::VectorSelector(selector) = of else {
        return Labels::default();
    };
    let matchers = &selector.matchers.matchers;
    Labels::new(matchers.iter().filter_map(|matcher| {
        let alone = matchers.iter().filter(|other| other.name == matcher.name).count() == 1;
        (matcher.op == MatchOp::Equal && matcher.name != NAME && alone)
            .then_some((matcher.name.as_str(), matcher.value.as_str()))
    }))
}
