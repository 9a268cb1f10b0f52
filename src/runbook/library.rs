//! Where runbooks are found: by path, in `./runbooks`, in the config folder, in the binary; in this order.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use thiserror::Error;
use toml::de::DeTable;

use super::kinds::Kinds;
use super::load::{MAX_BYTES, load};
use super::nearest::{listed, nearest};

/// Where a runbook comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Named by its path.
    Path,
    /// `./runbooks`.
    Folder,
    /// `runbooks` in the config folder.
    Config,
    /// The binary.
    BuiltIn,
}

impl Origin {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Folder => "./runbooks",
            Self::Config => "config folder",
            Self::BuiltIn => "built in",
        }
    }
}

/// A runbook's text and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it comes from.
    pub origin: Origin,
    /// What messages call it: its path, or `built in: holi-labs`.
    pub name: String,
    /// The file; `None` where it is in the binary.
    pub path: Option<PathBuf>,
    /// The exact text.
    pub text: String,
}

/// One line of the library's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The id, or the file's name where the file doesn't say.
    pub id: String,
    /// The title; empty where the file doesn't say.
    pub title: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The file; `None` where it is in the binary.
    pub path: Option<PathBuf>,
    /// The first thing that keeps it from running, with its place, and how many more there are.
    pub problem: Option<String>,
}

/// Why a runbook wasn't found.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// No file of that path.
    #[error("there is no file `{}`: check the path, or run `gonogo list` for the runbooks that there are", path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// A folder.
    #[error("`{}` is a folder: name a runbook in it", path.display())]
    Folder {
        /// The path.
        path: PathBuf,
    },
    /// No runbook of that id.
    #[error("there is no runbook `{book}`: {hint}")]
    Unknown {
        /// What was asked for.
        book: String,
        /// What to do.
        hint: String,
    },
    /// The file can't be read.
    #[error("`{}` can't be read: {source}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// More than a runbook can be.
    #[error("`{}` is bigger than {} MiB, which no runbook is: name the runbook itself", path.display(), MAX_BYTES / 1024 / 1024)]
    TooBig {
        /// The path.
        path: PathBuf,
    },
    /// Not text.
    #[error("`{}` is not UTF-8 text (byte {at}): save it as UTF-8, or name a runbook", path.display())]
    NotText {
        /// The path.
        path: PathBuf,
        /// The first byte that isn't, from 0.
        at: usize,
    },
}

/// The places where runbooks are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Library<'l> {
    /// The folder whose `runbooks` is looked at, and from which paths start.
    pub folder: &'l Path,
    /// The config folder, where there is one.
    pub config: Option<&'l Path>,
    /// Id and text of those in the binary.
    pub embedded: &'l [(&'l str, &'l str)],
}

/// What a file says of itself, broken or not.
struct Heading {
    id: String,
    title: String,
}

