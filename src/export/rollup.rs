//! A line's mark from its steps. Pure.

use super::Mark;
use crate::model::state::Status;

/// The mark of a line whose `steps` must all be done, and of whose `any` one is enough; `None` in `any` stands for a
/// step that was not on the run's way, such as one of a plan that was not started.
///
/// The gravest of the steps counts, so one that is left out marks the whole line; a step that doesn't apply counts only
/// where none applies. A line without a step, or with nothing but steps off the way, is open: nobody knows of it.
pub fn roll_up(steps: &[Status], any: &[Option<Status>]) -> Mark {
    let all = steps.iter().map(|status| Mark::from(*status)).max();
    let one = (!any.is_empty()).then(|| one_of(any));
    all.max(one).unwrap_or(Mark::Open)
}

/// The best of those on the way: done, accepted, failed, under way, left out.
fn one_of(any: &[Option<Status>]) -> Mark {
    let rank = |mark: &Mark| match mark {
        Mark::Passed => 5,
        Mark::Waived => 4,
        Mark::Failed => 3,
        Mark::Open => 2,
        Mark::Skipped => 1,
        Mark::NotApplicable => 0,
    };
    any.iter().flatten().map(|status| Mark::from(*status)).max_by_key(rank).unwrap_or(Mark::Open)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Status; 9] = [
        Status::Pending,
        Status::Running,
        Status::Passed,
        Status::Look,
        Status::Failed,
        Status::Interrupted,
        Status::Skipped,
        Status::Waived,
        Status::NotApplicable,
    ];

    #[test]
    fn one_step_gives_its_mark() {
        for (status, mark) in ALL.into_iter().zip("oopoffswn".chars()) {
            let expected = match mark {
                'o' => Mark::Open,
                'p' => Mark::Passed,
                'f' => Mark::Failed,
                's' => Mark::Skipped,
                'w' => Mark::Waived,
                _ => Mark::NotApplicable,
            };
            assert_eq!(roll_up(&[status], &[]), expected, "{status:?}");
            assert_eq!(roll_up(&[], &[Some(status)]), expected, "any {status:?}");
        }
    }

    /// The rule in its own words, over every triple.
    #[test]
    fn all_of_three_steps() {
        for a in ALL {
            for b in ALL {
                for c in ALL {
                    let of = [a, b, c];
                    let has = |wanted: &[Status]| of.iter().any(|status| wanted.contains(status));
                    let expected = if has(&[Status::Failed, Status::Interrupted]) {
                        Mark::Failed
                    } else if has(&[Status::Pending, Status::Running, Status::Look]) {
                        Mark::Open
                    } else if has(&[Status::Waived]) {
                        Mark::Waived
                    } else if has(&[Status::Skipped]) {
                        Mark::Skipped
                    } else if has(&[Status::Passed]) {
                        Mark::Passed
                    } else {
                        Mark::NotApplicable
                    };
                    assert_eq!(roll_up(&of, &[]), expected, "{of:?}");
                }
            }
        }
    }

    #[test]
    fn one_of_two_is_enough() {
        let ways = ALL.into_iter().map(Some).chain([None]);
        for a in ways.clone() {
            for b in ways.clone() {
                let of = [a, b];
                let has = |wanted: &[Status]| of.iter().flatten().any(|status| wanted.contains(status));
                let expected = if has(&[Status::Passed]) {
                    Mark::Passed
                } else if has(&[Status::Waived]) {
                    Mark::Waived
                } else if has(&[Status::Failed, Status::Interrupted]) {
                    Mark::Failed
                } else if has(&[Status::Pending, Status::Running, Status::Look]) {
                    Mark::Open
                } else if has(&[Status::Skipped]) {
                    Mark::Skipped
                } else if has(&[Status::NotApplicable]) {
                    Mark::NotApplicable
                } else {
                    Mark::Open
                };
                assert_eq!(roll_up(&[], &of), expected, "{of:?}");
            }
        }
    }

    #[test]
    fn both_kinds_must_hold() {
        for status in ALL {
            let alone = Mark::from(status);
            assert_eq!(roll_up(&[Status::Passed], &[Some(status)]), alone.max(Mark::Passed), "{status:?}");
            assert_eq!(
                roll_up(&[status], &[None, Some(Status::Passed)]),
                alone.max(Mark::Passed),
                "{status:?}"
            );
        }
    }

    #[test]
    fn a_line_that_nobody_works_on_is_open() {
        assert_eq!(roll_up(&[], &[]), Mark::Open);
        assert_eq!(roll_up(&[], &[None, None]), Mark::Open);
    }
}
