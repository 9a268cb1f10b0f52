use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};

use super::wrapper::write_private;

/// A process that cannot be mistaken for a later one with the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProcessIdentity {
    pub(crate) pid: u32,
    /// `/proc/PID/stat` field 22: clock ticks between boot and the process's start.
    pub(crate) start: u64,
}

impl ProcessIdentity {
    pub(crate) fn of(pid: u32) -> Option<Self> {
        Some(Self { pid, start: ProcessStat::of(pid)?.start })
    }

    pub(crate) fn is_alive(self) -> bool {
        ProcessStat::of(self.pid).is_some_and(|stat| stat.start == self.start && !stat.is_dead())
    }
}

/// The fields of `/proc/PID/stat` that are used here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProcessStat {
    pub(crate) state: char,
    pub(crate) parent: u32,
    pub(crate) group: u32,
    pub(crate) start: u64,
}

impl ProcessStat {
    pub(crate) fn of(pid: u32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    pub(crate) fn is_dead(self) -> bool {
        matches!(self.state, 'Z' | 'X')
    }

    /// The second field, the program's name in parentheses, may itself hold spaces and parentheses.
    fn parse(stat: &str) -> Option<Self> {
        let mut fields = stat.get(stat.rfind(')')? + 1..)?.split_whitespace();
        let state = fields.next()?.chars().next()?;
        let parent = fields.next()?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some(Self { state, parent, group, start: fields.nth(16)?.parse().ok()? })
    }
}

/// The content of an attempt's `pid` file: who watches, and who is watched once it is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Witness {
    pub(crate) boot: String,
    pub(crate) shim: ProcessIdentity,
    pub(crate) command: Option<ProcessIdentity>,
}

impl Witness {
    pub(crate) fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        let draft = path.with_extension("tmp");
        write_private(&draft, &serde_json::to_vec(self)?)?;
        fs::rename(draft, path)
    }

    pub(crate) fn is_of_this_boot(&self) -> bool {
        self.boot == boot_id()
    }
}

/// Differs after every start of the machine; empty where the system does not tell.
pub(crate) fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").map(|id| id.trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let stat = "42 (a) S 1) R 7 9 9 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 12345 99 1";
        let parsed = ProcessStat::parse(stat).unwrap();
        assert_eq!((parsed.state, parsed.parent, parsed.group, parsed.start), ('R', 7, 9, 12345));
    }

    #[test]
    fn a_reused_id_is_another_process() {
        let me = ProcessIdentity::of(std::process::id()).unwrap();
        assert!(me.is_alive());
        assert!(!ProcessIdentity { start: me.start + 1, ..me }.is_alive());
    }
}
