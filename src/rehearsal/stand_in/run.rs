//! The hidden verb behind every stand-in.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{curl, kubectl, pipes, scripted, sleep, watch};
use crate::rehearsal::folder::{Folder, append_line};
use crate::rehearsal::record::masked;
use crate::rehearsal::scene::{Scene, unix_ms};
use crate::rehearsal::template::{Call, expand};

/// The hidden verb: `gonogo __stand-in NAME ARGS…`.
pub const VERB: &str = "__stand-in";

/// The exit code where there is no world to stand in.
const NO_WORLD: u8 = 125;

/// Acts as the tool `name` called with `args`; the world is the one that `GONOGO_WORLD` names.
pub fn run(name: &str, args: &[String]) -> ExitCode {
    let Some(scene) = std::env::var_os("GONOGO_WORLD")
        .map(|folder| Folder::new(PathBuf::from(folder)))
        .and_then(|folder| Scene::read(folder).ok().flatten())
    else {
        say(&format!(
            "gonogo: {name} stands in for a rehearsal, but GONOGO_WORLD names none: start it by `gonogo rehearse`"
        ));
        return ExitCode::from(NO_WORLD);
    };
    let joined = args.join(" ");
    label(&scene, name, &joined);
    let cluster = name == "kubectl" && scene.kept.rehearsal.has_cluster();
    let code = match name {
        "kubectl" if cluster && !scripted::speaks_of(&scene, name, &joined) => {
            // Before: the host's own takes this process's place.
            record(&scene, name, args, None);
            let code = kubectl::run(&scene, args).unwrap_or_else(|| scripted::run(&scene, name, &joined));
            return ExitCode::from(code);
        }
        _ if scene.kept.rehearsal.tool.iter().any(|tool| tool.name == name) => {
            scripted::run(&scene, name, &joined)
        }
        "sleep" => sleep::run(&scene, args),
        "watch" => watch::run(&scene, args),
        "curl" => curl::run(args),
        "jq" => pipes::pass(),
        "gzip" if args.is_empty() => pipes::gzip(),
        _ => scripted::run(&scene, name, &joined),
    };
    record(&scene, name, args, Some(code));
    ExitCode::from(code)
}

/// Says on stderr that this was no real call. Long arguments are cut: they may hold a whole document.
fn label(scene: &Scene, name: &str, joined: &str) {
    let secrets = secrets(scene);
    let mut line = masked(joined, secrets.iter().map(String::as_str)).replace(['\n', '\r'], " ");
    if let Some((end, _)) = line.char_indices().nth(160) {
        line.truncate(end);
        line.push('…');
    }
    let blank = if line.is_empty() { "" } else { " " };
    say(&format!("[rehearsal] {name}{blank}{line} (simulated)"));
}

fn record(scene: &Scene, name: &str, args: &[String], code: Option<u8>) {
    let secrets = secrets(scene);
    let masked = |text: &str| masked(text, secrets.iter().map(String::as_str));
    let record = serde_json::json!({
        "at": expand("${time}", scene, Call::default()),
        "at_unix_ms": unix_ms(),
        "tool": name,
        "args": args.iter().map(|arg| masked(arg)).collect::<Vec<_>>(),
        "exit": code,
        "simulated": true,
    });
    // A full disk must not change what the tool answers.
    let _ = append_line(&scene.folder.commands(), &record);
}

fn secrets(scene: &Scene) -> Vec<String> {
    scene.kept.secret.iter().filter_map(|name| std::env::var(name).ok()).collect()
}

/// A line on stderr; where that is closed, nobody wanted it.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
