//! Metrics: where they are read, and what leans on them.

use serde_json::Value;

use super::linter::Linter;
use crate::model::ids::{MetricId, SourceId};
use crate::model::runbook::{Check, Metric, Watch};
use crate::model::span::Span;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    for (at, metric) in book.metric.iter().enumerate() {
        let list = Path::ROOT.key("metric");
        let place = list.index(at);
        source(linter, &place, metric.source.as_ref().map(SourceId::as_str), metric.id.as_str());
        baseline(linter, &place, metric);
        if metric.query.trim().is_empty() {
            linter.error(&place.key("query"), "this query is empty: write the PromQL of the metric");
        } else if let Some(promql) = linter.options.promql
            && let Err(reason) = promql(&metric.query)
        {
            linter.error(&place.key("query"), format!("this is not PromQL: {reason}"));
        }
    }
    linter.each_step(|linter, _, place, step| {
        for (at, check) in step.check.iter().enumerate() {
            compared(linter, &place.key("check").index(at), check);
        }
        let variants = place.key("variant");
        for (index, variant) in step.variant.iter().enumerate() {
            for (at, check) in variant.check.iter().enumerate() {
                compared(linter, &variants.index(index).key("check").index(at), check);
            }
        }
        if let Some(of) = &step.watch {
            watch(linter, &place.key("watch"), of);
        }
    });
}

fn baseline(linter: &mut Linter<'_>, place: &Path<'_>, metric: &Metric) {
    let Some(window) = metric.baseline_window else { return };
    let place = place.key("baseline_window");
    if !metric.baseline {
        linter.warn_at_key(
            &place,
            "`baseline_window` does nothing without `baseline = true`: add it, or take this out",
        );
    } else if window == Span::default() {
        linter.error(&place, "a baseline needs some time to look back on: write a length like `5m`");
    }
}

/// `probe.compare` needs a metric that keeps a baseline.
fn compared(linter: &mut Linter<'_>, place: &Path<'_>, check: &Check) {
    let Some(name) = check.probe.fields.get("metric").and_then(Value::as_str) else { return };
    if check.probe.kind != "compare" {
        return;
    }
    let place = place.key("probe");
    let place = place.key("compare");
    let metric = MetricId::new(name);
    known(linter, &place.key("metric"), &metric);
    if linter.book.metric(&metric).is_some_and(|metric| !metric.baseline) {
        let message = format!("metric `{name}` keeps no baseline: add `baseline = true` to it");
        linter.error(&place.key("metric"), message);
    }
}

fn source(linter: &mut Linter<'_>, place: &Path<'_>, source: Option<&str>, metric: &str) {
    let book = linter.book;
    let known = book.source.keys().map(SourceId::as_str);
    match source {
        Some(name) if !book.source.contains_key(name) => {
            let hint = linter.hint(name, known, "add it as `[source.NAME]`");
            linter.error(&place.key("source"), format!("there is no source `{name}`: {hint}"));
        }
        None if book.source.is_empty() => linter.warn(
            place,
            format!("metric `{metric}` has no source to be read from: add `[source.api]` with `scrape.url = \"…\"`"),
        ),
        None if book.source.len() > 1 => {
            let all = crate::runbook::nearest::listed(known);
            let message = format!("metric `{metric}` could be read from several sources: add `source = …`, one of {all}");
            linter.error(place, message);
        }
        _ => {}
    }
}

fn watch(linter: &mut Linter<'_>, place: &Path<'_>, watch: &Watch) {
    if watch.criteria.is_empty() {
        linter.error(
            &place.key("criteria"),
            "a watch without criteria observes nothing: add one, or take `watch` out",
        );
    }
    if watch.lasts == Span::default() {
        linter.error(&place.key("for"), "a watch needs some time: write a length like `5m`");
    } else if watch.every.is_some_and(|every| every == Span::default() || every > watch.lasts) {
        let message = format!("`every` must be more than 0s and at most the watch's {}", watch.lasts);
        linter.error(&place.key("every"), message);
    }
    for (at, criterion) in watch.criteria.iter().enumerate() {
        known(linter, &place.key("criteria").index(at).key("metric"), &criterion.metric);
    }
}

pub(super) fn known(linter: &mut Linter<'_>, place: &Path<'_>, metric: &MetricId) {
    let book = linter.book;
    if book.metric(metric).is_none() {
        let known = book.metric.iter().map(|metric| metric.id.as_str());
        let hint = linter.hint(metric.as_str(), known, "add a `[[metric]]` with this id");
        linter.error(place, format!("there is no metric `{metric}`: {hint}"));
    }
}
