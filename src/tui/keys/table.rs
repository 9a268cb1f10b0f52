//! The keys: one table a layer. Footer, help and palette are made from these and from nothing else.

use ratatui::crossterm::event::KeyCode;

use super::{Action, Key};

/// Which table is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Steps, detail, output.
    Main,
    /// Typing a search.
    Search,
    /// A step's terminal takes every key but one.
    Terminal,
    /// A dialog with fields.
    Dialog,
    /// A list to pick from.
    Menu,
    /// A page to read.
    Page,
    /// The metrics on the whole screen.
    Metrics,
    /// Followed logs on the whole screen.
    Logs,
    /// The home screen.
    Home,
}

/// What some keys mean in a layer.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys; the first is shown.
    pub keys: &'static [Key],
    /// What they mean.
    pub action: Action,
    /// The footer's word.
    pub word: &'static str,
    /// The help's line.
    pub help: &'static str,
    /// The place in the footer, from 1; 0 where it is not shown there.
    pub rank: u8,
}

const fn bind(
    keys: &'static [Key],
    action: Action,
    word: &'static str,
    rank: u8,
    help: &'static str,
) -> Binding {
    Binding { keys, action, word, help, rank }
}

const UP: &[Key] = &[Key::of(KeyCode::Up), Key::ch('k')];
const DOWN: &[Key] = &[Key::of(KeyCode::Down), Key::ch('j')];
const PAGE_UP: &[Key] = &[Key::of(KeyCode::PageUp), Key::ctrl('b')];
const PAGE_DOWN: &[Key] = &[Key::of(KeyCode::PageDown), Key::ctrl('f')];
const ENTER: &[Key] = &[Key::of(KeyCode::Enter)];
const ESC: &[Key] = &[Key::of(KeyCode::Esc)];

