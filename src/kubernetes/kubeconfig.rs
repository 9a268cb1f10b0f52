//! The kubeconfig: found, read and merged as kubectl does it.

use std::path::{Path, PathBuf};

use kube::config::{Kubeconfig, KubeconfigError};

use super::in_cluster;
use super::near::{Near, Place, Which};
use super::trouble::Trouble;

/// No kubeconfig is bigger; what is, is some other file.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The kubeconfig with its current context set to the one to use.
pub(super) fn read(place: &Place, near: &Near) -> Result<Kubeconfig, Trouble> {
    let files = match find(place, near) {
        Err(Trouble::NoKubeconfig { .. }) if place.kubeconfig.is_none() && place.context.is_none() => {
            let own = in_cluster::kubeconfig(near, Path::new(in_cluster::ACCOUNT));
            return own.map_or_else(|| find(place, near).map(|_| Kubeconfig::default()), Ok);
        }
        found => found?,
    };
    let mut merged = Kubeconfig::default();
    for file in &files {
        let one = read_one(file)?;
        merged = merged.merge(one).map_err(|error| bad(file, error.to_string()))?;
    }
    choose(&mut merged, place, near, &files)?;
    Ok(merged)
}

/// The kubeconfig that commands started now would use: its files and its current context.
pub fn found(near: &Near) -> Result<String, Trouble> {
    let place = Place::default();
    let context = read(&place, near)?.current_context.unwrap_or_default();
    // Without a file it is the cluster that this runs in.
    let Ok(files) = find(&place, near) else { return Ok(context) };
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    Ok(format!("{}, context {context}", files.join(", ")))
}

/// The files to read, which exist.
fn find(place: &Place, near: &Near) -> Result<Vec<PathBuf>, Trouble> {
    match &near.which {
        Which::Simulated(Some(file)) => return Ok(vec![file.clone()]),
        Which::Simulated(None) => return Err(Trouble::NotSimulated),
        Which::Real => {}
    }
    if let Some(named) = &place.kubeconfig {
        let file = near.folder.join(named);
        return if file.exists() { Ok(vec![file]) } else { Err(absent(&[file])) };
    }
    let listed: Vec<PathBuf> = near
        .variable("KUBECONFIG")
        .map(|list| std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect())
        .unwrap_or_default();
    let candidates: Vec<PathBuf> = if listed.is_empty() {
        near.variable("HOME").map(|home| Path::new(&home).join(".kube/config")).into_iter().collect()
    } else {
        listed.into_iter().map(|path| near.folder.join(path)).collect()
    };
    let found: Vec<PathBuf> = candidates.iter().filter(|path| path.exists()).cloned().collect();
    if found.is_empty() { Err(absent(&candidates)) } else { Ok(found) }
}

fn absent(looked: &[PathBuf]) -> Trouble {
    let looked: Vec<String> = looked.iter().map(|path| path.display().to_string()).collect();
    let looked = if looked.is_empty() { "HOME is not set".to_owned() } else { looked.join(", ") };
    Trouble::NoKubeconfig { looked }
}

fn read_one(file: &Path) -> Result<Kubeconfig, Trouble> {
    let about = std::fs::metadata(file).map_err(|error| bad(file, error.to_string()))?;
    if !about.is_file() || about.len() > MOST_BYTES {
        return Err(bad(file, "it is not a file of a sensible size".to_owned()));
    }
    Kubeconfig::read_from(file).map_err(|error| match error {
        KubeconfigError::ReadConfig(source, _) => bad(file, source.to_string()),
        // The parser's own words quote the file, and with it tokens.
        KubeconfigError::Parse(_) => bad(file, "it is not the YAML of a kubeconfig".to_owned()),
        other => bad(file, other.to_string()),
    })
}

fn bad(file: &Path, why: String) -> Trouble {
    Trouble::BadKubeconfig { file: file.display().to_string(), why }
}

fn choose(merged: &mut Kubeconfig, place: &Place, near: &Near, files: &[PathBuf]) -> Result<(), Trouble> {
    let known = || {
        let names: Vec<&str> = merged.contexts.iter().map(|one| one.name.as_str()).collect();
        if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) }
    };
    let file = || files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    // A rehearsal has one cluster, whatever the runbook calls the real one.
    let is_there = |name: &String| merged.contexts.iter().any(|one| one.name == *name);
    let named = place.context.clone().filter(|name| near.which == Which::Real || is_there(name));
    let wanted = named.or_else(|| merged.current_context.clone()).filter(|name| !name.is_empty());
    let Some(wanted) = wanted else {
        return Err(Trouble::NoContext { file: file(), known: known() });
    };
    let context = merged.contexts.iter().find(|one| one.name == wanted).and_then(|one| one.context.as_ref());
    let Some(context) = context else {
        return Err(Trouble::UnknownContext { name: wanted, file: file(), known: known() });
    };
    if !merged.clusters.iter().any(|one| one.name == context.cluster && one.cluster.is_some()) {
        let why = format!("its context {wanted} names cluster {}, which it doesn't have", context.cluster);
        return Err(Trouble::BadKubeconfig { file: file(), why });
    }
    merged.current_context = Some(wanted);
    Ok(())
}
