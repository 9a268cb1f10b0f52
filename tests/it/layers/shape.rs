//! Small files, a thin `main.rs`, `mod.rs` without code, and a root without strays.

use std::fs;

use super::findings::{Finding, assert_none};
use super::tokens::{Token, tokens};
use super::tree::{files, root, sources};

const LONGEST_MAIN: usize = 30;
const LONGEST_FILE: usize = 400;

/// What may stand in the project's folder, beside names that begin with a dot or `LICENSE-`.
const TOP_LEVEL: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "CHANGELOG.md",
    "README.md",
    "benches",
    "fuzz",
    "runbooks",
    "src",
    "tests",
    "themes",
];

#[test]
fn no_file_is_too_long() {
    let long: Vec<_> = files().iter().filter_map(|(file, text)| too_long(file, text)).collect();
    assert_none(&long);
}

#[test]
fn a_folder_s_module_file_holds_no_code() {
    let modules = sources().into_iter().filter(|(file, _)| file.ends_with("/mod.rs"));
    let code: Vec<_> = modules.flat_map(|(file, source)| code_in_mod(&file, &source)).collect();
    assert_none(&code);
}

#[test]
fn the_project_s_folder_holds_only_what_belongs_there() {
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap();
    let names = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_none(&strays(names, &ignored));
}

fn too_long(file: &str, text: &str) -> Option<Finding> {
    let longest = if file == "src/main.rs" { LONGEST_MAIN } else { LONGEST_FILE };
    let lines = text.lines().count();
    (lines > longest)
        .then(|| Finding::new(file, lines, format!("{lines} lines; {longest} at most: split it")))
}

fn strays(names: impl Iterator<Item = String>, ignored: &str) -> Vec<Finding> {
    names
        .filter(|name| {
            let known = TOP_LEVEL.contains(&name.as_str())
                || name.starts_with('.')
                || name.starts_with("LICENSE-")
                || ignored.lines().any(|line| line.trim_matches('/') == name);
            !known
        })
        .map(|name| Finding::new(&name, 1, "does not belong in the project's folder"))
        .collect()
}

/// Every item of a `mod.rs` that is neither a declaration nor an import or re-export. A test module may have a body.
fn code_in_mod(file: &str, source: &str) -> Vec<Finding> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let item = Item::read(&tokens, at);
        if let Some(what) = item.code() {
            found.push(Finding::new(
                file,
                item.line,
                format!("`{what}` in mod.rs: give it a file of its own"),
            ));
        }
        at = item.end;
    }
    found
}

/// One item of a file, as far as it matters whether it is code.
struct Item {
    line: usize,
    /// `use`, `mod`, `fn`, …
    keyword: String,
    for_tests: bool,
    has_body: bool,
    /// Where the next item begins.
    end: usize,
}

impl Item {
    fn read(tokens: &[Token], start: usize) -> Self {
        let mut at = start;
        // What closes an item that ends in braces: `const P: Point = Point { … };`
        while text(tokens, at) == ";" {
            at += 1;
        }
        let mut for_tests = false;
        while text(tokens, at) == "#" {
            let open = if text(tokens, at + 1) == "!" { at + 2 } else { at + 1 };
            let end = after_group(tokens, open);
            let attribute: String = tokens[open..end].iter().map(|token| token.text.as_str()).collect();
            for_tests |= attribute == "[cfg(test)]";
            at = end;
        }
        if text(tokens, at) == "pub" {
            at = if text(tokens, at + 1) == "(" { after_group(tokens, at + 1) } else { at + 1 };
        }
        let keyword = text(tokens, at).to_owned();
        let line = tokens.get(at).map_or(0, |token| token.line);
        let is_use = keyword == "use";
        while at < tokens.len() && text(tokens, at) != ";" {
            let group = matches!(text(tokens, at), "{" | "(" | "[");
            if text(tokens, at) == "{" && !is_use {
                return Self { line, keyword, for_tests, has_body: true, end: after_group(tokens, at) };
            }
            at = if group { after_group(tokens, at) } else { at + 1 };
        }
        Self { line, keyword, for_tests, has_body: false, end: at + 1 }
    }

    /// The item's keyword when it is code.
    fn code(&self) -> Option<&str> {
        let allowed = match self.keyword.as_str() {
            // Nothing but attributes of the file itself.
            "" | "use" => true,
            "mod" => !self.has_body || self.for_tests,
            _ => false,
        };
        (!allowed).then_some(self.keyword.as_str())
    }
}

/// The place behind the bracket that closes the one at `open`.
fn after_group(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for at in open..tokens.len() {
        match text(tokens, at) {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_FILE, LONGEST_MAIN, code_in_mod, strays, too_long};

    fn code(source: &str) -> Vec<String> {
        code_in_mod("m", source).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn declarations_and_re_exports_pass() {
        let source = "//! Doc.\n#![allow(x)]\nmod a;\npub mod b;\n#[cfg(unix)]\npub(in crate::x) mod c;\n\
                      pub use a::{A, B::{C}};\nuse b::*;\n#[cfg(test)]\nmod tests { fn f() { g(1); } }\n";
        assert!(code(source).is_empty(), "{:?}", code(source));
    }

    #[test]
    fn every_item_with_code_is_found() {
        let source = "mod a;\npub enum E { A, B }\nimpl E { fn f() {} }\npub use a::X;\nconst N: [u8; 2] = [1, 2];\n\
                      pub fn g() -> bool { true }\nmod inline { pub struct S; }\nstatic P: Q = Q { r: 1 };\n";
        let places: Vec<_> =
            code(source).iter().map(|line| line.split(" in ").next().unwrap().to_owned()).collect();
        assert_eq!(
            places,
            ["m:2: `enum`", "m:3: `impl`", "m:5: `const`", "m:6: `fn`", "m:7: `mod`", "m:8: `static`"]
        );
    }

    #[test]
    fn only_a_file_past_its_limit_is_found() {
        let lines = |count: usize| "x\n".repeat(count);
        assert!(too_long("src/a.rs", &lines(LONGEST_FILE)).is_none());
        assert!(too_long("src/a.rs", &lines(LONGEST_FILE + 1)).is_some());
        assert!(too_long("src/main.rs", &lines(LONGEST_MAIN)).is_none());
        assert!(too_long("src/main.rs", &lines(LONGEST_MAIN + 1)).is_some());
    }

    #[test]
    fn a_stray_name_is_found_and_an_ignored_one_is_not() {
        let names = ["src", ".ci", "LICENSE-MIT", "target", "notes.txt"].map(str::to_owned);
        let found: Vec<_> = strays(names.into_iter(), "/target\n").iter().map(ToString::to_string).collect();
        assert_eq!(found, ["notes.txt:1: does not belong in the project's folder"]);
    }
}
