use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write as _},
    os::unix::{ffi::OsStrExt as _, fs::OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use super::wrapper::quote;

/// The file of the state folder that holds the state to start from.
pub(crate) const SNAPSHOT: &str = "snapshot";
/// Records of five fields, each ended by NUL: kind, name, bash text, `+` or `-`, value (of a scalar, after a `+`).
const FIELDS: usize = 5;

/// A shell's state as its EXIT trap wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot {
    records: Vec<Record>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    kind: Kind,
    name: String,
    text: Vec<u8>,
    value: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Variable,
    Function,
    Aliases,
    Folder,
    Umask,
    Options,
    End,
}

impl Kind {
    const ALL: [(Self, u8); 7] = [
        (Self::Variable, b'v'),
        (Self::Function, b'f'),
        (Self::Aliases, b'a'),
        (Self::Folder, b'd'),
        (Self::Umask, b'm'),
        (Self::Options, b'o'),
        (Self::End, b'e'),
    ];

    fn of(tag: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| tag == [*known]).map(|(kind, _)| kind)
    }

    fn tag(self) -> u8 {
        Self::ALL.into_iter().find(|(kind, _)| *kind == self).map_or(b'e', |(_, tag)| tag)
    }
}

impl Snapshot {
    /// Reads what the EXIT trap wrote; `None` unless it got to its end.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let fields: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
        let mut records = Vec::new();
        for field in fields.chunks_exact(FIELDS) {
            let kind = Kind::of(field[0])?;
            if kind == Kind::End {
                return Some(Self { records });
            }
            records.push(Record {
                kind,
                name: String::from_utf8_lossy(field[1]).into_owned(),
                text: field[2].to_vec(),
                value: (field[3] == b"+").then(|| field[4].to_vec()),
            });
        }
        None
    }

    /// The run's state, if an attempt has left one.
    pub(crate) fn load(state_dir: &Path) -> Option<Self> {
        Self::parse(&fs::read(state_dir.join(SNAPSHOT)).ok()?)
    }

    /// Makes this the run's state, at once and for good.
    pub(crate) fn store(&self, state_dir: &Path) -> io::Result<()> {
        let mut bytes = Vec::new();
        for record in &self.records {
            push_record(&mut bytes, record);
        }
        push_record(&mut bytes, &Record { kind: Kind::End, name: String::new(), text: vec![], value: None });
        let draft = state_dir.join(format!("{SNAPSHOT}.{}", std::process::id()));
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(draft, state_dir.join(SNAPSHOT))
    }

    /// Adds the options, which the trap has to record before anything else and therefore elsewhere.
    pub(crate) fn add_options(&mut self, text: Vec<u8>) {
        self.records.push(Record { kind: Kind::Options, name: String::new(), text, value: None });
    }

    /// Bash text that brings back variables, functions, aliases, the previous folder and the umask.
    pub(crate) fn script(&self) -> Vec<u8> {
        let mut script = Vec::new();
        for record in &self.records {
            match record.kind {
                Kind::Variable | Kind::Aliases => script.extend_from_slice(&record.text),
                Kind::Function => {
                    // Attributes come as a declaration; without any it would print the function.
                    let idle = format!("declare -f {}\n", record.name);
                    let text = record.text.strip_suffix(idle.as_bytes()).unwrap_or(&record.text);
                    script.extend_from_slice(text);
                }
                Kind::Umask => {
                    script.extend_from_slice(b"builtin umask ");
                    script.extend_from_slice(&record.text);
                }
                Kind::Folder => {
                    let previous = record.value.as_deref().unwrap_or_default();
                    if !previous.is_empty() {
                        let previous = quote(&String::from_utf8_lossy(previous));
                        script.extend_from_slice(format!("OLDPWD={previous}").as_bytes());
                    }
                }
                Kind::Options | Kind::End => continue,
            }
            script.push(b'\n');
        }
        script
    }

    /// Bash text that brings back `shopt` and `set` options: shopts first, so that errexit comes last.
    pub(crate) fn options(&self) -> Vec<u8> {
        const FIXED: [&str; 6] = [
            "login_shell",
            "restricted_shell",
            "set -o noexec",
            "set +o errtrace",
            "set -o history",
            "set -o privileged",
        ];
        let texts = self.records.iter().filter(|record| record.kind == Kind::Options);
        let text: String = texts.map(|record| String::from_utf8_lossy(&record.text)).collect();
        let (shopts, sets): (Vec<&str>, Vec<&str>) = text
            .lines()
            .filter(|line| !FIXED.iter().any(|fixed| line.contains(fixed)))
            .partition(|line| line.starts_with("shopt"));
        shopts.into_iter().chain(sets).flat_map(|line| format!("builtin {line}\n").into_bytes()).collect()
    }

    /// The working directory.
    pub(crate) fn cwd(&self) -> Option<PathBuf> {
        let record = self.records.iter().find(|record| record.kind == Kind::Folder)?;
        let path = record.text.strip_suffix(b"\n").unwrap_or(&record.text);
        (!path.is_empty()).then(|| PathBuf::from(std::ffi::OsStr::from_bytes(path)))
    }

    /// The scalar variables.
    pub(crate) fn values(&self) -> BTreeMap<String, String> {
        self.variables()
            .filter_map(|record| Some((record.name.clone(), record.value.as_ref()?)))
            .map(|(name, value)| (name, String::from_utf8_lossy(value).into_owned()))
            .collect()
    }

    /// Drops variables by name and value; an array has no value.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str, Option<&str>) -> bool) {
        self.records.retain(|record| {
            record.kind != Kind::Variable || {
                let value = record.value.as_deref().map(String::from_utf8_lossy);
                keep(&record.name, value.as_deref())
            }
        });
    }

    /// Takes `names` as they were in `before`: in a shell that exits inside a function they show the function's locals.
    pub(crate) fn restore(&mut self, names: &[String], before: Option<&Self>) {
        self.records.retain(|record| record.kind != Kind::Variable || !names.contains(&record.name));
        let kept = before.into_iter().flat_map(Self::variables).filter(|record| names.contains(&record.name));
        self.records.splice(0..0, kept.cloned());
    }

    /// The variables that are new here or differ from `before`.
    pub(crate) fn changed_since(&self, before: &Self) -> Vec<String> {
        let known: BTreeMap<&str, &Record> =
            before.variables().map(|record| (record.name.as_str(), record)).collect();
        self.variables()
            .filter(|record| known.get(record.name.as_str()).is_none_or(|old| old.text != record.text))
            .map(|record| record.name.clone())
            .collect()
    }

    fn variables(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|record| record.kind == Kind::Variable)
    }
}