impl Library<'_> {
    /// The runbook that `book` names: a path, or an id.
    pub fn find(&self, book: &str) -> Result<Source, LibraryError> {
        let path = self.folder.join(book);
        let like_path = book.contains('/') || Path::new(book).extension().is_some();
        if like_path || path.is_file() {
            let text = read(&path)?;
            return Ok(Source { origin: Origin::Path, name: book.to_owned(), path: Some(path), text });
        }
        for (origin, file) in self.files() {
            // A file that can't be read can't say its id either; its name still counts.
            let named = stem(&file) == book;
            match read(&file) {
                Ok(text) if named || heading(&text, &file).id == book => {
                    return Ok(Source { origin, name: self.shown(&file), path: Some(file), text });
                }
                Err(error) if named => return Err(error),
                _ => {}
            }
        }
        if let Some((id, text)) = self.embedded.iter().find(|(id, _)| *id == book) {
            let name = format!("built in: {id}");
            return Ok(Source { origin: Origin::BuiltIn, name, path: None, text: (*text).to_owned() });
        }
        Err(LibraryError::Unknown { book: book.to_owned(), hint: self.hint(book) })
    }

    /// Every runbook, each id once (the one that [`Library::find`] finds), broken ones with their problem; by id.
    pub fn list(&self, kinds: &dyn Kinds) -> Vec<Listed> {
        let mut all: Vec<Listed> = Vec::new();
        for (origin, file) in self.files() {
            let one = match read(&file) {
                Ok(text) => {
                    let Heading { id, title } = heading(&text, &file);
                    let problem = problem(&self.shown(&file), &text, kinds);
                    Listed { id, title, origin, path: Some(file), problem }
                }
                Err(error) => Listed {
                    id: stem(&file).to_owned(),
                    title: String::new(),
                    origin,
                    path: Some(file),
                    problem: Some(error.to_string()),
                },
            };
            all.push(one);
        }
        for (id, text) in self.embedded {
            let name = format!("built in: {id}");
            let title = heading(text, Path::new(id)).title;
            let problem = problem(&name, text, kinds);
            all.push(Listed { id: (*id).to_owned(), title, origin: Origin::BuiltIn, path: None, problem });
        }
        // Stable: within an id, the order in which they are looked for.
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all.dedup_by(|later, first| later.id == first.id);
        all
    }

    /// The files of both folders, in the order in which they are looked for.
    fn files(&self) -> Vec<(Origin, PathBuf)> {
        let here = toml_files(&self.folder.join("runbooks"));
        let config = self.config.map(|config| toml_files(&config.join("runbooks"))).unwrap_or_default();
        here.into_iter()
            .map(|file| (Origin::Folder, file))
            .chain(config.into_iter().map(|file| (Origin::Config, file)))
            .collect()
    }

    fn shown(&self, file: &Path) -> String {
        file.strip_prefix(self.folder).unwrap_or(file).display().to_string()
    }

    fn hint(&self, book: &str) -> String {
        let files = self.files();
        let mut ids: Vec<String> = files
            .iter()
            .filter_map(|(_, file)| Some(heading(&read(file).ok()?, file).id))
            .chain(self.embedded.iter().map(|(id, _)| (*id).to_owned()))
            .collect();
        ids.sort();
        ids.dedup();
        let known = || ids.iter().map(String::as_str);
        match nearest(book, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if ids.is_empty() => "there are none here; name a file by its path".to_owned(),
            None => format!("there are {}; or name a file by its path", listed(known())),
        }
    }
}

/// The runbooks of a folder, by name; none where there is no such folder.
fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml") && path.is_file())
        .collect();
    files.sort();
    files
}

fn stem(file: &Path) -> &str {
    file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

fn read(path: &Path) -> Result<String, LibraryError> {
    let unreadable = |source| LibraryError::Unreadable { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(LibraryError::NoFile { path: path.to_owned() });
        }
        Err(error) => return Err(unreadable(error)),
    };
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(LibraryError::Folder { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_BYTES {
        return Err(LibraryError::TooBig { path: path.to_owned() });
    }
    String::from_utf8(bytes).map_err(|error| LibraryError::NotText {
        path: path.to_owned(),
        at: error.utf8_error().valid_up_to(),
    })
}

fn heading(text: &str, file: &Path) -> Heading {
    let (table, _) = DeTable::parse_recoverable(text);
    let say =
        |key: &str| table.get_ref().get(key).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    Heading {
        id: say("id").unwrap_or_else(|| stem(file).to_owned()),
        title: say("title").unwrap_or_default(),
    }
}

fn problem(name: &str, text: &str, kinds: &dyn Kinds) -> Option<String> {
    let problems = load(name, text, kinds).err()?;
    let errors: Vec<_> = problems.as_slice().iter().filter(|problem| problem.is_error()).collect();
    let first = errors.first()?;
    let more = errors.len() - 1;
    Some(if more == 0 { first.to_string() } else { format!("{first} (and {more} more)") })
}
