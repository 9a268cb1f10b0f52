//! Marks and lines, in Unicode and in ASCII.

use ratatui::symbols::border;

use crate::model::state::Status;

/// Marks and lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbols {
    /// Lines between panes.
    pub border: border::Set<'static>,
    /// Lines of a dialog, and of the frame while a rollback plan is under way.
    pub heavy: border::Set<'static>,
    /// The ⏎ key.
    pub enter: &'static str,
    /// Between two facts.
    pub dot: &'static str,
    /// A group that is open, and one that is closed.
    pub open: &'static str,
    /// A closed group.
    pub closed: &'static str,
    /// Levels of a chart, lowest first.
    pub levels: &'static [char],
    /// A bullet.
    pub bullet: &'static str,
    /// A line.
    pub rule: &'static str,
    /// Goes on from the line above.
    pub wrap: &'static str,
    /// A threshold in a chart.
    pub threshold: &'static str,
    /// Where a chart has no data.
    pub gap: char,
    /// A chart's cursor, the mark below it, and a time on its axis.
    pub cursor: char,
    /// The mark below the cursor.
    pub pointer: char,
    /// A time on the axis.
    pub tick: char,
    /// A metric that rises, falls, stays.
    pub rising: &'static str,
    /// One that falls.
    pub falling: &'static str,
    /// One that stays.
    pub steady: &'static str,
    /// Something under way.
    pub busy: &'static str,
    /// Passed, failed.
    pub yes: &'static str,
    /// Failed.
    pub no: &'static str,
    ascii: bool,
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

const ASCII_HEAVY: border::Set<'static> = border::Set {
    top_left: "#",
    top_right: "#",
    bottom_left: "#",
    bottom_right: "#",
    vertical_left: "#",
    vertical_right: "#",
    horizontal_top: "=",
    horizontal_bottom: "=",
};

impl Symbols {
    /// For a UTF-8 terminal.
    pub const UNICODE: Self = Self {
        border: border::PLAIN,
        heavy: border::THICK,
        enter: "⏎",
        dot: " · ",
        open: "▾",
        closed: "▸",
        levels: &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
        bullet: "•",
        rule: "─",
        wrap: "↪",
        threshold: "┄",
        gap: '×',
        cursor: '│',
        pointer: '▲',
        tick: '┬',
        rising: "↑",
        falling: "↓",
        steady: "→",
        busy: "…",
        yes: "✓",
        no: "✗",
        ascii: false,
    };

    /// For any other.
    pub const ASCII: Self = Self {
        border: ASCII_BORDER,
        heavy: ASCII_HEAVY,
        enter: "Enter",
        dot: " | ",
        open: "v",
        closed: ">",
        levels: &['_', '.', ':', '-', '=', '+', '*', '#'],
        bullet: "*",
        rule: "-",
        wrap: "\\",
        threshold: "-",
        gap: 'x',
        cursor: '|',
        pointer: '^',
        tick: '+',
        rising: "/",
        falling: "\\",
        steady: "=",
        busy: "..",
        yes: "+",
        no: "X",
        ascii: true,
    };

    /// Whether the locale that `var` tells of writes UTF-8.
    pub fn detect(var: impl Fn(&str) -> Option<String>) -> Self {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| var(name).filter(|value| !value.is_empty()))
            .unwrap_or_default()
            .to_ascii_lowercase();
        if locale.contains("utf-8") || locale.contains("utf8") { Self::UNICODE } else { Self::ASCII }
    }

    /// Whether only ASCII may be drawn.
    pub const fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// The mark of a step in that status.
    pub const fn status(&self, status: Status) -> &'static str {
        match (status, self.ascii) {
            (Status::Pending, false) => "·",
            (Status::Pending, true) => ".",
            (Status::Running, false) => "▶",
            (Status::Running, true) => ">",
            (Status::Passed, false) => "✓",
            (Status::Passed, true) => "+",
            (Status::Look, _) => "!",
            (Status::Failed, false) => "✗",
            (Status::Failed, true) => "X",
            (Status::Interrupted, _) => "?",
            (Status::Skipped, _) => "~",
            (Status::Waived, _) => "w",
            (Status::NotApplicable, _) => "-",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides() {
        let with = |value: &'static str| Symbols::detect(move |n| (n == "LANG").then(|| value.to_owned()));
        assert!(!with("de_CH.UTF-8").is_ascii());
        assert!(with("C").is_ascii());
    }
}