const MAIN: &[Binding] = &[
    bind(ENTER, Action::Go, "run", 1, "do what the step needs next: choose, run, answer, mark done, sign"),
    bind(
        &[Key::ch('R')],
        Action::Rollback,
        "rollback",
        2,
        "start the offered rollback plan, or list the plans",
    ),
    bind(&[Key::ch('D')], Action::Decline, "decline", 3, "decline the offered plan, with a reason"),
    bind(&[Key::ch('g')], Action::Acknowledge, "guard seen", 4, "acknowledge a firing guard"),
    bind(
        &[Key::ch('K'), Key::ctrl('k')],
        Action::Cancel,
        "cancel",
        5,
        "stop the running command, checks or watch",
    ),
    bind(&[Key::ch('s')], Action::Sign, "sign off", 6, "sign the step off, or say GO or NO-GO at a gate"),
    bind(&[Key::ch('r')], Action::Rerun, "rerun", 7, "begin the step again from its command"),
    bind(
        &[Key::ch('A')],
        Action::RunAll,
        "run all",
        7,
        "run all of a free phase that runs by itself: checks side by side, commands one after the other",
    ),
    bind(&[Key::ch('f')], Action::Fail, "fail", 8, "call the step failed, with a reason"),
    bind(&[Key::ch('x')], Action::Skip, "skip", 9, "leave the step out, with a reason"),
    bind(
        &[Key::ch('w')],
        Action::Waive,
        "waive",
        10,
        "accept the step though it did not pass, with a reason",
    ),
    bind(&[Key::ch('v')], Action::Variant, "variant", 11, "choose another variant of the step"),
    bind(&[Key::ch('n')], Action::Note, "note", 12, "write a note on the step"),
    bind(
        &[Key::ch('t')],
        Action::Troubleshoot,
        "troubleshoot",
        13,
        "known troubles: symptoms, diagnosis, causes, resolution",
    ),
    bind(&[Key::ch('c')], Action::Contacts, "contacts", 14, "contacts, escalation, channels, vendors, links"),
    bind(
        &[Key::ch('i')],
        Action::Incident,
        "incident",
        13,
        "declare an incident; acknowledge or resolve an open one; its procedure",
    ),
    bind(&[Key::ch('C')], Action::Times, "clocks", 0, "incidents, clocks, due phases, maintenance windows"),
    bind(
        &[Key::ch('d'), Key::ctrl('c')],
        Action::Detach,
        "detach",
        15,
        "leave; the run and its commands go on",
    ),
    bind(&[Key::ch('e')], Action::EndRun, "end run", 16, "end the run: GO, NO-GO or rolled back"),
    bind(&[Key::ch('T')], Action::TakeOver, "take over", 4, "take the driver's seat"),
    bind(&[Key::ch('?')], Action::Help, "help", 20, "every key"),
    bind(&[Key::ch(':')], Action::Palette, "all", 19, "find an action by its name"),
    bind(&[Key::ch('/')], Action::Search, "search", 18, "search the steps by title, id and text"),
    bind(&[Key::of(KeyCode::Tab)], Action::Next, "pane", 17, "next pane"),
    bind(&[Key::of(KeyCode::BackTab)], Action::Previous, "", 0, "pane before"),
    bind(&[Key::ch('m')], Action::Metrics, "metrics", 0, "metrics on the whole screen"),
    bind(&[Key::ch('L')], Action::Logs, "logs", 0, "followed logs on the whole screen"),
    bind(&[Key::ch('o')], Action::Output, "output", 0, "to the output pane, and back"),
    bind(
        &[Key::ch('z')],
        Action::Zoom,
        "zoom",
        0,
        "the pane that has the keys on the whole screen, and back",
    ),
    bind(&[Key::ch('[')], Action::Older, "", 0, "output of the attempt before"),
    bind(&[Key::ch(']')], Action::Newer, "", 0, "output of the next attempt"),
    bind(&[Key::ch('F')], Action::Follow, "follow", 0, "follow the output, or stop following"),
    bind(&[Key::ch('.')], Action::Current, "current", 0, "go to the step that is up"),
    bind(&[Key::ch('N')], Action::RunNote, "run note", 0, "write a note on the whole run"),
    bind(
        &[Key::ch('M')],
        Action::Mouse,
        "mouse",
        0,
        "mouse on or off (off: the terminal selects text itself)",
    ),
    bind(&[Key::ctrl('l')], Action::Redraw, "redraw", 0, "draw the screen anew"),
    bind(UP, Action::Up, "", 0, "up"),
    bind(DOWN, Action::Down, "", 0, "down"),
    bind(PAGE_UP, Action::PageUp, "", 0, "page up"),
    bind(PAGE_DOWN, Action::PageDown, "", 0, "page down"),
    bind(&[Key::of(KeyCode::Home)], Action::Home, "", 0, "to the beginning"),
    bind(&[Key::of(KeyCode::End), Key::ch('G')], Action::End, "", 0, "to the end (in the output: follow)"),
    bind(
        &[Key::of(KeyCode::Left), Key::ch('h')],
        Action::Left,
        "",
        0,
        "close the group; in the output: to the left",
    ),
    bind(
        &[Key::of(KeyCode::Right), Key::ch('l')],
        Action::Right,
        "",
        0,
        "open the group; in the output: to the right, where lines are long",
    ),
    bind(&[Key::ch(' ')], Action::Toggle, "", 0, "open or close the group"),
    bind(ESC, Action::Back, "", 0, "back to the steps"),
];

const SEARCH: &[Binding] = &[
    bind(ENTER, Action::Accept, "go there", 1, "go to the step"),
    bind(&[Key::of(KeyCode::Down), Key::ctrl('n')], Action::Down, "next", 2, "next match"),
    bind(&[Key::of(KeyCode::Up), Key::ctrl('p')], Action::Up, "previous", 3, "match before"),
    bind(&[Key::of(KeyCode::Esc), Key::ctrl('c')], Action::Back, "back", 4, "back to where it began"),
];

const TERMINAL: &[Binding] = &[bind(
    &[Key::ctrl(']')],
    Action::Release,
    "leave the terminal (every other key goes to the command)",
    1,
    "give the keys back to gonogo",
)];

