//! The arithmetic of a rolling update, as Kubernetes' deployment controller does it.

use serde_json::Value;

/// How far a rolling update may leave the number that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// So many pods more.
    pub(super) surge: i64,
    /// So many available pods less.
    pub(super) unavailable: i64,
}

impl Room {
    /// What `spec.strategy.rollingUpdate` allows for so many replicas.
    pub(super) fn of(strategy: Option<&Value>, replicas: i64) -> Self {
        let rolling = strategy.and_then(|it| it.get("rollingUpdate"));
        let part =
            |key: &str, up: bool| rolling.and_then(|it| it.get(key)).map_or(0, |it| share(it, replicas, up));
        let surge = part("maxSurge", true);
        let unavailable = part("maxUnavailable", false).min(replicas);
        // Neither more nor less would leave no way at all.
        let unavailable = if surge == 0 && unavailable == 0 { 1 } else { unavailable };
        Self { surge, unavailable }
    }
}

/// A number, or a percentage of `whole`, rounded up or down.
fn share(value: &Value, whole: i64, up: bool) -> i64 {
    if let Some(number) = value.as_i64() {
        return number.max(0);
    }
    let text = value.as_str().unwrap_or_default();
    let Some(percent) = text.strip_suffix('%').and_then(|it| it.parse::<i64>().ok()) else {
        return text.parse().unwrap_or(0).max(0);
    };
    let exact = whole.saturating_mul(percent.clamp(0, 1000));
    if up { (exact + 99) / 100 } else { exact / 100 }
}

/// A replica set: how many pods it asks for, and how many of them are available.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Asked for.
    pub(super) wanted: i64,
    /// Available.
    pub(super) available: i64,
}

/// What the new replica set should ask for next.
pub(super) fn next_new(replicas: i64, room: Room, new: Held, old: &[Held]) -> i64 {
    if new.wanted >= replicas {
        return replicas;
    }
    let all: i64 = new.wanted + old.iter().map(|it| it.wanted).sum::<i64>();
    let more = (replicas + room.surge - all).clamp(0, replicas - new.wanted);
    new.wanted + more
}

/// What each old replica set should ask for next; the oldest comes first.
pub(super) fn next_old(replicas: i64, room: Room, new: Held, old: &[Held]) -> Vec<i64> {
    let least = replicas - room.unavailable;
    let all: i64 = new.wanted + old.iter().map(|it| it.wanted).sum::<i64>();
    let mut may_go = (all - least - (new.wanted - new.available).max(0)).max(0);
    let mut next: Vec<i64> = old.iter().map(|it| it.wanted).collect();
    // What isn't available goes first: nobody misses it.
    for (wanted, held) in next.iter_mut().zip(old) {
        let go = (held.wanted - held.available).clamp(0, may_go);
        *wanted -= go;
        may_go -= go;
    }
    let available: i64 = new.available + old.iter().map(|it| it.available).sum::<i64>();
    let mut may_go = (available - least).max(0);
    for wanted in &mut next {
        let go = (*wanted).clamp(0, may_go);
        *wanted -= go;
        may_go -= go;
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn room(replicas: i64) -> Room {
        let strategy = json!({ "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": "25%" } });
        Room::of(Some(&strategy), replicas)
    }

    #[test]
    fn percentages_are_rounded_as_kubernetes_rounds_them() {
        assert_eq!(room(3), Room { surge: 1, unavailable: 0 });
        assert_eq!(room(10), Room { surge: 3, unavailable: 2 });
        let none = json!({ "rollingUpdate": { "maxSurge": 0, "maxUnavailable": 0 } });
        assert_eq!(Room::of(Some(&none), 3), Room { surge: 0, unavailable: 1 });
    }

    #[test]
    fn a_rolling_update_of_three_goes_one_by_one() {
        let held = |wanted, available| Held { wanted, available };
        let (mut new, mut old) = (held(0, 0), held(3, 3));
        let mut seen = Vec::new();
        while old.wanted > 0 {
            new.wanted = next_new(3, room(3), new, &[old]);
            let next = next_old(3, room(3), new, &[old])[0];
            assert!(new.available + next >= 3, "never below what was asked for");
            old = held(next, next);
            seen.push((new.wanted, old.wanted));
            new.available = new.wanted;
        }
        assert_eq!(seen, [(1, 3), (1, 2), (2, 2), (2, 1), (3, 1), (3, 0)]);
    }

    #[test]
    fn broken_old_pods_go_at_once_and_a_broken_new_one_holds_the_rest() {
        let held = |wanted, available| Held { wanted, available };
        assert_eq!(next_old(3, room(3), held(1, 0), &[held(3, 3)]), [3]);
        assert_eq!(next_old(3, room(3), held(1, 1), &[held(3, 1)]), [2]);
    }
}
