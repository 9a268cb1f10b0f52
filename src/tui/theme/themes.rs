//! A theme: a style for every role, read from TOML.

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::style::{Modifier, Style};
use serde::Deserialize;
use thiserror::Error;

use super::{Depth, Rgb, Role, Symbols};
use crate::model::state::Status;

/// The themes in the binary: name and text.
pub const BUILT_IN: [(&str, &str); 5] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("colour-blind-safe", include_str!("../../../themes/colour-blind-safe.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

/// Why a theme can't be used.
#[derive(Debug, Error)]
pub enum ThemeError {
    /// No such theme.
    #[error("there is no theme `{name}`: use one of {known}, or the path of a theme file")]
    Unknown {
        /// The name.
        name: String,
        /// What there is.
        known: String,
    },
    /// The file can't be read.
    #[error("theme {path} can't be read: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        why: std::io::Error,
    },
    /// The text is no theme.
    #[error("theme {name}: {why}")]
    Malformed {
        /// Its name.
        name: String,
        /// Why.
        why: String,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    inherits: Option<String>,
    #[serde(default)]
    palette: BTreeMap<String, String>,
    #[serde(default)]
    role: BTreeMap<Role, Entry>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    with: Vec<With>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum With {
    Bold,
    Underlined,
    Reversed,
    Italic,
}

/// A role's colours before the terminal's depth is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    /// Of the letters.
    pub fg: Option<Rgb>,
    /// Of the ground.
    pub bg: Option<Rgb>,
    modifier: Modifier,
}

/// A style for every role, and the marks.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The marks and lines.
    pub symbols: Symbols,
    styles: Vec<Style>,
}

impl Theme {
    /// The theme called `name`, built in or the path of a file, for a terminal of that depth.
    pub fn load(name: &str, depth: Depth, symbols: Symbols) -> Result<Self, ThemeError> {
        let name = if depth == Depth::None { "mono" } else { name };
        let paints = paints(name)?;
        let styles = paints.iter().map(|paint| style(*paint, depth)).collect();
        Ok(Self { name: name.to_owned(), symbols, styles })
    }

    /// The style of `role`.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// The role in which a step's status is shown.
    pub const fn status(status: Status) -> Role {
        match status {
            Status::Passed => Role::Ok,
            Status::Running => Role::Active,
            Status::Look | Status::Waived | Status::Interrupted => Role::Warn,
            Status::Failed => Role::Bad,
            Status::Pending | Status::Skipped | Status::NotApplicable => Role::Muted,
        }
    }
}

fn style(paint: Paint, depth: Depth) -> Style {
    let mut style = Style::new().add_modifier(paint.modifier);
    style.fg = paint.fg.and_then(|rgb| depth.show(rgb));
    style.bg = paint.bg.and_then(|rgb| depth.show(rgb));
    style
}

/// What the theme `name` says of every role, in the roles' order.
pub fn paints(name: &str) -> Result<Vec<Paint>, ThemeError> {
    let malformed = |why: String| ThemeError::Malformed { name: name.to_owned(), why };
    let mut layers = vec![read(name)?];
    while let Some(parent) = layers.last().and_then(|text| text.inherits.clone()) {
        if layers.len() > BUILT_IN.len() {
            return Err(malformed("it inherits itself".to_owned()));
        }
        layers.push(read(&parent)?);
    }
    let (mut palette, mut roles) = (BTreeMap::new(), BTreeMap::new());
    for text in layers.into_iter().rev() {
        palette.extend(text.palette);
        roles.extend(text.role);
    }
    let color = |name: &Option<String>| -> Result<Option<Rgb>, ThemeError> {
        let Some(name) = name else { return Ok(None) };
        let hex = palette.get(name).unwrap_or(name);
        Rgb::parse(hex).map(Some).ok_or_else(|| {
            malformed(format!("`{name}` is neither in the palette nor a colour like `#1b2229`"))
        })
    };
    Role::ALL
        .iter()
        .map(|role| {
            let entry: Entry = roles.get(role).cloned().unwrap_or_default();
            let modifier = entry.with.iter().fold(Modifier::empty(), |sum, with| {
                sum | match with {
                    With::Bold => Modifier::BOLD,
                    With::Underlined => Modifier::UNDERLINED,
                    With::Reversed => Modifier::REVERSED,
                    With::Italic => Modifier::ITALIC,
                }
            });
            Ok(Paint { fg: color(&entry.fg)?, bg: color(&entry.bg)?, modifier })
        })
        .collect()
}

fn read(name: &str) -> Result<Text, ThemeError> {
    let text = match BUILT_IN.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => (*text).to_owned(),
        None if name.contains('/') || Path::new(name).extension().is_some_and(|e| e == "toml") => {
            std::fs::read_to_string(name)
                .map_err(|why| ThemeError::Unreadable { path: name.to_owned(), why })?
        }
        None => {
            let known = BUILT_IN.map(|(known, _)| known).join(", ");
            return Err(ThemeError::Unknown { name: name.to_owned(), known });
        }
    };
    toml::from_str(&text)
        .map_err(|why| ThemeError::Malformed { name: name.to_owned(), why: why.message().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_reads_well() {
        for (name, _) in BUILT_IN {
            let paints = paints(name).unwrap_or_else(|why| panic!("{why}"));
            let ground = paints[Role::Text as usize].bg;
            for (role, paint) in Role::ALL.iter().zip(&paints) {
                if name == "mono" {
                    assert_eq!((paint.fg, paint.bg), (None, None), "{name}: {role:?}");
                    continue;
                }
                let fg = paint.fg.or(paints[Role::Text as usize].fg).unwrap();
                let contrast = fg.contrast(paint.bg.or(ground).unwrap());
                let wanted = if role.is_text() { 4.5 } else { 3.0 };
                assert!(contrast >= wanted, "{name}: {role:?} has a contrast of {contrast:.2}");
            }
        }
    }

    #[test]
    fn high_contrast_is_high() {
        let paints = paints("high-contrast").unwrap();
        let text = paints[Role::Text as usize];
        assert!(text.fg.unwrap().contrast(text.bg.unwrap()) > 15.0);
    }

    #[test]
    fn no_colour_means_mono() {
        let theme = Theme::load("dark", Depth::None, Symbols::UNICODE).unwrap();
        assert_eq!(theme.name, "mono");
        assert!(Role::ALL.iter().all(|role| theme.style(*role).fg.is_none()));
        assert!(theme.style(Role::Alarm).add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn an_unknown_theme_is_told() {
        let error = Theme::load("solar", Depth::True, Symbols::UNICODE).unwrap_err().to_string();
        assert!(error.contains("high-contrast"), "{error}");
    }
}
