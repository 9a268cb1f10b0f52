//! The part of a sample line before its value, the same in both formats but for blanks.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::error::Fault;
use super::page::{Format, Label};

/// Reads `name{labels}` or `{"name", labels}`; labels are appended to `labels` from `start` on, sorted and unique.
pub(super) fn series<'page>(
    cursor: &mut Cursor<'page>,
    format: Format,
    labels: &mut Vec<Label<'page>>,
) -> Result<Cow<'page, str>, Fault> {
    let start = labels.len();
    let bare = metric_name(cursor);
    let blanks = |cursor: &mut Cursor<'page>| format == Format::Text && cursor.skip_blanks();
    if !bare.is_empty() {
        blanks(cursor);
    }
    let mut name = (!bare.is_empty()).then_some(Cow::Borrowed(bare));
    if cursor.take("{") {
        loop {
            blanks(cursor);
            if cursor.take("}") {
                break;
            }
            item(cursor, format, &mut name, labels)?;
            blanks(cursor);
            if cursor.take(",") {
                continue;
            }
            // Text pages may leave the comma out; Prometheus' own lexer lets them.
            if cursor.peek() != Some(b'}') && format == Format::OpenMetrics {
                return Err(cursor.expected("\",\" or \"}\""));
            }
        }
    }
    let name = name.ok_or_else(|| cursor.expected("a metric name"))?;
    let own = labels.get_mut(start..).unwrap_or_default();
    own.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let twice = own.windows(2).find_map(|pair| match pair {
        [a, b] if a.name == b.name => Some(a.name.to_string()),
        _ => None,
    });
    match twice {
        Some(label) => Err(Fault::DuplicateLabel(label)),
        None => Ok(name),
    }
}

/// One label, or the quoted metric name.
fn item<'page>(
    cursor: &mut Cursor<'page>,
    format: Format,
    name: &mut Option<Cow<'page, str>>,
    labels: &mut Vec<Label<'page>>,
) -> Result<(), Fault> {
    let blanks = |cursor: &mut Cursor<'page>| format == Format::Text && cursor.skip_blanks();
    let quoted = cursor.peek() == Some(b'"');
    let label = if quoted { cursor.quoted(false)? } else { Cow::Borrowed(label_name(cursor)) };
    if label.is_empty() {
        return Err(cursor.expected("a label name"));
    }
    blanks(cursor);
    if quoted && cursor.peek() != Some(b'=') {
        if name.is_some() {
            return Err(cursor.expected("\"=\" (the metric already has its name)"));
        }
        *name = Some(label);
        return Ok(());
    }
    if !cursor.take("=") {
        return Err(cursor.expected("\"=\""));
    }
    blanks(cursor);
    let value = cursor.quoted(format == Format::Text)?;
    if label == crate::metrics::labels::NAME {
        return Err(Fault::DuplicateLabel(label.into_owned()));
    }
    labels.push(Label { name: label, value });
    Ok(())
}

/// A bare metric name at the cursor, or `""`.
pub(super) fn metric_name<'page>(cursor: &mut Cursor<'page>) -> &'page str {
    if cursor.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        return "";
    }
    cursor.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':')
}

fn label_name<'page>(cursor: &mut Cursor<'page>) -> &'page str {
    if cursor.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        return "";
    }
    cursor.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
