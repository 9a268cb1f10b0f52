//! A page that was read.

use std::borrow::Cow;
use std::ops::Range;

use crate::metrics::Timestamp;

/// Which grammar a page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Prometheus text format 0.0.4, with the quoted names of Prometheus 3.
    Text,
    /// `OpenMetrics` 1.0 text.
    OpenMetrics,
}

impl Format {
    /// Chooses by the response's `Content-Type`, as Prometheus does: anything that is not `OpenMetrics` is text.
    pub fn from_content_type(content_type: &str) -> Self {
        let media = content_type.split(';').next().unwrap_or("").trim();
        if media.eq_ignore_ascii_case("application/openmetrics-text") {
            Self::OpenMetrics
        } else {
            Self::Text
        }
    }
}

/// A metric's declared type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only rises, or starts again from zero.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Cumulative buckets.
    Histogram,
    /// Buckets that go up and down (`OpenMetrics`).
    GaugeHistogram,
    /// Quantiles computed by the exporter.
    Summary,
    /// Facts as labels (`OpenMetrics`).
    Info,
    /// A set of booleans (`OpenMetrics`).
    StateSet,
    /// Declared `untyped` or `unknown`.
    Unknown,
}

/// What the page says about a metric.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Family<'page> {
    /// The metric's name.
    pub name: Cow<'page, str>,
    /// From `# TYPE`.
    pub kind: Option<Kind>,
    /// From `# HELP`, escapes resolved.
    pub help: Option<Cow<'page, str>>,
}

/// A label's name and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label<'page> {
    /// The label's name.
    pub name: Cow<'page, str>,
    /// Its value, escapes resolved; may be empty.
    pub value: Cow<'page, str>,
}

/// One line's sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample<'page> {
    /// The metric's name.
    pub name: &'page str,
    /// The labels in name order, each once.
    pub labels: &'page [Label<'page>],
    /// The value; any NaN is the plain one.
    pub value: f64,
    /// The page's own time for the sample, where it gives one.
    pub timestamp: Option<Timestamp>,
}

impl Sample<'_> {
    /// The value of a label, or `""`; `__name__` is the metric's name.
    pub fn label(&self, name: &str) -> &str {
        if name == crate::metrics::labels::NAME {
            return self.name;
        }
        self.labels.iter().find(|label| label.name == name).map_or("", |label| &label.value)
    }
}

/// All the samples and metadata of one page, borrowing its text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page<'page> {
    pub(super) samples: Vec<Slot<'page>>,
    pub(super) labels: Vec<Label<'page>>,
    pub(super) families: Vec<Family<'page>>,
}

/// A sample whose labels lie in the page's one list: an allocation less for each line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot<'page> {
    pub(super) name: Cow<'page, str>,
    pub(super) labels: Range<usize>,
    pub(super) value: f64,
    pub(super) timestamp: Option<Timestamp>,
}

impl<'page> Page<'page> {
    /// The samples in the page's order, duplicates included.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = Sample<'_>> {
        self.samples.iter().map(|slot| Sample {
            name: &slot.name,
            labels: self.labels.get(slot.labels.clone()).unwrap_or_default(),
            value: slot.value,
            timestamp: slot.timestamp,
        })
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether the page has no sample.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Types and help texts, in the page's order.
    pub fn families(&self) -> &[Family<'page>] {
        &self.families
    }
}