const DIALOG: &[Binding] = &[
    bind(ENTER, Action::Accept, "send", 1, "send"),
    bind(&[Key::of(KeyCode::Tab), Key::of(KeyCode::Down)], Action::Next, "next field", 2, "next field"),
    bind(&[Key::of(KeyCode::BackTab), Key::of(KeyCode::Up)], Action::Previous, "", 0, "field before"),
    bind(&[Key::of(KeyCode::Left)], Action::Left, "", 0, "choice before"),
    bind(&[Key::of(KeyCode::Right)], Action::Right, "", 0, "next choice"),
    bind(
        &[Key::ctrl('j'), Key { code: KeyCode::Enter, ctrl: false, alt: true }],
        Action::Newline,
        "new line",
        3,
        "new line in a text",
    ),
    bind(&[Key::of(KeyCode::PageUp)], Action::PageUp, "", 0, "scroll up"),
    bind(&[Key::of(KeyCode::PageDown)], Action::PageDown, "", 0, "scroll down"),
    bind(&[Key::of(KeyCode::Esc), Key::ctrl('c')], Action::Back, "back", 5, "back; nothing is sent"),
];

const MENU: &[Binding] = &[
    bind(ENTER, Action::Accept, "take", 1, "take the marked line"),
    bind(&[Key::of(KeyCode::Up)], Action::Up, "", 0, "up"),
    bind(&[Key::of(KeyCode::Down)], Action::Down, "next", 2, "down"),
    bind(&[Key::of(KeyCode::PageUp)], Action::PageUp, "", 0, "page up"),
    bind(&[Key::of(KeyCode::PageDown)], Action::PageDown, "", 0, "page down"),
    bind(&[Key::of(KeyCode::Esc), Key::ctrl('c')], Action::Back, "back", 3, "back"),
];

const PAGE: &[Binding] = &[
    bind(ENTER, Action::Accept, "take", 1, "go to the marked step"),
    bind(UP, Action::Up, "up", 2, "up"),
    bind(DOWN, Action::Down, "down", 3, "down"),
    bind(PAGE_UP, Action::PageUp, "", 0, "page up"),
    bind(
        &[Key::of(KeyCode::PageDown), Key::ctrl('f'), Key::ch(' ')],
        Action::PageDown,
        "page",
        4,
        "page down",
    ),
    bind(&[Key::of(KeyCode::Home)], Action::Home, "", 0, "to the beginning"),
    bind(&[Key::of(KeyCode::End), Key::ch('G')], Action::End, "", 0, "to the end"),
    bind(
        &[Key::ch('y')],
        Action::Copy,
        "copy",
        6,
        "copy the marked contact or link to the terminal's clipboard (OSC 52)",
    ),
    bind(&[Key::of(KeyCode::Esc), Key::ch('q'), Key::ctrl('c')], Action::Back, "back", 5, "back"),
];

const METRICS: &[Binding] = &[
    bind(UP, Action::Up, "metric", 1, "the metric before"),
    bind(DOWN, Action::Down, "", 0, "the next metric"),
    bind(
        &[Key::of(KeyCode::Left), Key::ch('h')],
        Action::Left,
        "earlier",
        2,
        "the cursor to an earlier time",
    ),
    bind(&[Key::of(KeyCode::Right), Key::ch('l')], Action::Right, "later", 3, "the cursor to a later time"),
    bind(PAGE_UP, Action::PageUp, "", 0, "much earlier"),
    bind(PAGE_DOWN, Action::PageDown, "", 0, "much later"),
    bind(&[Key::of(KeyCode::Home)], Action::Home, "", 0, "to the first sample"),
    bind(&[Key::of(KeyCode::End), Key::ch('G')], Action::End, "now", 4, "follow now again"),
    bind(&[Key::ch('-')], Action::ZoomOut, "more time", 5, "more time in the chart"),
    bind(&[Key::ch('+'), Key::ch('=')], Action::ZoomIn, "less time", 6, "less time in the chart"),
    bind(
        &[Key::of(KeyCode::Esc), Key::ch('q'), Key::ch('m'), Key::ctrl('c')],
        Action::Back,
        "back",
        7,
        "back",
    ),
];

