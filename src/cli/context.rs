//! What every verb needs to know of the machine and the person.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;

use super::CliError;
use crate::journal::Home;
use crate::model::ids::Person;
use crate::model::stamp::Stamp;

/// The machine and the person.
pub(super) struct Context {
    pub(super) home: Home,
    pub(super) exe: PathBuf,
    pub(super) config: Config,
}

/// `config/config.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    /// The name that you sign with.
    pub(super) person: Option<String>,
    /// The theme.
    pub(super) theme: Option<String>,
}

impl Context {
    pub(super) fn discover() -> Result<Self, CliError> {
        let home = Home::discover()?;
        let exe =
            std::env::current_exe().map_err(|source| CliError::File { path: "gonogo".into(), source })?;
        let path = home.config().join("config.toml");
        let config = match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text)
                .map_err(|error| CliError::Config { path: path.clone(), why: error.message().to_owned() })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Config::default(),
            Err(source) => return Err(CliError::File { path, source }),
        };
        Ok(Self { home, exe, config })
    }

    /// Who is at the keyboard, as they say themselves, else as [`Context::person`] knows them.
    pub(super) fn person_named(&self, name: Option<&str>) -> Result<Person, CliError> {
        match name.map(str::trim) {
            Some("") => Err(CliError::Inputs("--person needs a name".to_owned())),
            Some(name) => Ok(Person::new(name)),
            None => Ok(self.person()),
        }
    }

    /// Who is at the keyboard: the config's `person`, else the login name.
    pub(super) fn person(&self) -> Person {
        let login = || ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        let name = self.config.person.clone().or_else(login).or_else(account);
        let name = name.filter(|name| !name.trim().is_empty());
        Person::new(name.unwrap_or_else(|| format!("uid{}", rustix::process::geteuid().as_raw())))
    }
}

/// The name of the account, where no variable tells it.
fn account() -> Option<String> {
    let output = std::process::Command::new("id").arg("-un").output().ok()?;
    String::from_utf8(output.stdout).ok().map(|name| name.trim().to_owned())
}

/// Now.
pub(super) fn now() -> Stamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Stamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
