//! The identity of a series.

use std::fmt;

/// The label that holds the metric's name.
pub const NAME: &str = "__name__";

/// Label names and values, sorted by name, names unique, empty values left out (to `PromQL` an empty label is an
/// absent one). The metric's name is the label `__name__`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Labels(Vec<(Box<str>, Box<str>)>);

impl Labels {
    /// From pairs in any order; of equal names the first wins, and empty values are dropped.
    pub fn new<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut labels: Vec<(Box<str>, Box<str>)> =
            pairs.into_iter().map(|(name, value)| (name.as_ref().into(), value.as_ref().into())).collect();
        labels.sort_by(|a, b| a.0.cmp(&b.0));
        labels.dedup_by(|later, first| later.0 == first.0);
        labels.retain(|(_, value)| !value.is_empty());
        Self(labels)
    }

    /// The value of `name`, or `""` where it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .binary_search_by(|(label, _)| label.as_ref().cmp(name))
            .ok()
            .and_then(|at| self.0.get(at))
            .map_or("", |(_, value)| value)
    }

    /// The metric's name, or `""`.
    pub fn name(&self) -> &str {
        self.get(NAME)
    }

    /// Names and values in name order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// How many labels there are, `__name__` included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no label at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Only the labels whose name passes.
    #[must_use]
    pub fn keep(&self, mut wanted: impl FnMut(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|(name, _)| wanted(name)).cloned().collect())
    }

    /// Without the metric's name, as after most operations.
    #[must_use]
    pub fn without_name(&self) -> Self {
        self.keep(|name| name != NAME)
    }
}

impl fmt::Display for Labels {
    /// As `PromQL` writes it, values quoted and escaped: `name{a="b"}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        let mut open = false;
        for (name, value) in self.iter().filter(|(name, _)| *name != NAME) {
            write!(f, "{}{name}={value:?}", if open { ", " } else { "{" })?;
            open = true;
        }
        match (open, self.name().is_empty()) {
            (true, _) => f.write_str("}"),
            (false, true) => f.write_str("{}"),
            (false, false) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_sorted_unique_and_not_empty() {
        let labels = Labels::new([("b", "2"), ("a", "1"), ("c", ""), (NAME, "up"), ("a", "9")]);
        assert_eq!(labels.to_string(), r#"up{a="1", b="2"}"#);
        assert_eq!(labels.get("a"), "1");
        assert_eq!(labels.get("c"), "");
        assert_eq!(labels.without_name().to_string(), r#"{a="1", b="2"}"#);
        assert_eq!(Labels::default().to_string(), "{}");
    }
}
