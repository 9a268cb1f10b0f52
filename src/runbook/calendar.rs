//! When windows open and freezes begin: rules like `second sunday, 02:00-04:00 UTC` against the calendar.
//!
//! Here and not in the model, as the zones come from the host's time zone database.

use jiff::civil::{Date, Weekday as Day};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use thiserror::Error;

use crate::model::runbook::{Every, Maintenance, MaintenanceKind, Nth, TimeOfDay, Weekday};
use crate::model::stamp::Stamp;

/// How far ahead an opening is looked for: the `last` day of any month comes up within this.
const DAYS_AHEAD: u32 = 70;

/// A zone that this host doesn't know.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "this host knows no time zone `{0}`: write it like `Europe/Berlin` or `UTC`, and see that its time zone data (tzdata) is installed"
)]
pub struct UnknownZone(pub String);

/// From when until when something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// From this moment on.
    pub opens: Stamp,
    /// Until this moment, which is outside.
    pub closes: Stamp,
}

impl Opening {
    /// Whether `at` is inside.
    pub fn holds(&self, at: Stamp) -> bool {
        self.opens <= at && at < self.closes
    }
}

/// The opening of `rule` that holds `now`, else the next one; `None` where there is none any more.
///
/// # Errors
/// Where the zone is unknown here.
pub fn opening(rule: &Maintenance, now: Stamp) -> Result<Option<Opening>, UnknownZone> {
    let whole = Opening {
        opens: rule.from.unwrap_or(Stamp::from_millis(i64::MIN)),
        closes: rule.to.unwrap_or(Stamp::from_millis(i64::MAX)),
    };
    let zone = zone(rule.zone())?;
    if whole.closes <= now {
        return Ok(None);
    }
    let Some(every) = rule.every else { return Ok(Some(whole)) };
    let from = now.max(whole.opens);
    let Ok(moment) = Timestamp::from_millisecond(from.as_millis()) else { return Ok(None) };
    let today = moment.to_zoned(zone.clone()).date();
    // Yesterday's may reach past midnight.
    let first = today.yesterday().unwrap_or(today);
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take(DAYS_AHEAD as usize);
    let openings = days.filter(|day| falls_on(every, *day)).filter_map(|day| on(rule, day, &zone));
    Ok(openings
        .map(|it| Opening { opens: it.opens.max(whole.opens), closes: it.closes.min(whole.closes) })
        .find(|it| it.closes > from && it.opens < it.closes))
}

/// What stands against deploying at `now`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed<'b> {
    /// The window that isn't open, or the freeze that is on.
    pub rule: &'b Maintenance,
    /// Of a window, its next opening; of a freeze, the one that is on.
    pub opening: Option<Opening>,
}

impl Closed<'_> {
    /// Why, in words.
    pub fn why(&self) -> String {
        let title = &self.rule.title;
        match (self.rule.kind, self.opening) {
            (MaintenanceKind::Window, Some(next)) => {
                format!("outside “{title}”: it opens {} UTC ({})", next.opens.date_time(), rule(self.rule))
            }
            (MaintenanceKind::Window, None) => {
                format!("outside “{title}”: it opens no more ({})", rule(self.rule))
            }
            (MaintenanceKind::Freeze, Some(on)) => {
                format!("inside “{title}”: until {} UTC ({})", on.closes.date_time(), rule(self.rule))
            }
            (MaintenanceKind::Freeze, None) => format!("inside “{title}”"),
        }
    }
}

/// What stands against deploying at `now`: every freeze that is on; and where there are windows and none of them is
/// open, the one that opens next. A rule whose zone isn't known here counts as closed.
pub fn closed(rules: &[Maintenance], now: Stamp) -> Vec<Closed<'_>> {
    let mut against = Vec::new();
    let mut windows = Vec::new();
    for rule in rules {
        let opening = opening(rule, now);
        let open = matches!(&opening, Ok(Some(it)) if it.holds(now));
        let unknown = opening.is_err();
        let closed = Closed { rule, opening: opening.ok().flatten() };
        match rule.kind {
            MaintenanceKind::Window => windows.push((open, closed)),
            MaintenanceKind::Freeze if open || unknown => against.push(closed),
            MaintenanceKind::Freeze => {}
        }
    }
    if windows.iter().all(|(open, _)| !open) {
        let far = Stamp::from_millis(i64::MAX);
        let next = windows.into_iter().min_by_key(|(_, it)| it.opening.map_or(far, |it| it.opens));
        against.extend(next.map(|(_, closed)| closed));
    }
    against
}

/// The rule in words: `second sunday, 02:00-04:00 UTC`.
pub fn rule(of: &Maintenance) -> String {
    let mut parts = Vec::new();
    if let Some(every) = of.every {
        let (start, end) = (of.start.unwrap_or(TimeOfDay::MIDNIGHT), of.end.unwrap_or(TimeOfDay::END));
        parts.push(every.to_string());
        parts.push(format!("{start}-{end} {}", of.zone()));
    }
    parts.extend(of.from.map(|from| format!("from {} UTC", from.date_time())));
    parts.extend(of.to.map(|to| format!("to {} UTC", to.date_time())));
    parts.join(", ")
}

/// The zone of that name.
///
/// # Errors
/// Where it is unknown here.
pub fn zone(name: &str) -> Result<TimeZone, UnknownZone> {
    if name.eq_ignore_ascii_case("UTC") {
        return Ok(TimeZone::UTC);
    }
    TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))
}

/// The opening that begins on `day`. A time that a change of clocks leaves out counts as the one just after the gap; one
/// that comes twice, as the first.
fn on(rule: &Maintenance, day: Date, zone: &TimeZone) -> Option<Opening> {
    let (start, end) = (rule.start.unwrap_or(TimeOfDay::MIDNIGHT), rule.end.unwrap_or(TimeOfDay::END));
    let last = if end > start { day } else { day.tomorrow().ok()? };
    let opening = Opening { opens: moment(day, start, zone)?, closes: moment(last, end, zone)? };
    (opening.opens < opening.closes).then_some(opening)
}

fn moment(day: Date, time: TimeOfDay, zone: &TimeZone) -> Option<Stamp> {
    // On the wall clock, so that a day with 23 or 25 hours ends when its calendar day ends.
    let at = day.at(0, 0, 0, 0).checked_add(i64::from(time.minutes()).minutes()).ok()?;
    let zoned = zone.to_ambiguous_zoned(at).compatible().ok()?;
    Some(Stamp::from_millis(zoned.timestamp().as_millisecond()))
}

fn falls_on(every: Every, day: Date) -> bool {
    match every {
        Every::Day => true,
        Every::Weekdays => !matches!(day.weekday(), Day::Saturday | Day::Sunday),
        Every::Week(wanted) => day.weekday() == on_calendar(wanted),
        Every::Month(nth, wanted) => {
            let nth = match nth {
                Nth::From(nth) => i8::try_from(nth).unwrap_or(1),
                Nth::Last => -1,
            };
            day.nth_weekday_of_month(nth, on_calendar(wanted)).is_ok_and(|it| it == day)
        }
    }
}

const fn on_calendar(day: Weekday) -> Day {
    match day {
        Weekday::Monday => Day::Monday,
        Weekday::Tuesday => Day::Tuesday,
        Weekday::Wednesday => Day::Wednesday,
        Weekday::Thursday => Day::Thursday,
        Weekday::Friday => Day::Friday,
        Weekday::Saturday => Day::Saturday,
        Weekday::Sunday => Day::Sunday,
    }
}

#[cfg(test)]
mod tests;
