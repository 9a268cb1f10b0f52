//! The project's own files.

use std::fs;
use std::path::{Path, PathBuf};

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `src`: its path relative to the project's folder, with `/`, and its text.
pub fn sources() -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|(file, _)| Path::new(file).extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Every text file below `src`, sorted by path.
pub fn files() -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join("src"), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), text));
        }
    }
}

/// The module that a file below `src` is: `src/exec/shim/mod.rs` is `["exec", "shim"]`. Empty for the crate's root and for the binary.
pub fn module_of(file: &str) -> Vec<String> {
    let inner = file.strip_prefix("src/").unwrap_or(file);
    let inner = inner.strip_suffix(".rs").unwrap_or(inner);
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    let last = module.last().map(String::as_str);
    let names_its_folder = last == Some("mod");
    let is_root = module.len() == 1 && matches!(last, Some("lib" | "main"));
    if names_its_folder || is_root {
        module.pop();
    }
    module
}

#[cfg(test)]
mod tests {
    use super::module_of;

    #[test]
    fn a_file_is_the_module_that_its_path_says() {
        assert_eq!(module_of("src/exec/shim/mod.rs"), ["exec", "shim"]);
        assert_eq!(module_of("src/exec/wait.rs"), ["exec", "wait"]);
        assert_eq!(module_of("src/exec.rs"), ["exec"]);
        assert!(module_of("src/lib.rs").is_empty());
        assert!(module_of("src/main.rs").is_empty());
    }
}
