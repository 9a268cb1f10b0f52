//! One field of a dialog.

use ratatui_textarea::{TextArea, WrapMode};
use regex::Regex;

use crate::tui::safe;

/// What a field's value must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// May be empty.
    pub optional: bool,
    /// Exactly this.
    pub exactly: Option<String>,
    /// The whole value matches this regular expression.
    pub pattern: Option<String>,
    /// Hidden while it is typed.
    pub secret: bool,
    /// More than one line.
    pub lines: bool,
}

/// What is typed or chosen.
#[derive(Clone, Debug)]
pub enum Value {
    /// Typed.
    Text(Box<TextArea<'static>>),
    /// One of several: value and what is shown for it.
    Choice {
        /// The options.
        options: Vec<(String, String)>,
        /// Which.
        at: usize,
    },
}

/// One field of a dialog.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name under which its value is given back.
    pub name: String,
    /// The question.
    pub label: String,
    /// What it is for.
    pub about: Option<String>,
    /// What is typed or chosen.
    pub value: Value,
    /// What the value must be.
    pub rule: Rule,
    /// Why it can't be that.
    pub error: Option<String>,
}

impl Field {
    /// A field to type in, filled with `text`.
    pub fn text(name: &str, label: &str, text: &str, rule: Rule) -> Self {
        let lines = if rule.lines { safe::lines(text) } else { vec![safe::line(text).into_owned()] };
        let mut area = TextArea::new(lines);
        area.set_wrap_mode(if rule.lines { WrapMode::WordOrGlyph } else { WrapMode::None });
        if rule.secret {
            area.set_mask_char('*');
            area.set_max_histories(0);
        }
        area.move_cursor(ratatui_textarea::CursorMove::Bottom);
        area.move_cursor(ratatui_textarea::CursorMove::End);
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            about: None,
            value: Value::Text(Box::new(area)),
            rule,
            error: None,
        }
    }

    /// A field to choose in: `(value, shown)`.
    pub fn choice(name: &str, label: &str, options: Vec<(String, String)>, at: usize) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            about: None,
            value: Value::Choice { options, at },
            rule: Rule::default(),
            error: None,
        }
    }

    /// The same with a word on what it is for.
    #[must_use]
    pub fn about(mut self, about: Option<String>) -> Self {
        self.about = about;
        self
    }

    /// Its value.
    pub fn get(&self) -> String {
        match &self.value {
            Value::Text(area) => area.lines().join("\n").trim().to_owned(),
            Value::Choice { options, at } => {
                options.get(*at).map(|(value, _)| value.clone()).unwrap_or_default()
            }
        }
    }

    /// Puts pasted or typed `text` in, made fit for the screen.
    pub fn insert(&mut self, text: &str) {
        self.error = None;
        if let Value::Text(area) = &mut self.value {
            let text =
                if self.rule.lines { safe::lines(text).join("\n") } else { safe::line(text).into_owned() };
            area.insert_str(text);
        }
    }

    /// Takes the choice that lies `by` further.
    pub fn turn(&mut self, forward: bool) {
        if let Value::Choice { options, at } = &mut self.value
            && !options.is_empty()
        {
            *at = if forward { (*at + 1) % options.len() } else { (*at + options.len() - 1) % options.len() };
        }
    }

    /// Whether the value will do; says why where it won't.
    pub fn check(&mut self) -> bool {
        let value = self.get();
        let rule = &self.rule;
        self.error = if let Some(exactly) = &rule.exactly {
            (value != *exactly).then(|| format!("type `{exactly}` exactly as it stands here"))
        } else if value.is_empty() {
            (!rule.optional).then(|| "this can't be empty".to_owned())
        } else {
            let whole =
                rule.pattern.as_ref().and_then(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok());
            whole
                .filter(|whole| !whole.is_match(&value))
                .map(|_| format!("this must look like `{}`", rule.pattern.as_deref().unwrap_or_default()))
        };
        self.error.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_held_against_its_rule() {
        let pattern = Rule { pattern: Some("[0-9a-f]{7}".to_owned()), ..Rule::default() };
        let mut field = Field::text("version", "Version", "4f2c1ab", pattern);
        assert!(field.check());
        field.insert("x");
        assert!(!field.check());
        assert_eq!(field.error.as_deref(), Some("this must look like `[0-9a-f]{7}`"));
        let mut empty = Field::text("reason", "Reason", "", Rule::default());
        assert!(!empty.check());
        let exactly = Rule { exactly: Some("deploy".to_owned()), ..Rule::default() };
        assert!(!Field::text("c", "", "Deploy", exactly.clone()).check());
        assert!(Field::text("c", "", "deploy", exactly).check());
    }

    #[test]
    fn a_paste_is_made_fit() {
        let mut field = Field::text("a", "", "", Rule::default());
        field.insert("x\u{1b}[31m\ny\u{202e}");
        assert_eq!(field.get(), "x y");
    }

    #[test]
    fn choices_go_round() {
        let both = vec![("yes".to_owned(), "yes".to_owned()), ("no".to_owned(), "no".to_owned())];
        let mut field = Field::choice("a", "", both, 0);
        field.turn(false);
        assert_eq!(field.get(), "no");
        field.turn(true);
        assert_eq!(field.get(), "yes");
    }
}
