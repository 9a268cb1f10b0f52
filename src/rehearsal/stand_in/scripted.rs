//! A tool whose answers the runbook states, or one that only says what it would have done.

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use super::run::say;
use super::sleep::wait;
use super::{patching, pipes};
use crate::model::runbook::{Answer, Stdin};
use crate::rehearsal::choose::best;
use crate::rehearsal::folder::write_file;
use crate::rehearsal::glob;
use crate::rehearsal::scene::Scene;
use crate::rehearsal::template::{Call, expand};

/// The exit code of a stand-in that could not do its part.
const FAILED: u8 = 125;

/// Whether an answer of the runbook speaks of this very call: one for any arguments doesn't.
pub(super) fn speaks_of(scene: &Scene, name: &str, joined: &str) -> bool {
    let moment = scene.moment();
    let tool = scene.kept.rehearsal.tool.iter().find(|tool| tool.name == name);
    tool.into_iter().flat_map(|tool| &tool.answer).any(|answer| {
        answer.args != "*"
            && answer.when.fits(&moment).is_some()
            && glob::matches(&answer.args, joined).is_some()
    })
}

/// Acts as the tool `name`; returns its exit code.
pub(super) fn run(scene: &Scene, name: &str, joined: &str) -> u8 {
    let tool = scene.kept.rehearsal.tool.iter().find(|tool| tool.name == name);
    if tool.is_none_or(|tool| tool.stdin == Stdin::Read) {
        pipes::drain();
    }
    let moment = scene.moment();
    let answers = tool.iter().flat_map(|tool| &tool.answer);
    let found = best(answers.filter_map(|answer| {
        let keys = answer.when.fits(&moment)?;
        let hit = glob::matches(&answer.args, joined)?;
        Some(((keys, hit.literal, 0), (answer, hit.stars)))
    }));
    let Some((answer, stars)) = found else {
        let blank = if joined.is_empty() { "" } else { " " };
        print(&format!("would run: {name}{blank}{joined}\n"));
        return 0;
    };
    act(scene, answer, Call { args: joined, stars: &stars })
}

fn act(scene: &Scene, answer: &Answer, call: Call<'_>) -> u8 {
    if let Some(takes) = answer.takes {
        wait(scene, takes.duration());
    }
    for (path, text) in &answer.makes {
        let path = expand(path, scene, call);
        let Some(inside) = inside(&scene.folder.workspace(), &path) else {
            say(&format!("[rehearsal] {path} was not written: it is outside the rehearsal's workspace"));
            continue;
        };
        if let Err(error) = write_file(&inside, expand(text, scene, call).as_bytes(), false) {
            say(&format!("[rehearsal] {error}"));
            return FAILED;
        }
    }
    for patch in &answer.patches {
        if let Err(why) = patching::run(scene, patch, call) {
            say(&format!("[rehearsal] {} was not changed: {why}", patch.object));
            return FAILED;
        }
    }
    if let Err(error) = scene.mark(&answer.marks, &answer.unmarks) {
        say(&format!("[rehearsal] the world's state can't be written: {error}"));
        return FAILED;
    }
    if !answer.stderr.is_empty() {
        let text = expand(&answer.stderr, scene, call);
        let _ = std::io::stderr().write_all(ended(text).as_bytes());
    }
    if !answer.print.is_empty() {
        print(&ended(expand(&answer.print, scene, call)));
    }
    answer.exit
}

/// Where `path`, given in the current folder, lies in the workspace, symbolic links followed; `None` outside of it.
fn inside(workspace: &Path, path: &str) -> Option<PathBuf> {
    let workspace = workspace.canonicalize().ok()?;
    let here = std::env::current_dir().ok()?.canonicalize().ok()?;
    let base = if here.starts_with(&workspace) { here } else { workspace.clone() };
    let wanted = base.join(path);
    if wanted.components().any(|part| part == Component::ParentDir) {
        return None;
    }
    let known = wanted.ancestors().skip(1).find(|above| above.exists())?;
    (wanted.starts_with(&workspace)
        && known.canonicalize().ok()?.starts_with(&workspace)
        && !wanted.is_symlink())
    .then_some(wanted)
}

fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Prints; a reader that has gone away is none of the tool's business.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
