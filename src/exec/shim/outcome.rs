use std::{
    collections::BTreeMap,
    env,
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
};

use super::{family::descendants, pump::Finished};
use crate::exec::{
    attempt_folder::AttemptFolder,
    attempt_spec::AttemptSpec,
    ended::{Captured, End, Ended, Exit, TranscriptInfo},
    failures::failures,
    mask::Mask,
    recorder::Recorder,
    snapshot::{Snapshot, local_names},
    wrapper::PrivateFolder,
};

/// SHA-256 of no bytes.
const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// Set aside at the start, so that a disk that fills up meanwhile still takes the outcome.
const RECORD_BYTES: u64 = 64 * 1024;
/// Names of changed variables in a record.
const MOST_NAMES: usize = 300;
/// Bash sets these by itself.
const BASH_OWN: [&str; 3] = ["IFS", "PS4", "SHELL"];

/// The place on disk for the exit record.
#[derive(Debug)]
pub(super) struct Reserved(Option<File>);

impl Reserved {
    pub(super) fn create(folder: &AttemptFolder) -> Self {
        let draft = folder.exit_draft();
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(draft).ok();
        if let Some(file) = &file {
            let _ = rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, RECORD_BYTES);
        }
        Self(file)
    }

    /// Writes the record; a shorter one when there is no room. Call [`Self::settle`] once nobody waits.
    pub(super) fn write(&mut self, folder: &AttemptFolder, ended: &Ended) -> io::Result<()> {
        let slim = Ended { failing: Vec::new(), ..ended.clone() };
        self.put(folder, ended).or_else(|_| self.put(folder, &slim))
    }

    /// Makes the record outlast a power cut. One that comes before leaves no record or none that reads, which is an
    /// interruption: safe, and not worth a disk's time at the end of each step.
    pub(super) fn settle(self, folder: &AttemptFolder) {
        if let Some(file) = self.0 {
            let _ = file.sync_all();
            let _ = File::open(folder.path()).and_then(|folder| folder.sync_all());
        }
    }

    fn put(&mut self, folder: &AttemptFolder, ended: &Ended) -> io::Result<()> {
        use std::io::Seek as _;
        let json = serde_json::to_vec(ended)?;
        let file = match &mut self.0 {
            Some(file) => file,
            none => none.insert(File::create(folder.exit_draft())?),
        };
        file.rewind()?;
        file.write_all(&json)?;
        file.set_len(json.len() as u64)?;
        fs::rename(folder.exit_draft(), folder.exit())
    }
}

/// The record of a command that never ran.
pub(super) fn not_started(reason: &str, now: i64) -> Ended {
    Ended {
        exit: Exit::Code(126),
        end: End::Finished,
        failing: Vec::new(),
        state: Captured::NotCaptured { why: "the command was not started".into() },
        transcript: TranscriptInfo { bytes: 0, lines: 0, sha256: EMPTY_SHA256.into() },
        survivors: Vec::new(),
        started: now,
        ended: now,
        fault: Some(reason.to_owned()),
    }
}

/// All that the outcome is made from.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub(super) spec: &'a AttemptSpec,
    pub(super) private: &'a PrivateFolder,
    pub(super) carried: Option<Snapshot>,
    pub(super) mask: &'a Mask,
    pub(super) started: i64,
    pub(super) finished: Finished,
    pub(super) recorder: Recorder,
}

pub(super) fn conclude(evidence: Evidence<'_>) -> Ended {
    let Evidence { spec, private, carried, mask, started, finished, recorder } = evidence;
    let ended = jiff::Timestamp::now().as_millisecond();
    let state = capture(spec, private, carried.as_ref(), mask, finished.exit);
    let recorded = private.read("failed").unwrap_or_default();
    let failing = failures(&recorded, &private.body(), mask);
    let (transcript, lost) = recorder.finish();
    Ended {
        exit: finished.exit,
        end: finished.end,
        failing,
        state,
        transcript,
        survivors: descendants().into_keys().collect(),
        started,
        ended,
        fault: finished.fault.or(lost),
    }
}

/// Makes what the EXIT trap wrote the run's state.
fn capture(
    spec: &AttemptSpec,
    private: &PrivateFolder,
    carried: Option<&Snapshot>,
    mask: &Mask,
    exit: Exit,
) -> Captured {
    let Some(mut snapshot) = private.read("snapshot").and_then(|bytes| Snapshot::parse(&bytes)) else {
        let why = match exit {
            Exit::Signal(signal) => format!("signal {signal} ended bash before it could save its state"),
            Exit::Code(_) => {
                "bash ended without saving its state (exec, or an EXIT trap set past gonogo)".into()
            }
        };
        return Captured::NotCaptured { why };
    };
    snapshot.add_options(private.read("options").unwrap_or_default());
    let locals = local_names(&private.read("locals").unwrap_or_default());
    snapshot.restore(&locals, carried);
    let given = given(spec);
    let names = match carried {
        Some(before) => snapshot.changed_since(before),
        None => snapshot.changed_since(&Snapshot::default()),
    };
    let values = snapshot.values();
    let own = |name: &str| carried.is_none() && BASH_OWN.contains(&name);
    let unchanged = |name: &str| given.get(name).is_some_and(|value| values.get(name) == Some(value));
    let names = names.into_iter().filter(|name| !own(name) && !unchanged(name)).take(MOST_NAMES).collect();
    // What the caller gives again each time need not be kept in clear.
    snapshot.retain(|name, value| {
        value.is_none_or(|value| given.get(name).is_none_or(|given| given != value) || !mask.finds(value))
    });
    match snapshot.store(&spec.state_dir) {
        Ok(()) => Captured::Names { names },
        Err(error) => Captured::NotCaptured { why: format!("the state could not be stored: {error}") },
    }
}

/// What the shell was started with.
fn given(spec: &AttemptSpec) -> BTreeMap<String, String> {
    let inherited = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    inherited.chain(spec.env.iter().cloned()).chain(spec.set.iter().cloned()).collect()
}
