//! Where things live on disk.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::hash::Hash;
use super::private_dir::private_dir;
use super::run_id::is_run_id;

/// The longest path of a Unix socket that every system here takes: macOS has 104 bytes with the final zero, Linux 108.
const LONGEST_SOCKET: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// A place cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// Neither `GONOGO_HOME` nor a home folder is known.
    #[error("there is no home folder to keep runs in: set HOME, or set GONOGO_HOME to a folder of your own")]
    NoHome,
    /// The operating system refused it.
    #[error(
        "cannot use {path}: {source}; make it a folder that you can write, or set GONOGO_HOME to another one"
    )]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
    /// Somebody else could get at it.
    #[error("{path} {reason}: remove it, or set GONOGO_HOME to a folder of your own")]
    NotPrivate {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: &'static str,
    },
    /// Even the short folder is too long for a socket.
    #[error(
        "{path} is too long for a socket ({LONGEST_SOCKET} bytes at most): set TMPDIR to a shorter folder"
    )]
    SocketPathTooLong {
        /// The path.
        path: PathBuf,
    },
    /// Not a run id, so no path is made of it.
    #[error("{id:?} is not a run id: they have 6 letters and digits; `gonogo runs` lists them")]
    NotARunId {
        /// What was given.
        id: String,
    },
    /// No free run id, or no randomness.
    #[error("cannot make a run id: {reason}; try again")]
    NoRunId {
        /// Why.
        reason: String,
    },
}

/// Where configuration, runs and sockets are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    config: PathBuf,
    state: PathBuf,
    sockets: PathBuf,
    temp: PathBuf,
}

impl Home {
    /// `GONOGO_HOME` if it is set, otherwise the places that the system has for such things. Makes nothing.
    pub fn discover() -> Result<Self, PlacesError> {
        Self::discover_with(std::env::var_os("GONOGO_HOME"))
    }

    /// Everything under one folder: `config`, `state` and `run`.
    pub fn at(root: &Path) -> Result<Self, PlacesError> {
        let root = std::path::absolute(root)
            .map_err(|source| PlacesError::Unusable { path: root.to_owned(), source })?;
        Ok(Self {
            config: root.join("config"),
            state: root.join("state"),
            sockets: root.join("run"),
            temp: private_temp(),
        })
    }

    fn discover_with(root: Option<OsString>) -> Result<Self, PlacesError> {
        if let Some(root) = root.filter(|root| !root.is_empty()) {
            return Self::at(Path::new(&root));
        }
        let dirs = ProjectDirs::from("", "", "gonogo").ok_or(PlacesError::NoHome)?;
        Ok(Self {
            config: dirs.config_dir().to_owned(),
            state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
            sockets: dirs.runtime_dir().map_or_else(private_temp, Path::to_owned),
            temp: private_temp(),
        })
    }

    /// The folder of configuration and of the user's runbooks; it may be missing.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// The folder of what gonogo keeps; it may be missing.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// The folder that has one folder for each run; it may be missing.
    pub fn runs(&self) -> PathBuf {
        self.state.join("runs")
    }

    /// The folder of a run; it may be missing.
    pub fn run_dir(&self, run_id: &str) -> Result<PathBuf, PlacesError> {
        if is_run_id(run_id) {
            Ok(self.runs().join(run_id))
        } else {
            Err(PlacesError::NotARunId { id: run_id.to_owned() })
        }
    }

    /// The path of a run's socket, in a private folder that is made if it is missing. Where that folder's name is
    /// too long for a socket it is in a private folder under the temporary one.
    pub fn socket(&self, run_id: &str) -> Result<PathBuf, PlacesError> {
        if !is_run_id(run_id) {
            return Err(PlacesError::NotARunId { id: run_id.to_owned() });
        }
        let usual = self.sockets.join(format!("{run_id}.sock"));
        let socket = if fits(&usual) {
            usual
        } else {
            // Two homes may have a run of the same name.
            let home = Hash::of(self.sockets.as_os_str().as_bytes());
            self.temp.join(format!("{home:.8}-{run_id}.sock"))
        };
        if !fits(&socket) {
            return Err(PlacesError::SocketPathTooLong { path: socket });
        }
        if let Some(folder) = socket.parent() {
            private_dir(folder)?;
        }
        Ok(socket)
    }
}

fn fits(socket: &Path) -> bool {
    socket.as_os_str().len() <= LONGEST_SOCKET
}

fn private_temp() -> PathBuf {
    std::env::temp_dir().join(format!("gonogo-{}", rustix::process::geteuid().as_raw()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::net::UnixListener;

    #[test]
    fn one_folder_holds_everything() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::discover_with(Some(temp.path().into())).unwrap();
        assert_eq!(home, Home::at(temp.path()).unwrap());
        assert_eq!(home.config(), temp.path().join("config"));
        assert_eq!(home.run_dir("7Q2M5K").unwrap(), temp.path().join("state/runs/7Q2M5K"));
        let socket = home.socket("7Q2M5K").unwrap();
        assert_eq!(socket, temp.path().join("run/7Q2M5K.sock"));
        assert_eq!(temp.path().join("run").metadata().unwrap().mode() & 0o777, 0o700);
        UnixListener::bind(socket).unwrap();
    }

    #[test]
    fn a_relative_folder_is_made_absolute() {
        assert!(Home::at(Path::new("here")).unwrap().state().is_absolute());
    }

    #[test]
    fn a_long_home_has_short_sockets_of_its_own() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| {
            let home = Home::at(&temp.path().join(name.repeat(100))).unwrap();
            Home { temp: temp.path().join("short"), ..home }.socket("7Q2M5K").unwrap()
        };
        let (one, other) = (at("a"), at("b"));
        assert_ne!(one, other);
        assert_eq!(one, at("a"));
        UnixListener::bind(one).unwrap();
        UnixListener::bind(other).unwrap();
    }

    #[test]
    fn a_path_that_is_too_long_everywhere_is_an_error() {
        let long = PathBuf::from(format!("/tmp/{}", "x".repeat(120)));
        let home = Home { temp: long.clone(), ..Home::at(&long).unwrap() };
        assert!(matches!(home.socket("7Q2M5K"), Err(PlacesError::SocketPathTooLong { .. })));
    }

    #[test]
    fn the_longest_path_can_be_bound() {
        let temp = tempfile::tempdir().unwrap();
        let rest = LONGEST_SOCKET - temp.path().as_os_str().len() - 2;
        let path = temp.path().join("s".repeat(rest + 1));
        assert!(fits(&path) && !fits(&temp.path().join("s".repeat(rest + 2))));
        UnixListener::bind(path).unwrap();
    }

    #[test]
    fn no_path_is_made_of_what_is_not_a_run_id() {
        let home = Home::at(Path::new("/nowhere")).unwrap();
        for id in ["../..", "7q2m5k", ""] {
            assert!(matches!(home.run_dir(id), Err(PlacesError::NotARunId { .. })));
            assert!(matches!(home.socket(id), Err(PlacesError::NotARunId { .. })));
        }
    }

    #[test]
    fn an_unusable_folder_is_named() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = Home::at(&file).unwrap().socket("7Q2M5K").unwrap_err().to_string();
        assert!(error.contains(&file.display().to_string()) && error.contains("GONOGO_HOME"), "{error}");
    }
}
