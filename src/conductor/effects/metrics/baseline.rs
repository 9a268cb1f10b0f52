//! What metrics were before the deployment.

use std::time::Duration;

use super::board::Board;
use crate::metrics::{Timestamp, statistics};
use crate::model::event::Baseline;
use crate::model::figure::Figure;
use crate::model::runbook::Metric;
use crate::model::span::Span;

/// How many samples are kept in the journal.
const MOST: usize = 240;

/// How long a first sample is waited for when the deployment begins with nothing seen.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// A baseline that is to be taken.
pub(super) struct Wanted {
    pub(super) metric: Metric,
    /// When the deployment began, by the run's clock.
    pub(super) since: Timestamp,
    /// Whether an earlier conductor should have taken it.
    pub(super) late: bool,
}

/// The baseline of `wanted`; `None` while a first sample may still come.
pub(super) fn take(wanted: &Wanted, now: Timestamp, board: &Board) -> Option<Baseline> {
    let window = wanted.metric.baseline_window().duration();
    let seen = board.values(&wanted.metric.id, wanted.since.minus(window), wanted.since);
    let late = "taken late: the conductor was restarted during the deployment";
    let (seen, note) = if seen.is_empty() {
        let first = board.values(&wanted.metric.id, wanted.since, now);
        if first.is_empty() && now.since(wanted.since) < PATIENCE {
            return None;
        }
        let note = if first.is_empty() {
            let window = wanted.metric.baseline_window();
            format!(
                "nothing was seen in the {window} before the deployment, nor in the minute after it began"
            )
        } else {
            "nothing was seen before the deployment: this is the first that was seen after it began"
                .to_owned()
        };
        (first.into_iter().take(1).collect(), note)
    } else {
        (seen, if wanted.late { late.to_owned() } else { String::new() })
    };
    Some(of(wanted, &seen, note, board))
}

fn of(wanted: &Wanted, seen: &[(Timestamp, f64)], note: String, board: &Board) -> Baseline {
    let values: Vec<f64> = seen.iter().map(|(_, value)| *value).collect();
    let covers = match (seen.first(), seen.last()) {
        (Some((first, _)), Some((last, _))) => last.since(*first),
        _ => Duration::ZERO,
    };
    let every = values.len().div_ceil(MOST).max(1);
    Baseline {
        at: board.stamp(wanted.since),
        query: wanted.metric.query.clone(),
        value: statistics::median(&values).and_then(Figure::new),
        samples: values.iter().step_by(every).copied().filter_map(Figure::new).collect(),
        covers: Span::millis(u64::try_from(covers.as_millis()).unwrap_or(u64::MAX)),
        note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::SteadyClock;

    fn wanted(since: Timestamp) -> Wanted {
        let text = "id = \"errors\"\ntitle = \"E\"\nquery = \"x\"\nbaseline = true\nbaseline_window = \"1m\"";
        Wanted { metric: toml::from_str(text).unwrap(), since, late: false }
    }

    fn board(values: &[(u64, f64)]) -> (Board, Timestamp) {
        let board = Board::new(SteadyClock::start(1));
        let begun = board.clock().now();
        let metric = wanted(begun).metric.id;
        board.expect(&metric, Duration::from_secs(5), Duration::ZERO);
        for (second, value) in values {
            board.push(&metric, begun.plus(Duration::from_secs(*second)), Some(*value), "");
        }
        (board, begun)
    }

    #[test]
    fn it_is_the_median_of_the_window_before() {
        let (board, begun) = board(&[(10, 99.0), (100, 1.0), (110, 50.0), (120, 2.0), (130, 7.0)]);
        let since = begun.plus(Duration::from_secs(125));
        let taken = take(&wanted(since), since, &board).unwrap();
        assert_eq!(taken.value, Figure::new(2.0));
        assert_eq!(taken.samples.len(), 3, "of the minute before, and nothing of after");
        assert_eq!((taken.covers, taken.note.as_str()), (Span::seconds(20), ""));
    }

    #[test]
    fn without_anything_before_the_first_after_is_taken_and_said_to_be() {
        let (empty, begun) = board(&[]);
        assert_eq!(take(&wanted(begun), begun.plus(Duration::from_secs(5)), &empty), None);
        let given_up = take(&wanted(begun), begun.plus(PATIENCE), &empty).unwrap();
        assert_eq!(given_up.value, None);
        assert!(given_up.note.contains("1m"), "{}", given_up.note);
        let (some, begun) = board(&[(5, 3.0), (10, 4.0)]);
        let taken = take(&wanted(begun), begun.plus(Duration::from_secs(10)), &some).unwrap();
        assert_eq!(taken.value, Figure::new(3.0));
        assert!(taken.note.contains("first"), "{}", taken.note);
    }

    #[test]
    fn a_long_window_is_thinned_in_the_journal() {
        let values: Vec<(u64, f64)> = (1..=1000).map(|at| (at, 1.0)).collect();
        let (board, begun) = board(&values);
        let since = begun.plus(Duration::from_secs(1000));
        let mut wanted = wanted(since);
        wanted.metric.baseline_window = Some(Span::seconds(2000));
        let taken = take(&wanted, since, &board).unwrap();
        assert!((100..=MOST).contains(&taken.samples.len()), "{}", taken.samples.len());
    }
}
