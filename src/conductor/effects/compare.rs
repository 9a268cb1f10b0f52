//! A metric now against its baseline, for `probe.compare`.

use super::metrics::Board;
use crate::checks::{Comparing, Seen};
use crate::metrics::baseline::{self, BaselineConfig, Centre, Comparison, Significance, Verdict};
use crate::metrics::{Timestamp, mann_whitney};
use crate::model::change::ChangeKind;
use crate::model::event::Baseline;
use crate::model::quantity::Unit;
use crate::model::runbook::Metric;
use crate::model::span::Span;

/// What `asked` finds. Both windows are equally long, and the later one has nothing from before the deployment.
pub(super) fn compare(asked: &Comparing, metric: &Metric, board: &Board) -> Seen {
    let Some(before) = board.baseline(&metric.id) else {
        let why = "there is no baseline yet: it is taken when the first step of a deploy phase begins";
        return Seen::inconclusive("", why);
    };
    if before.value.is_none() {
        return Seen::inconclusive("", format!("there is no baseline: {}", before.note));
    }
    let clock = board.clock();
    let now = clock.now();
    let settled = clock.of_world(Timestamp::from_millis(before.at.as_millis())).plus(asked.warm_up);
    let window = before.covers.duration();
    let seen = now.since(settled);
    if seen < window {
        let seen = Span::millis(u64::try_from(seen.as_millis()).unwrap_or(u64::MAX));
        let covers = before.covers;
        return Seen::inconclusive("", format!("{seen} were seen since, and the baseline covers {covers}"));
    }
    let from = settled.max(now.minus(window));
    let after: Vec<f64> = board.values(&metric.id, from, now).into_iter().map(|(_, value)| value).collect();
    judge(asked, metric.unit, &before, &after)
}

fn judge(asked: &Comparing, unit: Unit, baseline: &Baseline, after: &[f64]) -> Seen {
    let samples: Vec<f64> = baseline.samples.iter().map(|it| it.value()).collect();
    let kind = asked.is.kind();
    let config = BaselineConfig {
        centre: Centre::Median,
        comparison: match kind {
            ChangeKind::Absolute => Comparison::Absolute,
            ChangeKind::Points => Comparison::PercentagePoints,
            ChangeKind::Relative => Comparison::Relative,
            ChangeKind::Ratio => Comparison::Ratio { floor: asked.floor },
        },
        limit: asked.is.limit().into(),
        min_samples: asked.min_samples,
        significance: if asked.test { Significance::Required } else { Significance::Ignored },
    };
    let compared = match baseline::compare(&config, &samples, after) {
        Ok(compared) => compared,
        Err(why) => return Seen::inconclusive("", why.to_string()),
    };
    let change = shown(kind, unit, compared.difference);
    let observed = format!(
        "{change}: {} before, {} after (medians of {} and {} samples)",
        unit.show(compared.before),
        unit.show(compared.after),
        samples.len(),
        after.len()
    );
    let sure = match (&compared.test, asked.test) {
        (_, false) => String::new(),
        (None, true) => "; too few samples for Mann-Whitney, which needs 8 on each side".to_owned(),
        (Some(test), true) => format!("; {}", words(test)),
    };
    let is = &asked.is;
    match compared.verdict {
        Verdict::Passed => Seen::passed(observed, format!("{change} is {is}{sure}")),
        Verdict::Failed => Seen::failed(observed, format!("{change} is not {is}{sure}")),
        Verdict::MaybeChance => {
            Seen::inconclusive(observed, format!("{change} is not {is}, but that may be chance{sure}"))
        }
    }
}

fn words(test: &mann_whitney::MannWhitney) -> String {
    let p = if test.p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", test.p) };
    format!("{} (Mann-Whitney, {p}; the effect is {})", test.confidence().words(), test.effect_words())
}

fn shown(kind: ChangeKind, unit: Unit, difference: f64) -> String {
    let sign = if difference < 0.0 { "" } else { "+" };
    match kind {
        ChangeKind::Ratio => format!("{difference:.2}x"),
        ChangeKind::Relative => format!("{sign}{:.1} %", difference * 100.0),
        ChangeKind::Points => format!("{sign}{difference:.2} percentage points"),
        ChangeKind::Absolute => format!("{sign}{}", unit.show(difference)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::figure::Figure;
    use crate::model::ids::MetricId;
    use crate::model::stamp::Stamp;
    use crate::model::verdict::Outcome;

    fn asked(is: &str) -> Comparing {
        Comparing {
            metric: MetricId::new("p95"),
            is: is.parse().unwrap(),
            floor: 0.0,
            warm_up: Duration::ZERO,
            min_samples: 3,
            test: false,
        }
    }

    fn before(values: &[f64]) -> Baseline {
        Baseline {
            at: Stamp::from_millis(0),
            query: "x".to_owned(),
            value: Figure::new(values[values.len() / 2]),
            samples: values.iter().copied().filter_map(Figure::new).collect(),
            covers: Span::seconds(60),
            note: String::new(),
        }
    }

    #[test]
    fn each_kind_of_change_is_said_in_words() {
        let (samples, after) = (before(&[0.1, 0.2, 0.3]), [0.25; 4]);
        for (is, outcome, begins) in [
            ("< 1.2x", Outcome::Failed, "1.25x: 200 ms before, 250 ms after (medians of 3 and 4 samples)"),
            ("< 1.3x", Outcome::Passed, "1.25x"),
            ("< +30%", Outcome::Passed, "+25.0 %"),
            ("< +20%", Outcome::Failed, "+25.0 %"),
            ("< +100ms", Outcome::Passed, "+50 ms"),
            ("> -10ms", Outcome::Passed, "+50 ms"),
            ("< +1pp", Outcome::Failed, "+5.00 percentage points"),
        ] {
            let seen = judge(&asked(is), Unit::Seconds, &samples, &after);
            assert_eq!(seen.outcome, outcome, "{is}: {seen:?}");
            assert!(seen.observed.starts_with(begins), "{is}: {seen:?}");
        }
        let floored = Comparing { floor: 0.5, ..asked("< 1.2x") };
        assert_eq!(judge(&floored, Unit::Seconds, &samples, &after).outcome, Outcome::Passed);
        let few = judge(&asked("< 1.2x"), Unit::Seconds, &samples, &after[..2]);
        assert_eq!(few.outcome, Outcome::Inconclusive);
        assert!(few.reason.contains("after the deployment has 2 samples, 3 are needed"), "{few:?}");
    }

    #[test]
    fn chance_is_told_from_a_difference_in_words() {
        let noise: Vec<f64> = (0..20).map(|n| f64::from(n * 7 % 20)).collect();
        let tested = Comparing { test: true, ..asked("< +0") };
        let slightly: Vec<f64> = noise.iter().map(|value| value + 0.5).collect();
        let chance = judge(&tested, Unit::Count, &before(&noise), &slightly);
        assert_eq!(chance.outcome, Outcome::Inconclusive);
        assert!(chance.reason.contains("may be chance; no difference that chance would not"), "{chance:?}");
        let much: Vec<f64> = noise.iter().map(|value| value + 15.0).collect();
        let real = judge(&tested, Unit::Count, &before(&noise), &much);
        assert_eq!(real.outcome, Outcome::Failed);
        assert!(real.reason.contains("almost certainly a real difference"), "{real:?}");
        let few = judge(&tested, Unit::Count, &before(&noise), &much[..5]);
        assert!(few.reason.contains("needs 8 on each side"), "{few:?}");
    }
}
