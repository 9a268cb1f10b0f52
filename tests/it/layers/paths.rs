//! Which names of the crate's root a source file reaches for.

use super::tokens::{Token, tokens};

/// One path that leads to the root of the crate, and the name that it takes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// One-based.
    pub line: usize,
    /// The first name below `crate`; `*` or `self` where the path takes the root itself.
    pub name: String,
}

/// Every `crate::…` and every `super::…` that climbs to the root, in `use` and elsewhere.
/// `home` is the module that the file is, without `crate`: `["exec", "shim"]`.
pub fn reaches(source: &str, home: &[String]) -> Vec<Reach> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut depth = home.len();
    let mut braces: Vec<bool> = Vec::new();
    for at in 0..tokens.len() {
        match text(&tokens, at) {
            "{" => {
                let opens_module = at >= 2 && text(&tokens, at - 2) == "mod";
                braces.push(opens_module);
                depth += usize::from(opens_module);
            }
            "}" => depth -= usize::from(braces.pop().unwrap_or(false)),
            "crate" | "super" | "self" if at == 0 || text(&tokens, at - 1) != "::" => {
                follow(&tokens, at, depth, &mut found);
            }
            _ => {}
        }
    }
    found
}

/// Follows the path at `at`, said in a module `depth` below the root, until it takes a name.
fn follow(tokens: &[Token], at: usize, depth: usize, found: &mut Vec<Reach>) {
    let next = text(tokens, at + 1);
    let below = match text(tokens, at) {
        "crate" => 0,
        "super" => depth.saturating_sub(1),
        "self" => depth,
        _ => return,
    };
    match next {
        "::" => take(tokens, at + 2, below, found),
        // `use crate as other;` gives the whole root a second name.
        "as" if below == 0 => found.push(Reach { line: tokens[at].line, name: "self".to_owned() }),
        _ => {}
    }
}

/// What stands behind a `::`: a name, a further `super`, or a group of those.
fn take(tokens: &[Token], at: usize, depth: usize, found: &mut Vec<Reach>) {
    match text(tokens, at) {
        "super" | "self" if text(tokens, at + 1) == "::" => follow(tokens, at, depth, found),
        "{" => members(tokens, at).into_iter().for_each(|member| take(tokens, member, depth, found)),
        "" => {}
        name if depth == 0 => found.push(Reach { line: tokens[at].line, name: name.to_owned() }),
        _ => {}
    }
}

/// Where each member of the group that opens at `open` begins.
fn members(tokens: &[Token], open: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut nested = 0_usize;
    let mut fresh = true;
    for at in open + 1..tokens.len() {
        match text(tokens, at) {
            "}" if nested == 0 => break,
            "," if nested == 0 => {
                fresh = true;
                continue;
            }
            _ => {}
        }
        if std::mem::take(&mut fresh) {
            starts.push(at);
        }
        match text(tokens, at) {
            "{" => nested += 1,
            "}" => nested -= 1,
            _ => {}
        }
    }
    starts
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::reaches;

    fn names(home: &str, source: &str) -> Vec<String> {
        let home: Vec<String> = home.split("::").map(str::to_owned).collect();
        reaches(source, &home).into_iter().map(|reach| format!("{}:{}", reach.line, reach.name)).collect()
    }

    #[test]
    fn imports_groups_and_bodies_are_seen() {
        let source = "use crate::model::Step;\nuse crate::{\n    exec::{shim::A, B},\n    checks as c,\n};\n\
                      fn f() {\n    crate::tui::draw();\n    use crate::cli;\n}\n";
        assert_eq!(names("a", source), ["1:model", "3:exec", "4:checks", "7:tui", "8:cli"]);
    }

    #[test]
    fn visibility_comments_and_strings_are_not_paths() {
        let source = "pub(crate) fn f() {} // crate::a\n/// [`crate::b`]\nconst C: &str = \"crate::c\";\n\
                      pub(super) struct S;";
        assert!(names("a", source).is_empty());
    }

    #[test]
    fn super_that_climbs_to_the_root_is_seen() {
        assert_eq!(names("exec", "use super::tui::App;"), ["1:tui"]);
        assert_eq!(names("exec::shim", "use super::super::cli;"), ["1:cli"]);
        assert_eq!(names("exec::shim", "use super::{super::cli, state};"), ["1:cli"]);
        assert_eq!(names("exec", "use self::super::{cli, tui};"), ["1:cli", "1:tui"]);
    }

    #[test]
    fn super_that_stays_at_home_is_not() {
        assert!(names("exec::shim", "use super::state::State;").is_empty());
        assert!(names("exec", "mod tests { use super::tui; fn f() { super::g(); } }").is_empty());
        assert_eq!(
            names("exec", "mod tests { fn f() { super::super::tui::g(); } }\nuse super::cli;").len(),
            2
        );
    }

    #[test]
    fn taking_the_root_itself_is_seen() {
        assert_eq!(names("a", "use crate::*;"), ["1:*"]);
        assert_eq!(names("a", "use crate as root;"), ["1:self"]);
        assert_eq!(names("a", "use crate::{self as root};"), ["1:self"]);
    }

    #[test]
    fn other_crates_are_left_alone() {
        assert!(names("a", "use std::process; use tokio::{net, time}; fn f(&self) { self.x }").is_empty());
    }
}
