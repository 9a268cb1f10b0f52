//! A form before a run: the inputs that are missing.

use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::crossterm::event::{Event, KeyEventKind};
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

use super::app::{Dialog, Field, Purpose, Rule};
use super::keys::{Key, Layer};
use super::scene::{self, Scene};
use super::theme::{Role, Theme};
use super::update::edit::{Edited, edit};
use super::{TuiError, TuiOptions, view};
use crate::model::ids::InputName;
use crate::model::runbook::{Input, InputDefault};

/// One thing to ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormField {
    /// The name under which the value is given back.
    pub name: String,
    /// The question; the name where there is none.
    pub ask: Option<String>,
    /// What the value is for.
    pub about: Option<String>,
    /// What to offer.
    pub default: Option<String>,
    /// The values to choose from; empty: any text.
    pub choices: Vec<String>,
    /// A regular expression that the whole value must match.
    pub pattern: Option<String>,
    /// Hidden while it is typed.
    pub secret: bool,
    /// May be empty.
    pub optional: bool,
}

impl FormField {
    /// The field for an input of a runbook; `default` is what its `default.run` printed, where it has one.
    pub fn of(name: &InputName, input: &Input, default: Option<String>) -> Self {
        let written = match &input.default {
            Some(InputDefault::Value(value)) => Some(value.clone()),
            _ => None,
        };
        Self {
            name: name.to_string(),
            ask: input.ask.clone(),
            about: input.about.clone(),
            default: default.or(written),
            choices: input.choices.clone(),
            pattern: input.pattern.clone(),
            secret: input.secret,
            optional: input.optional,
        }
    }

    fn field(&self) -> Field {
        let label = self.ask.as_deref().unwrap_or(&self.name);
        let offered = self.default.as_deref().unwrap_or_default();
        let field = if self.choices.is_empty() {
            let rule = Rule {
                optional: self.optional,
                pattern: self.pattern.clone(),
                secret: self.secret,
                ..Rule::default()
            };
            Field::text(&self.name, label, offered, rule)
        } else {
            let at = self.choices.iter().position(|choice| choice == offered).unwrap_or(0);
            let options = self.choices.iter().map(|choice| (choice.clone(), choice.clone())).collect();
            Field::choice(&self.name, label, options, at)
        };
        field.about(self.about.clone())
    }
}

/// Asks for `fields` on a screen of its own; the values by name, or `None` where the person goes back.
pub async fn form(
    title: &str,
    fields: &[FormField],
    options: &TuiOptions,
) -> Result<Option<BTreeMap<String, String>>, TuiError> {
    if fields.is_empty() {
        return Ok(Some(BTreeMap::new()));
    }
    let mut form = Form::new(title, fields);
    match scene::show(&mut form, &options.theme).await? {
        Some(Filled::Sent(values)) => Ok(Some(values)),
        Some(Filled::Back) | None => Ok(None),
    }
}

/// How a form is left.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Filled {
    Sent(BTreeMap<String, String>),
    Back,
}

struct Form {
    dialog: Dialog,
}

impl Form {
    fn new(title: &str, fields: &[FormField]) -> Self {
        let mut dialog = Dialog::new(title, "go on", Purpose::Form);
        dialog.fields = fields.iter().map(FormField::field).collect();
        Self { dialog }
    }

    fn values(&self) -> BTreeMap<String, String> {
        self.dialog.fields.iter().map(|field| (field.name.clone(), field.get())).collect()
    }
}

impl Scene for Form {
    type Out = Filled;

    fn render(&self, frame: &mut Frame<'_>, theme: &Theme) {
        let all = frame.area();
        frame.render_widget(Block::new().style(theme.style(Role::Text)), all);
        if all.height < 8 || all.width < 30 {
            view::small::render(frame, all, theme);
            return;
        }
        let room = Rect { height: all.height - 1, ..all };
        view::render_dialog(frame, room, &self.dialog, theme);
        let foot = Rect { y: all.height - 1, height: 1, ..all };
        let mut spans = vec![ratatui::text::Span::raw(" ")];
        for (key, word) in
            [(theme.symbols.enter, "go on"), ("Tab", "next field"), ("Esc", "back; nothing starts")]
        {
            spans.extend(view::footer_spans(key, word, theme));
        }
        frame.render_widget(Paragraph::new(Line::from(spans)), foot);
    }

    fn event(&mut self, event: Event) -> Option<Self::Out> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                let action = Layer::Dialog.action(Key::from(key));
                match edit(&mut self.dialog, action, key) {
                    Edited::Open => None,
                    Edited::Back => Some(Filled::Back),
                    Edited::Accept => self.accept(),
                }
            }
            Event::Paste(text) => {
                if let Some(field) = self.dialog.fields.get_mut(self.dialog.focus) {
                    field.insert(&text);
                }
                None
            }
            _ => None,
        }
    }
}

impl Form {
    /// ⏎ goes through the fields; on the last one it sends them.
    fn accept(&mut self) -> Option<Filled> {
        let last = self.dialog.focus + 1 >= self.dialog.fields.len();
        let good = self.dialog.fields.get_mut(self.dialog.focus).is_none_or(Field::check);
        if good && !last {
            self.dialog.focus += 1;
            return None;
        }
        (good && self.dialog.check()).then(|| Filled::Sent(self.values()))
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::crossterm::event::KeyCode;

    use super::*;
    use crate::tui::theme::{Depth, Symbols};

    fn fields() -> Vec<FormField> {
        vec![
            FormField {
                name: "version".to_owned(),
                ask: Some("Version to deploy".to_owned()),
                default: Some("4f2c1ab".to_owned()),
                pattern: Some("[0-9a-f]{7,40}".to_owned()),
                about: Some("The commit's short hash.".to_owned()),
                ..FormField::default()
            },
            FormField {
                name: "queue".to_owned(),
                choices: vec!["paused".to_owned(), "running".to_owned()],
                ..FormField::default()
            },
            FormField { name: "token".to_owned(), secret: true, ..FormField::default() },
        ]
    }

    fn key(form: &mut Form, code: KeyCode) -> Option<Filled> {
        form.event(Event::Key(code.into()))
    }

    #[test]
    fn a_form_is_filled_field_by_field() {
        let mut form = Form::new("Before the run", &fields());
        assert!(key(&mut form, KeyCode::Enter).is_none());
        key(&mut form, KeyCode::Down);
        assert!(key(&mut form, KeyCode::Enter).is_none());
        assert!(key(&mut form, KeyCode::Enter).is_none(), "the token is missing");
        for c in "s3cret".chars() {
            key(&mut form, KeyCode::Char(c));
        }
        let theme = Theme::load("dark", Depth::None, Symbols::UNICODE).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| form.render(frame, &theme)).unwrap();
        let screen = terminal.backend().to_string();
        assert!(!screen.contains("s3cret"), "{screen}");
        insta::assert_snapshot!("form_80x24", screen);
        let Some(Filled::Sent(values)) = key(&mut form, KeyCode::Enter) else { panic!("not sent") };
        assert_eq!(values["version"], "4f2c1ab");
        assert_eq!(values["queue"], "running");
        assert_eq!(values["token"], "s3cret");
    }

    #[test]
    fn escape_gives_nothing_back() {
        let mut form = Form::new("Before the run", &fields());
        assert_eq!(key(&mut form, KeyCode::Esc), Some(Filled::Back));
    }
}
