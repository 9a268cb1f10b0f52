//! The columns of `kubectl get`, by kind.

/// A column: its name, and whether it is for `-o wide`.
pub(super) type Column = (&'static str, bool);

/// The columns of a kind; those after the bar are for `-o wide`.
pub(super) fn columns(plural: &str) -> Vec<Column> {
    let (narrow, wide) = named(plural);
    let all = narrow.iter().map(|name| (*name, false));
    all.chain(wide.iter().map(|name| (*name, true))).collect()
}

/// The names of the columns, and of those for `-o wide` only.
fn named(plural: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match plural {
        "pods" => (
            &["Name", "Ready", "Status", "Restarts", "Age"],
            &["IP", "Node", "Nominated Node", "Readiness Gates"],
        ),
        "deployments" => {
            (&["Name", "Ready", "Up-to-date", "Available", "Age"], &["Containers", "Images", "Selector"])
        }
        "replicasets" => {
            (&["Name", "Desired", "Current", "Ready", "Age"], &["Containers", "Images", "Selector"])
        }
        "statefulsets" => (&["Name", "Ready", "Age"], &["Containers", "Images"]),
        "services" => (&["Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"], &["Selector"]),
        "endpoints" => (&["Name", "Endpoints", "Age"], &[]),
        "endpointslices" => (&["Name", "AddressType", "Ports", "Endpoints", "Age"], &[]),
        "jobs" => {
            (&["Name", "Status", "Completions", "Duration", "Age"], &["Containers", "Images", "Selector"])
        }
        "cronjobs" => (&["Name", "Schedule", "Suspend", "Active", "Last Schedule", "Age"], &[]),
        "configmaps" => (&["Name", "Data", "Age"], &[]),
        "secrets" => (&["Name", "Type", "Data", "Age"], &[]),
        "namespaces" => (&["Name", "Status", "Age"], &[]),
        "events" => (&["Last Seen", "Type", "Reason", "Object", "Message"], &["Count", "Name"]),
        "nodes" => (
            &["Name", "Status", "Roles", "Age", "Version"],
            &["Internal-IP", "OS-Image", "Container-Runtime"],
        ),
        "ingresses" => (&["Name", "Class", "Hosts", "Address", "Ports", "Age"], &[]),
        "horizontalpodautoscalers" => (&["Name", "Reference", "Minpods", "Maxpods", "Replicas", "Age"], &[]),
        "persistentvolumeclaims" => (&["Name", "Status", "Volume", "Capacity", "Age"], &[]),
        _ => (&["Name", "Age"], &[]),
    }
}
