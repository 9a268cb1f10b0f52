//! Folders that only their owner may enter.

use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::Path;

use super::places::PlacesError;

/// Makes the folder, and those above it, for the owner alone; or makes sure that the one there is such a folder: a
/// real one, no link, ours, closed to everybody else.
pub(super) fn private_dir(path: &Path) -> Result<(), PlacesError> {
    let io = |source| PlacesError::Unusable { path: path.to_owned(), source };
    let refused = |reason| PlacesError::NotPrivate { path: path.to_owned(), reason };
    if let Some(parent) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(parent).map_err(io)?;
    }
    // Made without looking first, so that nobody can put something else there in between.
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(io(error)),
    }
    let found = path.symlink_metadata().map_err(io)?;
    if found.file_type().is_symlink() {
        return Err(refused("is a symbolic link"));
    }
    if !found.is_dir() {
        return Err(refused("is not a folder"));
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(refused("belongs to another user"));
    }
    if found.mode() & 0o077 != 0 {
        return Err(refused("is open to other users (`chmod 700` it if you trust what is in it)"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn makes_it_for_the_owner_alone() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("a/b");
        private_dir(&path).unwrap();
        private_dir(&path).unwrap();
        for made in [&path, &temp.path().join("a")] {
            assert_eq!(fs::metadata(made).unwrap().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn refuses_what_somebody_else_could_have_put_there() {
        let temp = tempfile::tempdir().unwrap();
        let real = temp.path().join("real");
        private_dir(&real).unwrap();
        let link = temp.path().join("link");
        symlink(&real, &link).unwrap();
        let file = temp.path().join("file");
        fs::write(&file, "").unwrap();
        let open = temp.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).unwrap();
        for (path, reason) in [(link, "symbolic link"), (file, "not a folder"), (open, "open to other users")]
        {
            let error = private_dir(&path).unwrap_err().to_string();
            assert!(error.contains(reason) && error.contains(&path.display().to_string()), "{error}");
        }
    }
}
