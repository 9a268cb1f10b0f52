//! Colours: from hex, down to what the terminal can show, and how well two can be told apart.

use ratatui::style::Color;

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 24 bit.
    True,
    /// The 256 of xterm.
    Indexed,
    /// Sixteen.
    Sixteen,
    /// None: `NO_COLOR`, or a terminal that has none.
    None,
}

impl Depth {
    /// From the environment's `NO_COLOR`, `COLORTERM` and `TERM`.
    pub fn detect(var: impl Fn(&str) -> Option<String>) -> Self {
        if var("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            return Self::None;
        }
        let term = var("TERM").unwrap_or_default();
        if var("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit")
            || term.ends_with("-direct")
        {
            return Self::True;
        }
        match term.as_str() {
            "" | "dumb" | "vt100" | "vt220" => Self::None,
            "linux" | "ansi" | "xterm" | "screen" => Self::Sixteen,
            _ => Self::Indexed,
        }
    }

    /// `color` as this depth has it.
    pub fn show(self, color: Rgb) -> Option<Color> {
        let Rgb(r, g, b) = color;
        match self {
            Self::True => Some(Color::Rgb(r, g, b)),
            Self::Indexed => Some(Color::Indexed(nearest(color, 16..=255, indexed))),
            Self::Sixteen => Some(Color::Indexed(nearest(color, 0..=15, ansi))),
            Self::None => None,
        }
    }
}

/// A colour of 24 bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// From `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
        let at = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok();
        Some(Self(at(0)?, at(2)?, at(4)?))
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let c = f64::from(value) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }

    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn distance(self, other: Self) -> u32 {
        let d = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        2 * d(self.0, other.0) + 4 * d(self.1, other.1) + 3 * d(self.2, other.2)
    }
}

fn nearest(color: Rgb, among: std::ops::RangeInclusive<u8>, rgb: fn(u8) -> Rgb) -> u8 {
    among.min_by_key(|index| rgb(*index).distance(color)).unwrap_or(0)
}

fn indexed(index: u8) -> Rgb {
    let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    match index {
        0..16 => ansi(index),
        16..232 => {
            let i = index - 16;
            Rgb(level(i / 36), level(i / 6 % 6), level(i % 6))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            Rgb(grey, grey, grey)
        }
    }
}

fn ansi(index: u8) -> Rgb {
    let on = |bit: u8| index & bit != 0;
    match index {
        7 => Rgb(229, 229, 229),
        8 => Rgb(127, 127, 127),
        0..8 => {
            let level = |bit| if on(bit) { 205 } else { 0 };
            Rgb(level(1), level(2), level(4))
        }
        _ => {
            let level = |bit| if on(bit) { 255 } else { 0 };
            Rgb(level(1), level(2), level(4))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_twenty_one() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 0.01);
        assert!((Rgb(9, 9, 9).contrast(Rgb(9, 9, 9)) - 1.0).abs() < 0.01);
    }

    #[test]
    fn fewer_colours_keep_the_hue() {
        let red = Rgb::parse("#ff0000").unwrap();
        assert_eq!(Depth::Indexed.show(red), Some(Color::Indexed(196)));
        assert_eq!(Depth::Sixteen.show(red), Some(Color::Indexed(9)));
        assert_eq!(Depth::None.show(red), None);
    }

    #[test]
    fn the_environment_says_the_depth() {
        let with = |pairs: &'static [(&str, &str)]| {
            Depth::detect(move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(with(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]), Depth::None);
        assert_eq!(with(&[("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(with(&[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(with(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(with(&[("TERM", "dumb")]), Depth::None);
    }
}