fn push_record(bytes: &mut Vec<u8>, record: &Record) {
    let flag: &[u8] = if record.value.is_some() { b"+" } else { b"-" };
    let value = record.value.as_deref().unwrap_or_default();
    for field in [&[record.kind.tag()], record.name.as_bytes(), &record.text, flag, value] {
        bytes.extend_from_slice(field);
        bytes.push(0);
    }
}

/// The names in the output of `local -p`.
pub(crate) fn local_names(text: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(text)
        .lines()
        .filter_map(|line| {
            let mut words = line.strip_prefix("declare -")?.splitn(2, ' ');
            let name = words.nth(1)?.split('=').next()?;
            super::wrapper::is_name(name).then(|| name.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &[u8] = b"v\0A\0declare -x A=\"1\"\n\0+\x001\0v\0L\0declare -a L=([0]=\"x\")\n\0-\0\0d\0\0/tmp\n\0+\0/it's\0m\0\x000027\n\0-\0\0e\0\0\0-\0\0";

    #[test]
    fn a_snapshot_survives_being_stored() {
        let snapshot = Snapshot::parse(BYTES).unwrap();
        let dir = tempfile::tempdir().unwrap();
        snapshot.store(dir.path()).unwrap();
        assert_eq!(Snapshot::load(dir.path()), Some(snapshot.clone()));
        assert_eq!(snapshot.cwd(), Some(PathBuf::from("/tmp")));
        assert_eq!(snapshot.values(), BTreeMap::from([("A".to_owned(), "1".to_owned())]));
        let script = String::from_utf8(snapshot.script()).unwrap();
        assert!(script.contains("builtin umask 0027\n"), "{script}");
        assert!(script.contains(r"OLDPWD='/it'\''s'"), "{script}");
    }

    #[test]
    fn an_unfinished_snapshot_is_none() {
        for end in 0..BYTES.len() - 4 {
            assert_eq!(Snapshot::parse(&BYTES[..end]), None, "{end}");
        }
    }

    #[test]
    fn locals_are_named() {
        assert_eq!(local_names(b"declare -- x=\"1\"\ndeclare -a y=([0]=\"declare\")\njunk\n"), ["x", "y"]);
    }
}
