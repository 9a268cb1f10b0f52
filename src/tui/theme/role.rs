//! What a style is for.

use serde::Deserialize;

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a style is for; a theme gives each its colours.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Role { $($(#[$doc])* $name,)* }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

roles! {
    /// Everything that has no role of its own, and the screen's ground.
    Text,
    /// Said by the way.
    Muted,
    /// Stands out.
    Strong,
    /// A pane's or a dialog's title.
    Title,
    /// A group's heading inside a pane.
    Heading,
    /// Lines between panes.
    Border,
    /// The lines of the pane that has the keys.
    Focus,
    /// The row under the cursor, in the pane that has the keys.
    Selected,
    /// The row under the cursor, elsewhere.
    Marked,
    /// As it should be.
    Ok,
    /// To be looked at.
    Warn,
    /// Wrong.
    Bad,
    /// Under way.
    Active,
    /// A key in the footer.
    Key,
    /// The top line.
    Header,
    /// The top line and the banners when something is grave.
    Alarm,
    /// The frame while a rollback plan is under way.
    Danger,
    /// A label in the top line: REHEARSAL, OBSERVER.
    Label,
    /// A command's text.
    Code,
    /// Line numbers.
    Number,
    /// What a command wrote to stderr.
    Stderr,
    /// A chart's bars.
    Chart,
    /// A chart's threshold.
    Threshold,
    /// A field for typing.
    Input,
    /// What a search found.
    Found,
}

impl Role {
    /// Whether it is read, and so needs the contrast of text.
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Border | Self::Focus | Self::Danger)
    }
}
