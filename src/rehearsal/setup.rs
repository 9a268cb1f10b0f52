//! Makes what a world's folder holds: the workspace and the stand-ins.

use std::path::Path;

use super::RehearsalError;
use super::folder::{make_folder, write_file};
use super::scene::Scene;
use super::template::{Call, expand};

/// Lays out the workspace. Only at the world's begin: later its files are the run's own.
pub(super) fn lay_out(scene: &Scene, exe: &Path) -> Result<(), RehearsalError> {
    let workspace = scene.folder.workspace();
    make_folder(&workspace)?;
    for file in &scene.kept.rehearsal.file {
        let path = workspace.join(&file.path);
        if let Some(tool) = &file.tool {
            write_file(&path, script(scene, exe, tool)?.as_bytes(), true)?;
        } else if file.path.ends_with('/') {
            make_folder(&path)?;
        } else {
            let text = expand(&file.text, scene, Call::default());
            write_file(&path, text.as_bytes(), file.executable)?;
        }
    }
    Ok(())
}

/// Makes the stand-ins `names`.
pub(super) fn make_stand_ins(
    scene: &Scene,
    exe: &Path,
    names: impl Iterator<Item = String>,
) -> Result<(), RehearsalError> {
    let bin = scene.folder.bin();
    make_folder(&bin)?;
    for name in names {
        write_file(&bin.join(&name), script(scene, exe, &name)?.as_bytes(), true)?;
    }
    Ok(())
}

fn script(scene: &Scene, exe: &Path, name: &str) -> Result<String, RehearsalError> {
    Ok(format!(
        "#!/bin/sh\n# Stands in for {name} in a rehearsal of gonogo: simulated.\nGONOGO_WORLD={}\nexport GONOGO_WORLD\n\
         exec {} __stand-in {} \"$@\"\n",
        quoted(utf8(scene.folder.path())?),
        quoted(utf8(exe)?),
        quoted(name)
    ))
}

fn utf8(path: &Path) -> Result<&str, RehearsalError> {
    path.to_str().ok_or_else(|| RehearsalError::Path { path: path.to_owned() })
}

/// `text` as one word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
