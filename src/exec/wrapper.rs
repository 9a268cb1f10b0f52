use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use super::{attempt_folder::create_private, attempt_spec::AttemptSpec, snapshot::Snapshot};

const WRAPPER: &str = include_str!("wrapper.bash");

/// The folder in which one attempt's bash finds its script and leaves its state; in the state folder, because both
/// hold values in clear.
#[derive(Debug)]
pub(crate) struct PrivateFolder(PathBuf);

impl PrivateFolder {
    /// Writes the wrapper, the body, what is carried over and what is set.
    pub(crate) fn prepare(spec: &AttemptSpec, carried: Option<&Snapshot>) -> io::Result<Self> {
        let folder = Self(spec.state_dir.join(format!("attempt-{}", std::process::id())));
        if folder.0.exists() {
            fs::remove_dir_all(&folder.0)?;
        }
        create_private(&folder.0)?;
        let private = quote(&folder.0.to_string_lossy());
        // Inside the single quotes of a trap's text.
        let inner = private.replace('\'', r"'\''");
        let wrapper = WRAPPER.replace("@PRIVATE@", &private).replace("@PRIVATE_INNER@", &inner);
        folder.write("shell", wrapper.as_bytes())?;
        folder.write("step", spec.body.as_bytes())?;
        folder.write("set", assignments(&spec.set).as_bytes())?;
        let (state, options) =
            carried.map(|carried| (carried.script(), carried.options())).unwrap_or_default();
        folder.write("state", &state)?;
        folder.write("options-in", &options)?;
        Ok(folder)
    }

    pub(crate) fn wrapper(&self) -> PathBuf {
        self.0.join("shell")
    }

    pub(crate) fn body(&self) -> PathBuf {
        self.0.join("step")
    }

    /// The start of every path in here: rewritten in the output so that a message reads `step: line 3: …`.
    pub(crate) fn prefix(&self) -> String {
        format!("{}/", self.0.display())
    }

    /// What bash left under `name`.
    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(name)).ok()
    }

    /// Deletes all of it.
    pub(crate) fn remove(&self) -> io::Result<()> {
        fs::remove_dir_all(&self.0)
    }

    fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        write_private(&self.0.join(name), content)
    }
}

/// Creates `path`, readable by the owner only, with `content`.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(content)
}

/// `text` as one bash word.
pub(crate) fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_-.+:@%,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn assignments(set: &[(String, String)]) -> String {
    let mut script = String::new();
    for (name, value) in set.iter().filter(|(name, _)| is_name(name)) {
        let _ = writeln!(script, "builtin export {name}={}", quote(value));
    }
    script
}

/// Whether bash takes `name` for a variable's.
pub(crate) fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
