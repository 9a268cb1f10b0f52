use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    process::ExitCode,
};

use super::{
    command::{self, Running},
    outcome::{self, Reserved},
    pump::Pump,
    signals::Signals,
};
use crate::exec::{
    attempt_folder::AttemptFolder,
    attempt_spec::AttemptSpec,
    identity::{ProcessIdentity, Witness, boot_id},
    mask::Mask,
    recorder::Recorder,
    snapshot::Snapshot,
    wrapper::PrivateFolder,
};

/// The first argument that turns a gonogo process into a shim.
pub const VERB: &str = "__shim";

/// Serves one attempt: reads its specification from stdin, answers `ok` or a reason on stdout, and stays until the
/// command has ended and its outcome is in `dir`.
pub fn main(dir: &Path) -> ExitCode {
    match serve(dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            answer(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn answer(line: &str) {
    // A launcher that is gone meanwhile changes nothing.
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "{}", line.replace('\n', " "));
    let _ = stdout.flush();
}

fn serve(dir: &Path) -> io::Result<()> {
    let mut json = Vec::new();
    io::stdin().read_to_end(&mut json)?;
    let spec: AttemptSpec = serde_json::from_slice(&json)?;
    drop(json);
    let folder = AttemptFolder::new(dir);
    // Leader of a session already when started by hand: that is as good.
    let _ = rustix::process::setsid();
    become_reaper();
    rustix::process::chdir("/")?;
    let lock = File::options().write(true).create(true).truncate(false).mode(0o600).open(folder.lock())?;
    lock.try_lock().map_err(|_| io::Error::other("another process serves this attempt"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(attend(&spec, &folder, lock))
}

/// A daemon that the command leaves behind stays known to the shim.
fn become_reaper() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

async fn attend(spec: &AttemptSpec, folder: &AttemptFolder, lock: File) -> io::Result<()> {
    let signals = Signals::catch()?;
    let started = jiff::Timestamp::now().as_millisecond();
    let mut reserved = Reserved::create(folder);
    let mut carried = Snapshot::load(&spec.state_dir);
    let begun = begin(spec, folder, carried.as_ref());
    let (running, private, mask, recorder) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            let text = Mask::new(&spec.secrets).text(&error.to_string());
            reserved.write(folder, &outcome::not_started(&text, started))?;
            return Err(io::Error::other(text));
        }
    };
    answer("ok");
    let pid = running.pid;
    let mut pump = Pump::new(spec, folder, &mask, recorder, running)?;
    let finished = pump.run(signals).await;
    let ended = outcome::conclude(outcome::Evidence {
        spec,
        private: &private,
        carried: carried.take(),
        mask: &mask,
        started,
        finished,
        recorder: pump.recorder,
    });
    let written = reserved.write(folder, &ended);
    let _ = private.remove();
    let _ = std::fs::remove_file(folder.control());
    if std::fs::metadata(folder.log()).is_ok_and(|log| log.len() == 0) {
        let _ = std::fs::remove_file(folder.log());
    }
    drop(lock);
    collect(pid);
    reserved.settle(folder);
    pump.sources.linger().await;
    written
}

fn collect(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    let _ = rustix::process::waitpid(pid, rustix::process::WaitOptions::NOHANG);
}

fn begin(
    spec: &AttemptSpec,
    folder: &AttemptFolder,
    carried: Option<&Snapshot>,
) -> io::Result<(Running, PrivateFolder, Mask, Recorder)> {
    let me = ProcessIdentity::of(std::process::id())
        .unwrap_or(ProcessIdentity { pid: std::process::id(), start: 0 });
    let mut witness = Witness { boot: boot_id(), shim: me, command: None };
    witness.write(&folder.pid())?;
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.control(),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )?;
    let recorder = Recorder::create(folder)?;
    let private = PrivateFolder::prepare(spec, carried)?;
    let prefix = private.prefix();
    let traced = prefix.replace('\'', r"'\''");
    let mask = Mask::with_rewrites(&spec.secrets, &[(&prefix, ""), (&traced, "")]);
    let running = command::spawn(spec, &private, carried.and_then(Snapshot::cwd)).inspect_err(|_| {
        let _ = private.remove();
    })?;
    witness.command =
        ProcessIdentity::of(running.pid).or(Some(ProcessIdentity { pid: running.pid, start: 0 }));
    witness.write(&folder.pid())?;
    Ok((running, private, mask, recorder))
}
