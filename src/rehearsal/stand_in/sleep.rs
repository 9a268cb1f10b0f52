//! `sleep`, at the rehearsal's speed.

use std::time::Duration;

use super::run::say;
use crate::rehearsal::scene::Scene;

/// Sleeps as long as `args` say, divided by the speed.
pub(super) fn run(scene: &Scene, args: &[String]) -> u8 {
    let all: Option<Vec<f64>> = args.iter().map(|arg| seconds(arg)).collect();
    let Some(all) = all.filter(|all| !all.is_empty()) else {
        say(&format!("sleep: invalid time interval '{}'", args.join(" ")));
        return 1;
    };
    let Ok(whole) = Duration::try_from_secs_f64(all.iter().sum()) else {
        say("sleep: the time is too long");
        return 1;
    };
    wait(scene, whole);
    0
}

/// Waits for `time` divided by the speed.
pub(super) fn wait(scene: &Scene, time: Duration) {
    std::thread::sleep(time / scene.kept.speed.max(1));
}

fn seconds(text: &str) -> Option<f64> {
    let (number, unit) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1.0),
        (at, 'm') => (&text[..at], 60.0),
        (at, 'h') => (&text[..at], 3_600.0),
        (at, 'd') => (&text[..at], 86_400.0),
        _ => (text, 1.0),
    };
    let number: f64 = number.parse().ok()?;
    (number >= 0.0 && number.is_finite()).then_some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_sleep_reads_them() {
        for (text, expected) in
            [("5", Some(5.0)), ("0.5", Some(0.5)), ("2m", Some(120.0)), ("1h", Some(3600.0))]
        {
            assert_eq!(seconds(text), expected);
        }
        for bad in ["", "m", "-1", "5x", "é", "nan", "inf"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
