//! Metrics: where they are read, and what leans on them.

use super::linter::Linter;
use crate::model::ids::{MetricId, SourceId};
use crate::model::runbook::Watch;
use crate::model::span::Span;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    for (at, metric) in book.metric.iter().enumerate() {
        let list = Path::ROOT.key("metric");
        let place = list.index(at);
        source(linter, &place, metric.source.as_ref().map(SourceId::as_str), metric.id.as_str());
        if metric.query.trim().is_empty() {
            linter.error(&place.key("query"), "this query is empty: write the PromQL of the metric");
        } else if let Some(promql) = linter.options.promql
            && let Err(reason) = promql(&metric.query)
        {
            linter.error(&place.key("query"), format!("this is not PromQL: {reason}"));
        }
    }
    for (at, guard) in book.guard.iter().enumerate() {
        let list = Path::ROOT.key("guard");
        if let Some(metric) = guard.when.metric() {
            known(linter, &list.index(at).key("when").key("metric"), metric);
        }
    }
    linter.each_step(|linter, _, place, step| {
        if let Some(of) = &step.watch {
            watch(linter, &place.key("watch"), of);
        }
    });
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

fn known(linter: &mut Linter<'_>, place: &Path<'_>, metric: &MetricId) {
    let book = linter.book;
    if book.metric(metric).is_none() {
        let known = book.metric.iter().map(|metric| metric.id.as_str());
        let hint = linter.hint(metric.as_str(), known, "add a `[[metric]]` with this id");
        linter.error(place, format!("there is no metric `{metric}`: {hint}"));
    }
}