const LOGS: &[Binding] = &[
    bind(UP, Action::Up, "up", 1, "up"),
    bind(DOWN, Action::Down, "down", 2, "down"),
    bind(PAGE_UP, Action::PageUp, "", 0, "page up"),
    bind(PAGE_DOWN, Action::PageDown, "", 0, "page down"),
    bind(&[Key::of(KeyCode::Home)], Action::Home, "", 0, "to the first line that is kept"),
    bind(&[Key::of(KeyCode::End), Key::ch('G'), Key::ch('F')], Action::End, "follow", 3, "follow the end"),
    bind(&[Key::of(KeyCode::Tab)], Action::Next, "next log", 4, "the next log"),
    bind(&[Key::of(KeyCode::BackTab)], Action::Previous, "", 0, "the log before"),
    bind(&[Key::of(KeyCode::Left), Key::ch('h')], Action::Left, "", 0, "to the left"),
    bind(
        &[Key::of(KeyCode::Right), Key::ch('l')],
        Action::Right,
        "long lines",
        5,
        "to the right, where lines are long",
    ),
    bind(
        &[Key::of(KeyCode::Esc), Key::ch('q'), Key::ch('L'), Key::ctrl('c')],
        Action::Back,
        "back",
        6,
        "back",
    ),
];

const HOME: &[Binding] = &[
    bind(
        ENTER,
        Action::Go,
        "start or attach",
        1,
        "start the runbook, attach to the run, export an ended one",
    ),
    bind(
        &[Key::ch('r')],
        Action::Rehearse,
        "rehearse",
        2,
        "start a rehearsal of the runbook: nothing of it is real",
    ),
    bind(&[Key::ch('o')], Action::Observe, "observe", 3, "join the run and only watch"),
    bind(&[Key::ch('x')], Action::Export, "export", 4, "write the run's print copy"),
    bind(&[Key::of(KeyCode::Tab)], Action::Next, "next list", 5, "next list"),
    bind(&[Key::of(KeyCode::BackTab)], Action::Previous, "", 0, "list before"),
    bind(UP, Action::Up, "", 0, "up"),
    bind(DOWN, Action::Down, "", 0, "down"),
    bind(PAGE_UP, Action::PageUp, "", 0, "page up"),
    bind(PAGE_DOWN, Action::PageDown, "", 0, "page down"),
    bind(&[Key::of(KeyCode::Home)], Action::Home, "", 0, "to the beginning"),
    bind(&[Key::of(KeyCode::End), Key::ch('G')], Action::End, "", 0, "to the end"),
    bind(&[Key::ch('q'), Key::of(KeyCode::Esc), Key::ctrl('c')], Action::Back, "quit", 6, "quit"),
];

impl Layer {
    /// Every layer.
    pub const ALL: [Self; 9] = [
        Self::Main,
        Self::Search,
        Self::Terminal,
        Self::Dialog,
        Self::Menu,
        Self::Page,
        Self::Metrics,
        Self::Logs,
        Self::Home,
    ];

    /// Its table.
    pub const fn table(self) -> &'static [Binding] {
        match self {
            Self::Main => MAIN,
            Self::Search => SEARCH,
            Self::Terminal => TERMINAL,
            Self::Dialog => DIALOG,
            Self::Menu => MENU,
            Self::Page => PAGE,
            Self::Metrics => METRICS,
            Self::Logs => LOGS,
            Self::Home => HOME,
        }
    }

    /// Its name, for the help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Main => "Steps, detail, output",
            Self::Search => "Search",
            Self::Terminal => "A step's terminal",
            Self::Dialog => "Dialogs",
            Self::Menu => "Lists",
            Self::Page => "Pages",
            Self::Metrics => "Metrics on the whole screen",
            Self::Logs => "Logs on the whole screen",
            Self::Home => "Home",
        }
    }

    /// What `key` means here.
    pub fn action(self, key: Key) -> Option<Action> {
        self.table().iter().find(|binding| binding.keys.contains(&key)).map(|binding| binding.action)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_means_two_things_in_a_layer() {
        for layer in Layer::ALL {
            let mut seen = HashSet::new();
            for key in layer.table().iter().flat_map(|binding| binding.keys) {
                assert!(seen.insert(*key), "{layer:?}: {key}");
            }
        }
    }

    #[test]
    fn every_action_says_what_it_does() {
        for binding in Layer::ALL.into_iter().flat_map(Layer::table) {
            assert!(!binding.help.is_empty() && !binding.keys.is_empty(), "{:?}", binding.action);
            assert!(binding.rank == 0 || !binding.word.is_empty(), "{:?}", binding.action);
        }
    }
}
