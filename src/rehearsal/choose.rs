//! Which of several answers holds.

use crate::model::runbook::{Moment, When};

/// How well an answer fits: keys of its `when`, literal characters of its pattern, whether it names the method.
pub(super) type Fit = (usize, usize, usize);

/// The item that fits best; of equals the first.
pub(super) fn best<T>(items: impl Iterator<Item = (Fit, T)>) -> Option<T> {
    let mut found: Option<(Fit, T)> = None;
    for (fit, item) in items {
        if found.as_ref().is_none_or(|(most, _)| fit > *most) {
            found = Some((fit, item));
        }
    }
    found.map(|(_, item)| item)
}

/// The index of the change that holds at `moment`.
pub(super) fn holding<'a>(whens: impl Iterator<Item = &'a When>, moment: &Moment) -> Option<usize> {
    best(whens.enumerate().filter_map(|(at, when)| when.fits(moment).map(|keys| ((keys, 0, 0), at))))
}
