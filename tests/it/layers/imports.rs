//! Imports point down only.

use super::findings::{Finding, assert_none};
use super::paths::reaches;
use super::table::{height, objection};
use super::tree::{module_of, sources};

#[test]
fn imports_point_down_only() {
    let sources = sources();
    assert!(!sources.is_empty(), "no source was found");
    let wrong: Vec<_> = sources.iter().flat_map(|(file, source)| wrong_imports(file, source)).collect();
    assert_none(&wrong);
}

#[test]
fn every_folder_is_in_the_table() {
    let strays: Vec<_> = sources()
        .iter()
        .filter_map(|(file, _)| {
            let folder = module_of(file).first()?.clone();
            let stray = height(&folder).is_none();
            stray.then(|| Finding::new(file, 1, format!("`{folder}` is in no layer")))
        })
        .collect();
    assert_none(&strays);
}

/// What `source`, the file at `file` below the project's folder, imports against the table.
fn wrong_imports(file: &str, source: &str) -> Vec<Finding> {
    let module = module_of(file);
    // The root, and the binary above it, hold the layers together and belong to none.
    let Some(layer) = module.first() else { return Vec::new() };
    reaches(source, &module)
        .into_iter()
        .filter_map(|reach| Some(Finding::new(file, reach.line, objection(layer, &reach.name)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::wrong_imports;

    fn found(file: &str, source: &str) -> Vec<String> {
        wrong_imports(file, source).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_wrong_import_is_found_with_its_place() {
        assert_eq!(
            found("src/journal/append.rs", "//! Appends.\n\nuse crate::conductor::Folder;\n"),
            ["src/journal/append.rs:3: `journal` may not import `conductor`: it lies above"],
        );
        assert_eq!(
            found("src/checks/http/mod.rs", "fn f() {\n    let x = crate::exec::start();\n}"),
            ["src/checks/http/mod.rs:2: `checks` may not import `exec`: siblings in the work layer"],
        );
        assert_eq!(
            found("src/tui/app.rs", "use super::super::journal::Reader;"),
            ["src/tui/app.rs:1: `tui` may not import `journal`: it sees a run only through `session`"],
        );
    }

    #[test]
    fn a_wrong_import_in_a_test_module_is_found_too() {
        let source = "#[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::cli::Args;\n}\n";
        assert_eq!(found("src/model/id.rs", source).len(), 1);
    }

    #[test]
    fn a_right_import_is_not() {
        assert!(
            found("src/conductor/actor.rs", "use crate::{exec::Launch, journal::Handle, model::*};")
                .is_empty()
        );
        assert!(found("src/cli/run.rs", "use crate::tui;\nuse super::args::Args;").is_empty());
        assert!(found("src/exec/wait.rs", "// use crate::cli;\nuse crate::exec::Ended;").is_empty());
    }

    #[test]
    fn the_root_may_name_every_layer() {
        assert!(found("src/lib.rs", "pub fn run() { crate::cli::main() }").is_empty());
        assert!(found("src/main.rs", "fn main() { gonogo::run() }").is_empty());
    }

    #[test]
    fn the_root_is_no_way_around() {
        assert_eq!(found("src/model/id.rs", "use crate::run;"), ["src/model/id.rs:1: `run` is no layer"]);
    }
}
