use std::{
    collections::BTreeMap,
    env, fs, io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _},
    path::{Path, PathBuf},
};

use super::{
    attempt_folder::create_private,
    error::ExecError,
    snapshot::{SNAPSHOT, Snapshot},
};

/// `f_type` of a tmpfs (`statfs(2)`).
const TMPFS: i64 = 0x0102_1994;

/// The folder for a run's shell state, created private: in memory when the system has a place for that
/// (`$XDG_RUNTIME_DIR`, `/dev/shm`), because the state holds values in clear; else in `fallback`.
pub fn state_place(run_id: &str, fallback: &Path) -> Result<PathBuf, ExecError> {
    let user = rustix::process::geteuid().as_raw();
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(|dir| PathBuf::from(dir).join("gonogo"));
    let shared = Path::new("/dev/shm").join(format!("gonogo-{user}"));
    for base in runtime.into_iter().chain([shared]) {
        if is_in_memory(&base)
            && own(&base).is_ok()
            && let place = base.join(run_id)
            && own(&place).is_ok()
        {
            return Ok(place);
        }
    }
    let place = fallback.join(run_id);
    create_private(fallback)
        .and_then(|()| own(&place))
        .map_err(ExecError::files("create the folder for shell state", &place))?;
    Ok(place)
}

/// Deletes a run's shell state.
pub fn forget_state(dir: &Path) -> Result<(), ExecError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ExecError::files("delete", dir)(error)),
        _ => Ok(()),
    }
}

/// The scalar variables that the last captured attempt left, for `${name}` in probes. Empty when there is no state.
pub fn state_values(state_dir: &Path) -> BTreeMap<String, String> {
    Snapshot::load(state_dir).map(|snapshot| snapshot.values()).unwrap_or_default()
}

/// Whether there is a state to start from. When an attempt's state was captured and this is false, the place has been
/// emptied meanwhile (the last logout, a restart of the machine): say so before going on.
pub fn has_state(state_dir: &Path) -> bool {
    state_dir.join(SNAPSHOT).is_file()
}

fn is_in_memory(base: &Path) -> bool {
    base.parent().is_some_and(|parent| rustix::fs::statfs(parent).is_ok_and(|stat| stat.f_type == TMPFS))
}

/// Creates `path` or makes sure that nobody else has made it.
fn own(path: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::symlink_metadata(path)?;
    let mine = found.uid() == rustix::process::geteuid().as_raw();
    let others = found.mode() & 0o077;
    if found.is_dir() && mine && others == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "not a private folder of this user"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_a_private_folder_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(own(&open).is_err());
        std::os::unix::fs::symlink(dir.path(), dir.path().join("link")).unwrap();
        assert!(own(&dir.path().join("link")).is_err());
        own(&dir.path().join("new")).unwrap();
        own(&dir.path().join("new")).unwrap();
    }
}
