//! What pods say of themselves.

use k8s_openapi::api::core::v1::{ContainerStatus, Pod};

/// Whether it takes work: ready, and not on its way out.
pub fn is_ready(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_none() && has(pod, "Ready", "True")
}

fn has(pod: &Pod, kind: &str, status: &str) -> bool {
    let conditions = pod.status.as_ref().and_then(|status| status.conditions.as_ref());
    conditions.into_iter().flatten().any(|it| it.type_ == kind && it.status == status)
}

/// Every container, those that ran first included.
pub fn containers(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    let status = pod.status.as_ref();
    let first = status.and_then(|status| status.init_container_statuses.as_ref());
    let then = status.and_then(|status| status.container_statuses.as_ref());
    first.into_iter().flatten().chain(then.into_iter().flatten())
}

/// Why it is not ready, by its containers: `api-7f9c: CrashLoopBackOff, exit 1, 5 restarts`. Empty where it is ready
/// or says nothing.
pub fn why_waiting(pod: &Pod) -> Option<String> {
    if is_ready(pod) {
        return None;
    }
    let name = pod.metadata.name.as_deref().unwrap_or("a pod");
    let mut why: Vec<String> = containers(pod).filter_map(of_container).collect();
    if why.is_empty() {
        why.extend(unscheduled(pod));
    }
    if why.is_empty() {
        let reason = pod.status.as_ref().and_then(|status| status.reason.clone());
        why.extend(reason.filter(|reason| !reason.is_empty()));
    }
    why.dedup();
    (!why.is_empty()).then(|| format!("{name}: {}", why.join("; ")))
}

fn of_container(container: &ContainerStatus) -> Option<String> {
    let state = container.state.as_ref()?;
    let last = container.last_state.as_ref().and_then(|state| state.terminated.as_ref());
    if let Some(waiting) = &state.waiting {
        let reason = waiting.reason.as_deref().unwrap_or("waiting");
        let mut parts = vec![reason.to_owned()];
        if reason.contains("Image") {
            parts.push(container.image.clone());
        }
        if let Some(last) = last {
            parts.push(format!("exit {}", last.exit_code));
        }
        if container.restart_count > 0 {
            parts.push(format!("{} restarts", container.restart_count));
        }
        return Some(parts.join(", "));
    }
    let ended = state.terminated.as_ref().filter(|ended| ended.exit_code != 0)?;
    let reason = ended.reason.as_deref().unwrap_or("ended");
    Some(format!("{reason}, exit {}", ended.exit_code))
}

fn unscheduled(pod: &Pod) -> Option<String> {
    let conditions = pod.status.as_ref().and_then(|status| status.conditions.as_ref());
    let found = conditions?.iter().find(|it| it.type_ == "PodScheduled" && it.status == "False")?;
    let reason = found.reason.as_deref().unwrap_or("Unschedulable");
    Some(found.message.as_ref().map_or_else(|| reason.to_owned(), |message| format!("{reason}, {message}")))
}
