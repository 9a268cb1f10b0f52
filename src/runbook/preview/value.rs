//! Values in templates: what is known, and who will know the rest.

use std::fmt::Write;

use serde_json::Value;

use super::page::Page;
use crate::model::runbook::Condition;
use crate::runbook::inputs::Question;
use crate::runbook::interpolate::{Piece, pieces};

impl Page<'_> {
    pub(super) fn field(&self, value: &Value) -> String {
        match value {
            Value::String(text) => self.resolved(text),
            Value::Array(list) => {
                format!("[{}]", list.iter().map(|item| self.field(item)).collect::<Vec<_>>().join(", "))
            }
            Value::Object(map) => {
                let items = map.iter().map(|(key, item)| format!("{key} = {}", self.field(item)));
                format!("{{ {} }}", items.collect::<Vec<_>>().join(", "))
            }
            other => other.to_string(),
        }
    }

    /// `template` with what is known; else who will know it.
    pub(super) fn resolved(&self, template: &str) -> String {
        let mut out = String::new();
        for piece in pieces(template) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => out.push_str(&self.named(name)),
            }
        }
        out
    }

    fn named(&self, name: &str) -> String {
        if let Some(value) = self.of.resolved.values.get(name) {
            return value.shown().to_owned();
        }
        let mut out = format!("${{{name}}}");
        if let Some(step) = self.setters.get(name) {
            let _ = write!(out, " (set by step {step})");
        } else if let Some(when) = self.asked(name) {
            let _ = write!(out, " ({when})");
        }
        out
    }

    pub(super) fn asked(&self, name: &str) -> Option<&'static str> {
        let among = |questions: &[Question]| questions.iter().any(|question| question.name.as_str() == name);
        let resolved = self.of.resolved;
        if among(&resolved.missing) {
            return Some("asked at the start");
        }
        among(&resolved.later).then_some("asked when first used")
    }

    /// What can be said of a condition before the run.
    pub(super) fn outlook(&self, when: &Condition) -> &'static str {
        match when {
            Condition::Environment(names) => match &self.of.resolved.environment {
                Some(here) if !names.contains(here) => ": not here",
                _ => "",
            },
            Condition::Input { name, is } => match self.of.resolved.text(name.as_str()) {
                Some(value) if value != is => ": not as things stand",
                _ => "",
            },
            Condition::Done(_) | Condition::Chosen { .. } => "",
        }
    }
}
