//! Reading a page line by line.

use super::cursor::Cursor;
use super::error::{ExpositionError, Fault};
use super::page::{Format, Page};
use super::{open_metrics, text};

/// The largest page that is taken.
pub const MAX_PAGE_BYTES: usize = 64 * 1024 * 1024;

/// The most samples a page may have: a page of nothing but short lines would take twenty times its size in memory.
pub const MAX_SAMPLES: usize = 500_000;

/// The most labels a page may have, over all samples.
pub const MAX_LABELS: usize = 2_000_000;

/// Reads a whole page.
///
/// # Errors
/// The first fault with its line; the whole page is refused, as Prometheus does.
pub fn parse(page: &[u8], format: Format) -> Result<Page<'_>, ExpositionError> {
    if page.len() > MAX_PAGE_BYTES {
        let fault = Fault::TooLarge { bytes: page.len(), limit: MAX_PAGE_BYTES };
        return Err(ExpositionError { line: 1, fault });
    }
    let text = std::str::from_utf8(page).map_err(|error| {
        let valid = page.get(..error.valid_up_to()).unwrap_or_default();
        ExpositionError { line: 1 + memchr::memchr_iter(b'\n', valid).count(), fault: Fault::NotUtf8 }
    })?;
    let mut cursor = Cursor::new(text);
    let lines = match format {
        Format::Text => text_lines,
        Format::OpenMetrics => open_metrics_lines,
    };
    lines(&mut cursor).map_err(|fault| ExpositionError { line: cursor.line(), fault })
}

fn text_lines<'page>(cursor: &mut Cursor<'page>) -> Result<Page<'page>, Fault> {
    let mut page = Page::default();
    while !cursor.is_done() {
        text::line(cursor, &mut page)?;
        within_limits(&page)?;
        // The last line may lack its newline.
        if !cursor.is_done() && !cursor.take("\n") {
            return Err(cursor.expected("the end of the line"));
        }
    }
    Ok(page)
}

fn open_metrics_lines<'page>(cursor: &mut Cursor<'page>) -> Result<Page<'page>, Fault> {
    let mut page = Page::default();
    while !cursor.is_done() {
        let line = open_metrics::line(cursor, &mut page)?;
        within_limits(&page)?;
        let ended = cursor.take("\n");
        if line == open_metrics::Line::Eof {
            return if cursor.is_done() { Ok(page) } else { Err(Fault::AfterEof) };
        }
        if !ended {
            return Err(cursor.expected("the end of the line"));
        }
    }
    Err(Fault::NoEof)
}

fn within_limits(page: &Page<'_>) -> Result<(), Fault> {
    if page.samples.len() > MAX_SAMPLES {
        return Err(Fault::TooMany { what: "samples", limit: MAX_SAMPLES });
    }
    if page.labels.len() > MAX_LABELS {
        return Err(Fault::TooMany { what: "labels", limit: MAX_LABELS });
    }
    Ok(())
}
