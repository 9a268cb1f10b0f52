//! How often a container was restarted since a time, as far as its status tells: it has the count of all restarts, but
//! the time of the last one only.

use jiff::Timestamp;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};

use crate::kubernetes::containers;

/// What can be said of a number of restarts: it lies between these two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Restarts {
    pub(super) least: u32,
    pub(super) most: u32,
}

/// The container of `pod` that was restarted most, with its restarts since `from`.
pub(super) fn worst(pod: &Pod, from: Option<Timestamp>) -> Option<(String, Restarts)> {
    let born = pod.status.as_ref().and_then(|status| status.start_time.as_ref()).map(|time| time.0);
    containers(pod)
        .map(|container| (container.name.clone(), of(container, born, from)))
        .max_by_key(|(_, restarts)| (restarts.most, restarts.least))
}

fn of(container: &ContainerStatus, born: Option<Timestamp>, from: Option<Timestamp>) -> Restarts {
    let all = u32::try_from(container.restart_count).unwrap_or_default();
    let exact = Restarts { least: all, most: all };
    let Some(from) = from else { return exact };
    if all == 0 || born.is_some_and(|born| born >= from) {
        return exact;
    }
    match last(container) {
        Some(last) if last < from => Restarts::default(),
        Some(_) => Restarts { least: 1, most: all },
        None => Restarts { least: 0, most: all },
    }
}

/// When it was last restarted, or ended to be.
fn last(container: &ContainerStatus) -> Option<Timestamp> {
    let ended = container.last_state.as_ref().and_then(|state| state.terminated.as_ref());
    let ended = ended.and_then(|ended| ended.finished_at.as_ref());
    let running = container.state.as_ref().and_then(|state| state.running.as_ref());
    let begun = running.and_then(|running| running.started_at.as_ref());
    ended.into_iter().chain(begun).map(|time| time.0).max()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_status_tells_of_restarts_since_a_time() {
        let from: Timestamp = "2026-11-21T02:00:00Z".parse().unwrap();
        for (count, born, ended, since, expected) in [
            (4, "2026-11-20T00:00:00Z", "2026-11-21T01:00:00Z", None, (4, 4)),
            (4, "2026-11-20T00:00:00Z", "2026-11-21T01:00:00Z", Some(from), (0, 0)),
            (4, "2026-11-20T00:00:00Z", "2026-11-21T02:30:00Z", Some(from), (1, 4)),
            (4, "2026-11-21T02:10:00Z", "2026-11-21T02:30:00Z", Some(from), (4, 4)),
            (0, "2026-11-20T00:00:00Z", "2026-11-21T02:30:00Z", Some(from), (0, 0)),
        ] {
            let pod: Pod = serde_json::from_value(json!({ "status": {
                "startTime": born,
                "containerStatuses": [{
                    "name": "api", "image": "x", "imageID": "", "ready": true, "restartCount": count,
                    "lastState": { "terminated": { "exitCode": 1, "finishedAt": ended } }
                }]
            }}))
            .unwrap();
            let (_, restarts) = worst(&pod, since).unwrap();
            assert_eq!((restarts.least, restarts.most), expected, "{count} {born} {ended}");
        }
    }
}
