//! `gonogo doctor`: what works on this machine, and what doesn't.

use std::process::Command;

use super::{Context, Exit};
use crate::checks::{Doctor, KINDS, can_work};
use crate::exec;

pub(super) fn run(context: &Context) -> Exit {
    let mut bad = 0;
    let mut say = |name: &str, result: Result<String, String>| match result {
        Ok(text) => println!("ok    {name:<22} {text}"),
        Err(text) => {
            bad += 1;
            println!("BAD   {name:<22} {text}");
        }
    };
    say("bash", bash());
    say("runs folder", runs_folder(context));
    say(
        "socket folder",
        context.home.socket("000000").map(|path| shown(&path)).map_err(|error| error.to_string()),
    );
    say("shell state in memory", state_place(context));
    say("commands after logout", linger());
    for kind in KINDS.names() {
        match can_work(kind) {
            Some(Doctor::Works(how)) => say(&format!("probe {kind}"), Ok(how)),
            Some(Doctor::Cannot(why)) => say(&format!("probe {kind}"), Err(why)),
            None => {}
        }
    }
    if bad == 0 { Exit::Done } else { Exit::Error }
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}

fn bash() -> Result<String, String> {
    let output = Command::new("bash").arg("--version").output();
    let text = output.map_err(|error| format!("{error}; install bash 4.4 or newer"))?;
    let first = String::from_utf8_lossy(&text.stdout).lines().next().unwrap_or_default().to_owned();
    exec::syntax("true").map(|()| first).map_err(|problem| problem.message)
}

fn runs_folder(context: &Context) -> Result<String, String> {
    let runs = context.home.runs();
    let probe = runs.join(".doctor");
    std::fs::create_dir_all(&runs)
        .and_then(|()| std::fs::write(&probe, "x"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map(|()| shown(&runs))
        .map_err(|error| format!("{}: {error}; make it writable, or set GONOGO_HOME", runs.display()))
}

fn state_place(context: &Context) -> Result<String, String> {
    let fallback = context.home.state().join("doctor");
    let place = exec::state_place("000000", &fallback).map_err(|error| error.to_string())?;
    let in_memory = !place.starts_with(&fallback);
    exec::forget_state(&place).map_err(|error| error.to_string())?;
    if in_memory {
        Ok(shown(&place))
    } else {
        Ok("no tmpfs: shell variables, secrets among them, are kept on disk (0600) until the run ends"
            .to_owned())
    }
}

/// Whether systemd kills what a session leaves behind.
fn linger() -> Result<String, String> {
    let text = std::fs::read_to_string("/etc/systemd/logind.conf").unwrap_or_default();
    let kills = text.lines().map(str::trim).any(|line| line.eq_ignore_ascii_case("KillUserProcesses=yes"));
    if kills {
        Err("logind kills them (KillUserProcesses=yes): run `loginctl enable-linger`, or start gonogo with \
             `systemd-run --user --scope`"
            .to_owned())
    } else {
        Ok("they go on".to_owned())
    }
}
