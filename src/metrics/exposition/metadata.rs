//! `# HELP` and `# TYPE`.

use std::borrow::Cow;

use super::cursor::{Cursor, unescape};
use super::error::Fault;
use super::page::{Family, Format, Kind};
use super::series::metric_name;

/// The name after `# HELP ` and its like; Prometheus 3 lets it be quoted.
pub(super) fn name<'page>(cursor: &mut Cursor<'page>) -> Result<Cow<'page, str>, Fault> {
    let name =
        if cursor.peek() == Some(b'"') { cursor.quoted(false)? } else { Cow::Borrowed(metric_name(cursor)) };
    if name.is_empty() { Err(cursor.expected("a metric name")) } else { Ok(name) }
}

/// The type a `# TYPE` line names.
pub(super) fn kind(text: &str, format: Format) -> Result<Kind, Fault> {
    let open = format == Format::OpenMetrics;
    Ok(match text {
        "counter" => Kind::Counter,
        "gauge" => Kind::Gauge,
        "histogram" => Kind::Histogram,
        "summary" => Kind::Summary,
        "untyped" if !open => Kind::Unknown,
        "unknown" if open => Kind::Unknown,
        "gaugehistogram" if open => Kind::GaugeHistogram,
        "info" if open => Kind::Info,
        "stateset" if open => Kind::StateSet,
        other => return Err(Fault::Kind(other.chars().take(40).collect())),
    })
}

/// The help text with its escapes resolved.
pub(super) fn help(text: &str, format: Format) -> Cow<'_, str> {
    if text.contains('\\') {
        Cow::Owned(unescape(text, format == Format::OpenMetrics))
    } else {
        Cow::Borrowed(text)
    }
}

/// Notes what a line says; HELP and TYPE of a metric stand next to each other on every real page.
pub(super) fn note<'page>(
    families: &mut Vec<Family<'page>>,
    name: Cow<'page, str>,
    kind: Option<Kind>,
    help: Option<Cow<'page, str>>,
) {
    match families.last_mut() {
        Some(last) if last.name == name => {
            last.kind = kind.or(last.kind);
            if help.is_some() {
                last.help = help;
            }
        }
        _ => families.push(Family { name, kind, help }),
    }
}
