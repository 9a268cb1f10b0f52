//! The table of layers, lowest first. An import may only point down it.

/// Each row is one layer; folders of one row are siblings and do not import one another, unless
/// [`EXCEPTIONS`] says so.
pub const LAYERS: [(&str, &[&str]); 8] = [
    ("model", &["model"]),
    ("file", &["runbook"]),
    ("store", &["journal"]),
    ("reach", &["kubernetes"]),
    ("work", &["exec", "checks", "metrics", "sign", "export", "rehearsal"]),
    ("conductor", &["conductor"]),
    ("session", &["session"]),
    ("faces", &["cli", "tui"]),
];

/// Between siblings: the command line opens the screen, and the rehearsal's Prometheus evaluates queries.
const EXCEPTIONS: [(&str, &str); 2] = [("cli", "tui"), ("rehearsal", "metrics")];

/// Below it, and yet out of reach: the screen sees a run only through the session.
const FORBIDDEN: [(&str, &str); 2] = [("tui", "conductor"), ("tui", "journal")];

/// The height of a folder in the table; nothing for a folder that is not in it.
pub fn height(folder: &str) -> Option<usize> {
    LAYERS.iter().position(|(_, folders)| folders.contains(&folder))
}

/// Why `from` may not import `to`; nothing when it may.
pub fn objection(from: &str, to: &str) -> Option<String> {
    let (Some(here), Some(there)) = (height(from), height(to)) else {
        let unknown = if height(from).is_none() { from } else { to };
        return Some(format!("`{unknown}` is no layer"));
    };
    if from == to || EXCEPTIONS.contains(&(from, to)) {
        return None;
    }
    if FORBIDDEN.contains(&(from, to)) {
        return Some(format!("`{from}` may not import `{to}`: it sees a run only through `session`"));
    }
    match here.cmp(&there) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => {
            Some(format!("`{from}` may not import `{to}`: siblings in the {} layer", LAYERS[here].0))
        }
        std::cmp::Ordering::Less => Some(format!("`{from}` may not import `{to}`: it lies above")),
    }
}

#[cfg(test)]
mod tests {
    use super::{LAYERS, objection};

    #[test]
    fn every_import_that_points_up_is_refused() {
        for (low, (_, below)) in LAYERS.iter().enumerate() {
            for (_, above) in &LAYERS[low + 1..] {
                for from in *below {
                    for to in *above {
                        assert!(objection(from, to).is_some(), "{from} -> {to}");
                    }
                }
            }
        }
    }

    #[test]
    fn down_is_allowed_and_so_is_home() {
        for (from, to) in [
            ("runbook", "model"),
            ("exec", "journal"),
            ("conductor", "sign"),
            ("session", "conductor"),
            ("cli", "conductor"),
            ("tui", "session"),
            ("tui", "model"),
            ("checks", "checks"),
        ] {
            assert_eq!(objection(from, to), None);
        }
    }

    #[test]
    fn siblings_do_not_see_one_another() {
        assert!(objection("checks", "exec").is_some_and(|why| why.contains("siblings")));
        assert!(objection("exec", "checks").is_some());
    }

    #[test]
    fn the_screen_is_opened_by_the_command_line_and_sees_only_the_session() {
        assert_eq!(objection("cli", "tui"), None);
        for above in ["cli", "conductor", "journal"] {
            assert!(objection("tui", above).is_some(), "{above}");
        }
    }

    #[test]
    fn a_folder_outside_the_table_is_refused() {
        assert_eq!(objection("utils", "model").as_deref(), Some("`utils` is no layer"));
        assert_eq!(objection("cli", "utils").as_deref(), Some("`utils` is no layer"));
    }
}
