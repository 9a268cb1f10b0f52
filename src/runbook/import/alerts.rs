//! Alert rules of Prometheus in the document: each becomes a metric with its threshold, and a guard where there is a way
//! back that it can offer.

use super::cx::Cx;
use super::ledger::Counted;
use super::section::{Part, Section};
use super::text::fold;
use crate::model::ids::{InputName, MetricId, SourceId, slug};
use crate::model::quantity::{Threshold, Unit};
use crate::model::runbook::{Guard, GuardWhen, Input, Metric, Source, Then, Unseen};
use crate::model::span::Span;

struct Rule {
    line: u32,
    name: String,
    query: String,
    is: Threshold,
    held: Span,
    summary: String,
}

/// Whether a section holds alert rules and nothing to be done.
pub(crate) fn only(it: &Section) -> bool {
    let mut codes = it.parts.iter().filter_map(|part| match part {
        Part::Code(code) => Some(code),
        _ => None,
    });
    it.children.is_empty()
        && !it.has_tasks()
        && codes.next().is_some_and(|code| !rules(&code.text, code.line).is_empty())
        && codes.all(|code| !rules(&code.text, code.line).is_empty())
}

/// Adds what the document's alert rules say.
pub(crate) fn attach(cx: &mut Cx<'_>) {
    let mut rules = Vec::new();
    for at in 0..cx.ledger.all().len() {
        let found = &cx.ledger.all()[at];
        if found.what == Counted::Code && found.text.contains("alert:") && found.text.contains("expr:") {
            let (found, odd): (Vec<Rule>, Vec<Rule>) = self::rules(&found.text, found.line)
                .into_iter()
                .partition(|rule| (cx.promql)(&rule.query).is_ok());
            for rule in odd {
                cx.remark(
                    rule.line,
                    format!(
                        "the query of the alert rule `{}` can't be asked here: the rule stays text",
                        rule.name
                    ),
                );
            }
            if !found.is_empty() {
                rules.extend(found);
                cx.ledger.placed(at);
            }
        }
    }
    if rules.is_empty() {
        return;
    }
    let prometheus = cx
        .ledger
        .all()
        .iter()
        .filter(|found| matches!(found.what, Counted::Code | Counted::Link))
        .find_map(|found| address(&found.text));
    let name = InputName::new("prometheus_url");
    cx.inputs.all.entry(name).or_insert_with(|| Input {
        ask: Some("Prometheus server that the document's alert rules are read from".to_owned()),
        env: Some("PROMETHEUS_URL".to_owned()),
        default: Some(crate::model::runbook::InputDefault::Value(
            prometheus.unwrap_or_else(|| "http://localhost:9090".to_owned()),
        )),
        ..Input::default()
    });
    cx.book.source.insert(
        SourceId::new("prometheus"),
        Source::Prometheus { url: "${prometheus_url}".to_owned(), every: None, auth: None, history: None },
    );
    for rule in rules {
        let title = spaced(&rule.name);
        let id = slug(&fold(&title));
        if id.is_empty() || cx.book.metric.iter().any(|metric| metric.id.as_str() == id) {
            continue;
        }
        let id = MetricId::new(id);
        cx.book.metric.push(Metric {
            id: id.clone(),
            title: title.clone(),
            query: rule.query,
            unit: Unit::Count,
            source: None,
            warning: None,
            critical: Some(rule.is.clone()),
            baseline: false,
            baseline_window: None,
        });
        if let Some(plan) = cx.book.rollback.clone() {
            let title = if rule.summary.is_empty() { title } else { rule.summary };
            cx.book.guard.push(Guard {
                id: Some(id.as_str().into()),
                title,
                when: GuardWhen::Metric { metric: id, is: rule.is },
                held: rule.held,
                then: Then { offer: Some(plan), start: None, declare: None },
                clear: None,
                no_data: Unseen::default(),
                on_error: Unseen::default(),
                keep_firing: None,
                during: Vec::new(),
            });
        }
        cx.remark(rule.line, format!("the alert rule `{}` is a metric now, and a guard where there is a rollback plan: check its source and what it offers", rule.name));
    }
}

