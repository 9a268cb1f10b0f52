//! Lines of the Prometheus text format.

use super::cursor::Cursor;
use super::error::Fault;
use super::float::float;
use super::metadata;
use super::page::{Format, Page, Slot};
use super::series::series;
use crate::metrics::Timestamp;

/// Reads one line, the newline left standing.
pub(super) fn line<'page>(cursor: &mut Cursor<'page>, page: &mut Page<'page>) -> Result<(), Fault> {
    if cursor.skip_blanks() && !matches!(cursor.peek(), None | Some(b'\n' | b'#')) {
        return Err(Fault::Expected {
            wanted: "a metric name at the start of the line",
            found: "a blank".into(),
        });
    }
    match cursor.peek() {
        None | Some(b'\n') => Ok(()),
        Some(b'#') => comment(cursor, page),
        Some(_) => sample(cursor, page),
    }
}

fn sample<'page>(cursor: &mut Cursor<'page>, page: &mut Page<'page>) -> Result<(), Fault> {
    let start = page.labels.len();
    let name = series(cursor, Format::Text, &mut page.labels)?;
    cursor.skip_blanks();
    let token = cursor.take_while(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'{'));
    if token.is_empty() {
        return Err(cursor.expected("a value"));
    }
    let value = float(token)?;
    cursor.skip_blanks();
    let timestamp = match cursor.peek() {
        None | Some(b'\n') => None,
        Some(_) => {
            let digits = cursor.take_while(|byte| byte.is_ascii_digit());
            let millis = digits.parse().map_err(|_| {
                if digits.is_empty() {
                    cursor.expected("a timestamp in milliseconds or the end of the line")
                } else {
                    Fault::Number(digits.chars().take(40).collect())
                }
            })?;
            cursor.skip_blanks();
            Some(Timestamp::from_millis(millis))
        }
    };
    page.samples.push(Slot { name, labels: start..page.labels.len(), value, timestamp });
    Ok(())
}

fn comment<'page>(cursor: &mut Cursor<'page>, page: &mut Page<'page>) -> Result<(), Fault> {
    cursor.take("#");
    let blank = cursor.skip_blanks();
    let is_type = blank && keyword(cursor, "TYPE");
    let is_help = blank && !is_type && keyword(cursor, "HELP");
    if !is_type && !is_help {
        cursor.take_line();
        return Ok(());
    }
    let name = metadata::name(cursor)?;
    let text = cursor.take_line();
    // One blank separates; what follows it belongs to the text, as Prometheus keeps it.
    let mut characters = text.chars();
    characters.next();
    let text = characters.as_str();
    if is_type {
        let kind = metadata::kind(text, Format::Text)?;
        metadata::note(&mut page.families, name, Some(kind), None);
    } else {
        metadata::note(&mut page.families, name, None, Some(metadata::help(text, Format::Text)));
    }
    Ok(())
}

/// Steps over `word` and the blanks after it; a word without a blank after it is an ordinary comment.
fn keyword(cursor: &mut Cursor<'_>, word: &str) -> bool {
    let mut ahead = *cursor;
    let found = ahead.take(word) && ahead.skip_blanks();
    if found {
        *cursor = ahead;
    }
    found
}
