use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use crate::exec::identity::ProcessStat;

/// The living processes that descend from this one, with their process groups. As the shim is the reaper of all it
/// has started, daemons are among them.
pub(super) fn descendants() -> BTreeMap<u32, u32> {
    let mut found = BTreeSet::new();
    // A parent that dies between two looks hands its children over to this process, unseen by one walk. It is seen by
    // the next.
    while walk(&mut found) {}
    let living = |pid| Some((pid, ProcessStat::of(pid).filter(|stat| !stat.is_dead())?.group));
    found.into_iter().filter_map(living).collect()
}

/// Adds all descendants; true when there were new ones.
fn walk(found: &mut BTreeSet<u32>) -> bool {
    let before = found.len();
    let mut parents = vec![std::process::id()];
    while let Some(parent) = parents.pop() {
        let children = children(parent);
        found.extend(&children);
        parents.extend(children);
    }
    found.len() > before
}

fn children(parent: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{parent}/task")) else { return Vec::new() };
    let mut listed = Vec::new();
    for thread in threads.flatten() {
        match fs::read_to_string(thread.path().join("children")) {
            Ok(text) => listed.extend(text.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok())),
            Err(_) => return children_by_search(parent),
        }
    }
    listed
}

/// For kernels that keep no list.
fn children_by_search(parent: u32) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|pid| ProcessStat::of(*pid).is_some_and(|stat| stat.parent == parent)).collect()
}