/// `http://prometheus:9090` in a text.
fn address(text: &str) -> Option<String> {
    let at = text.find("://prometheus")?;
    let scheme = text[..at].rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let host: String =
        text[at + 3..].chars().take_while(|c| c.is_ascii_alphanumeric() || ".-:".contains(*c)).collect();
    Some(format!("{}://{}", &text[scheme..at], host.trim_end_matches([':', '.'])))
}

/// `HighErrorRate` in its words.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in name.chars() {
        if small && c.is_ascii_uppercase() {
            out.push(' ');
        }
        small = c.is_ascii_lowercase();
        out.push(if c == '_' { ' ' } else { c });
    }
    out
}

fn rules(text: &str, line: u32) -> Vec<Rule> {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].trim_start().trim_start_matches("- ").starts_with("alert:"))
        .collect();
    let mut rules = Vec::new();
    for (nth, from) in starts.iter().enumerate() {
        let to = starts.get(nth + 1).copied().unwrap_or(lines.len());
        let value = |key: &str| {
            let at = (*from..to).find(|at| {
                lines[*at].trim_start().trim_start_matches("- ").starts_with(&format!("{key}:"))
            })?;
            let raw = lines[at].split_once(':')?.1.trim();
            if !matches!(raw, "|" | ">" | "|-" | ">-") {
                return Some(raw.trim_matches(['"', '\'']).to_owned());
            }
            let indent = |line: &str| line.len() - line.trim_start().len();
            let own = indent(lines[at]);
            let block: Vec<&str> = lines[at + 1..to]
                .iter()
                .take_while(|line| line.trim().is_empty() || indent(line) > own)
                .map(|line| line.trim())
                .collect();
            Some(block.join(" ").trim().to_owned())
        };
        let (Some(name), Some(expr)) = (value("alert"), value("expr")) else { continue };
        let Some((query, is)) = compared(&expr) else { continue };
        let held = value("for").and_then(|text| text.parse().ok()).unwrap_or_default();
        rules.push(Rule {
            line: line.saturating_add(u32::try_from(*from + 1).unwrap_or(0)),
            name,
            query,
            is,
            held,
            summary: value("summary").unwrap_or_default(),
        });
    }
    rules
}

/// `rate(x[5m]) > 0.1` as the query and the threshold.
fn compared(expr: &str) -> Option<(String, Threshold)> {
    let mut depth = 0_i32;
    let mut found = None;
    for (at, c) in expr.char_indices() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            '<' | '>' if depth == 0 => found = Some(at),
            _ => {}
        }
    }
    let at = found?;
    let (query, rest) = expr.split_at(at);
    if query.contains(" and ") || query.contains(" or ") {
        return None;
    }
    let number = rest.trim_start_matches(['<', '>', '=', ' ']);
    let sign = rest[..rest.len() - number.len()].trim();
    number.trim().parse::<f64>().ok()?;
    let is: Threshold = format!("{sign} {}", number.trim()).parse().ok()?;
    (!query.trim().is_empty()).then(|| (query.trim().to_owned(), is))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_with_their_thresholds() {
        let text = "rules:\n  - alert: HighRate\n    expr: |\n      rate(x{a=\"b>c\"}[5m]) > 0.1\n    for: 5m\n    annotations:\n      summary: 'Too high'\n  - alert: Depth\n    expr: depth >= 100\n";
        let rules = rules(text, 10);
        assert_eq!(rules.len(), 2);
        assert_eq!(
            (rules[0].query.as_str(), rules[0].is.to_string().as_str()),
            ("rate(x{a=\"b>c\"}[5m])", "> 0.1")
        );
        assert_eq!((rules[0].held.to_string().as_str(), rules[0].summary.as_str()), ("5m", "Too high"));
        assert_eq!(rules[1].is.to_string(), ">= 100");
        assert_eq!(compared("up == 0"), None);
        assert_eq!(address("curl 'http://prometheus:9090/api'").as_deref(), Some("http://prometheus:9090"));
    }
}
