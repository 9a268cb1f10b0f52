//! Maintenance windows and freezes: rules that say when, and can come true.

use super::linter::Linter;
use crate::model::runbook::{Maintenance, TimeOfDay};
use crate::runbook::calendar::zone;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    for (at, rule) in linter.book.maintenance.iter().enumerate() {
        let place = Path::ROOT.key("maintenance");
        days(linter, &place.index(at), rule);
        times(linter, &place.index(at), rule);
    }
}

fn days(linter: &mut Linter<'_>, place: &Path<'_>, rule: &Maintenance) {
    match (rule.every, rule.from, rule.to) {
        (None, None, None) => {
            let message = format!(
                "`{}` doesn't say when: add `every = \"second sunday\"` with `start` and `end`, or `from` and `to`",
                rule.id
            );
            linter.error(place, message);
        }
        (None, None, Some(_)) => {
            linter.error(&place.key("to"), "it has an end and no beginning: add `from`, or `every`");
        }
        (None, Some(_), None) => {
            linter.error(&place.key("from"), "it has a beginning and no end: add `to`, or `every`");
        }
        (_, Some(from), Some(to)) if to <= from => {
            linter.error(&place.key("to"), "it ends before it begins: swap `from` and `to`");
        }
        _ => {}
    }
}

fn times(linter: &mut Linter<'_>, place: &Path<'_>, rule: &Maintenance) {
    if let Err(error) = zone(rule.zone()) {
        linter.error(&place.key("zone"), error.to_string());
    }
    for (key, time) in [("start", rule.start), ("end", rule.end)] {
        if time.is_some() && rule.every.is_none() {
            let message = format!(
                "`{key}` is a time of the days that `every` names: add `every`, or write the time into `from` and `to`"
            );
            linter.error(&place.key(key), message);
        }
    }
    if rule.start == Some(TimeOfDay::END) {
        linter.error(&place.key("start"), "a day ends at 24:00: write `00:00`, or an earlier time");
    } else if rule.end == Some(TimeOfDay::MIDNIGHT) && rule.start.is_none_or(|it| it == TimeOfDay::MIDNIGHT) {
        linter.error(&place.key("end"), "it would close when it opens: write `24:00` for the day's end");
    } else if rule.start.is_some() && rule.start == rule.end {
        linter.error(&place.key("end"), "it would close when it opens: write a later time, like `04:00`");
    }
    if rule.zone.is_some() && rule.every.is_none() {
        linter.warn(
            &place.key("zone"),
            "`from` and `to` have their own zone, so this says nothing: take it out",
        );
    }
}
