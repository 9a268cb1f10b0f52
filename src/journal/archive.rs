//! The folders of all runs.

use std::fs::{DirBuilder, DirEntry};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::time::SystemTime;

use super::lock::RunLock;
use super::places::{Home, PlacesError};
use super::private_dir::private_dir;
use super::run_id;

/// Far more than it takes to find a free one among a billion.
const TRIES: usize = 100;

/// A folder that is named like a run's; whether it has a readable journal shows only when that is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    /// The run's id.
    pub id: String,
    /// The folder.
    pub dir: PathBuf,
    /// Whether a process owns the run at this moment.
    pub locked: bool,
}

/// All runs, the newest first by the time their folders were made (or last changed, where the file system does not
/// keep that). Everything else that lies there is passed over; without any runs folder the list is empty.
pub fn list_runs(home: &Home) -> Result<Vec<RunFolder>, PlacesError> {
    let runs = home.runs();
    let entries = match runs.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(PlacesError::Unusable { path: runs, source }),
    };
    let mut found: Vec<(SystemTime, RunFolder)> =
        entries.filter_map(|entry| run_folder(&entry.ok()?)).collect();
    found.sort_by(|(a_made, a), (b_made, b)| b_made.cmp(a_made).then_with(|| a.id.cmp(&b.id)));
    Ok(found.into_iter().map(|(_, folder)| folder).collect())
}

/// Makes the folder of a new run, and gives the run's id: 6 characters of Crockford's base 32 that no run here has.
pub fn new_run_id(home: &Home) -> Result<String, PlacesError> {
    private_dir(&home.runs())?;
    for _ in 0..TRIES {
        let id = run_id::random().map_err(|error| PlacesError::NoRunId { reason: error.to_string() })?;
        let dir = home.run_dir(&id)?;
        match DirBuilder::new().mode(0o700).create(&dir) {
            Ok(()) => return Ok(id),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(PlacesError::Unusable { path: dir, source }),
        }
    }
    Err(PlacesError::NoRunId { reason: format!("{TRIES} ids in a row were taken") })
}

fn run_folder(entry: &DirEntry) -> Option<(SystemTime, RunFolder)> {
    let id = entry.file_name().into_string().ok().filter(|name| run_id::is_run_id(name))?;
    // Of the entry itself: a link is no run.
    let found = entry.metadata().ok().filter(std::fs::Metadata::is_dir)?;
    let made = found.created().or_else(|_| found.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let dir = entry.path();
    let locked = RunLock::is_held(&dir);
    Some((made, RunFolder { id, dir, locked }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{MetadataExt, symlink};

    #[test]
    fn lists_runs_and_passes_over_rubbish() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(temp.path()).unwrap();
        assert_eq!(list_runs(&home).unwrap(), []);
        let ids: Vec<_> = (0..3).map(|_| new_run_id(&home).unwrap()).collect();
        for rubbish in ["lost+found", "7q2m5k", ".trash"] {
            fs::create_dir(home.runs().join(rubbish)).unwrap();
        }
        fs::write(home.runs().join("000000"), "a file").unwrap();
        symlink(temp.path(), home.runs().join("111111")).unwrap();
        let _lock = RunLock::take(&home.run_dir(&ids[1]).unwrap()).unwrap();

        let listed = list_runs(&home).unwrap();
        let mut names: Vec<_> = listed.iter().map(|run| run.id.clone()).collect();
        let mut expected = ids.clone();
        names.sort();
        expected.sort();
        assert_eq!(names, expected);
        for run in listed {
            assert_eq!(run.locked, run.id == ids[1]);
            assert_eq!(run.dir.metadata().unwrap().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn the_newest_run_comes_first() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(temp.path()).unwrap();
        let made = |id: &str| {
            let found = home.run_dir(id).unwrap().metadata().unwrap();
            found.created().or_else(|_| found.modified()).unwrap()
        };
        let older = new_run_id(&home).unwrap();
        // The file system's clock may stand still for some milliseconds.
        let newer = loop {
            let id = new_run_id(&home).unwrap();
            if made(&id) > made(&older) {
                break id;
            }
            fs::remove_dir(home.run_dir(&id).unwrap()).unwrap();
        };
        let listed: Vec<_> = list_runs(&home).unwrap().into_iter().map(|run| run.id).collect();
        assert_eq!(listed, [newer, older]);
    }

    #[test]
    fn says_which_folder_cannot_be_read() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(temp.path()).unwrap();
        fs::create_dir(home.state()).unwrap();
        fs::write(home.runs(), "").unwrap();
        let error = list_runs(&home).unwrap_err().to_string();
        assert!(error.contains(&home.runs().display().to_string()), "{error}");
        assert!(new_run_id(&home).is_err());
    }
}
