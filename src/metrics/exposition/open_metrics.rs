//! Lines of the `OpenMetrics` text format: single blanks, seconds as timestamps, exemplars, `# EOF`.

use super::cursor::Cursor;
use super::error::Fault;
use super::float::float;
use super::metadata;
use super::page::{Format, Page, Slot};
use super::series::series;
use crate::metrics::Timestamp;

/// What a line was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// A sample or metadata.
    Content,
    /// `# EOF`.
    Eof,
}

/// Reads one line, the newline left standing.
pub(super) fn line<'page>(cursor: &mut Cursor<'page>, page: &mut Page<'page>) -> Result<Line, Fault> {
    if cursor.take("# EOF") {
        return Ok(Line::Eof);
    }
    if cursor.peek() == Some(b'#') {
        metadata_line(cursor, page)?;
    } else {
        sample(cursor, page)?;
    }
    Ok(Line::Content)
}

fn metadata_line<'page>(cursor: &mut Cursor<'page>, page: &mut Page<'page>) -> Result<(), Fault> {
    let (is_type, is_help) = (cursor.take("# TYPE "), cursor.take("# HELP "));
    if !is_type && !is_help && !cursor.take("# UNIT ") {
        return Err(cursor.expected("\"# TYPE\", \"# HELP\", \"# UNIT\" or \"# EOF\""));
    }
    let name = metadata::name(cursor)?;
    if !cursor.take(" ") {
        return Err(cursor.expected("a blank and the text"));
    }
    let text = cursor.take_line();
    if is_type {
        let kind = metadata::kind(text, Format::OpenMetrics)?;
        metadata::note(&mut page.families, name, Some(kind), None);
    } else if is_help {
        let help = metadata::help(text, Format::OpenMetrics);
        metadata::note(&mut page.families, name, None, Some(help));
    }
    Ok(())
}

fn sample<'page>(cursor: &mut Cursor<'page>, page: &mut Page<'page>) -> Result<(), Fault> {
    let start = page.labels.len();
    let name = series(cursor, Format::OpenMetrics, &mut page.labels)?;
    let end = page.labels.len();
    let value = number(cursor, "a blank and a value")?;
    let mut timestamp = None;
    if cursor.peek() == Some(b' ') && !cursor.rest().starts_with(" # ") {
        timestamp = Some(seconds(number(cursor, "a timestamp")?)?);
    }
    if cursor.take(" # ") {
        exemplar(cursor, page)?;
    }
    page.samples.push(Slot { name, labels: start..end, value, timestamp });
    Ok(())
}

/// Reads an exemplar only to know that the page is well formed.
fn exemplar<'page>(cursor: &mut Cursor<'page>, page: &mut Page<'page>) -> Result<(), Fault> {
    if cursor.peek() != Some(b'{') {
        return Err(cursor.expected("the labels of an exemplar"));
    }
    let start = page.labels.len();
    loop {
        // An exemplar has labels and no name: read each with a name of its own.
        if cursor.take("}") {
            break;
        }
        if !cursor.take("{") && !cursor.take(",") {
            return Err(cursor.expected("\",\" or \"}\""));
        }
        if cursor.peek() == Some(b'}') {
            continue;
        }
        if cursor.peek() == Some(b'"') {
            cursor.quoted(false)?;
        } else if cursor.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_').is_empty() {
            return Err(cursor.expected("a label name"));
        }
        if !cursor.take("=") {
            return Err(cursor.expected("\"=\""));
        }
        cursor.quoted(false)?;
    }
    page.labels.truncate(start);
    number(cursor, "a blank and the exemplar's value")?;
    if cursor.peek() == Some(b' ') {
        seconds(number(cursor, "the exemplar's timestamp")?)?;
    }
    Ok(())
}

fn number(cursor: &mut Cursor<'_>, wanted: &'static str) -> Result<f64, Fault> {
    if !cursor.take(" ") {
        return Err(cursor.expected(wanted));
    }
    float(cursor.take_while(|byte| !matches!(byte, b' ' | b'\n')))
}

#[expect(clippy::cast_possible_truncation, reason = "a float-to-int cast saturates")]
fn seconds(seconds: f64) -> Result<Timestamp, Fault> {
    if seconds.is_finite() {
        Ok(Timestamp::from_millis((seconds * 1000.0) as i64))
    } else {
        Err(Fault::Number(seconds.to_string()))
    }
}
