//! `person`: a question that a person answers with evidence. The conductor asks; here it is only read and validated.

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::context::Context;
use super::fields;
use super::kind::{Kind, Probe, problem};
use super::seen::Seen;
use crate::model::quantity::{Threshold, parse_number};
use crate::runbook::ProbeProblem;

/// What a person gives with the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Nothing but yes or no.
    None,
    /// What they saw, in words.
    #[default]
    Text,
    /// A number, with its unit.
    Number,
    /// The path of a file.
    File,
    /// An address.
    Link,
}

/// `probe.person = { ask = "Is the dashboard green?", evidence = "link" }`
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The question; yes means that it is as it should be.
    pub ask: String,
    /// What is given with the answer: `none`, `text` (default), `number`, `file` or `link`.
    #[serde(default)]
    pub evidence: Evidence,
    /// What a number must meet: `< 300ms`.
    #[serde(default)]
    pub is: Option<Threshold>,
}

impl Person {
    /// What is wrong with `given` as this question's evidence.
    pub fn refuse(&self, given: &str) -> Option<String> {
        let given = given.trim();
        match self.evidence {
            Evidence::None => None,
            _ if given.is_empty() => Some("say what you saw: this question wants evidence".to_owned()),
            Evidence::Text | Evidence::File => None,
            Evidence::Number => parse_number(given)
                .is_none()
                .then(|| format!("`{given}` is not a number: write it like `212ms`, `0.4%` or `14`")),
            Evidence::Link => (!given.contains("://"))
                .then(|| format!("`{given}` is not a link: paste the whole address, like https://…")),
        }
    }

    /// Whether a given number meets the threshold; `None` where there is nothing to hold it against.
    pub fn meets(&self, given: &str) -> Option<bool> {
        Some(self.is.as_ref()?.holds(parse_number(given)?))
    }
}

/// The question of a probe whose kind is `person`; `fields` with their names resolved.
pub fn question(fields: &Map<String, Value>) -> Result<Person, String> {
    fields::read(fields)
}

impl Probe for Person {
    fn query(&self) -> String {
        self.ask.clone()
    }

    fn look<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async {
            Seen::misconfigured("a person answers this: it can't be observed, and nobody was asked")
        })
    }
}

impl Kind for Person {
    const NAME: &'static str = "person";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = Vec::new();
        if self.ask.trim().is_empty() {
            found.push(problem("ask", "the question is empty: write what the person must look at"));
        }
        if self.is.is_some() && self.evidence != Evidence::Number {
            found.push(problem("is", "a threshold needs `evidence = \"number\"`"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_what_was_asked_for() {
        let fields = serde_json::json!({ "ask": "p95?", "evidence": "number", "is": "< 300ms" });
        let person = question(fields.as_object().unwrap()).unwrap();
        assert_eq!(person.refuse("212ms"), None);
        assert_eq!(person.meets("212ms"), Some(true));
        assert_eq!(person.meets("0.4s"), Some(false));
        assert!(person.refuse("fast").unwrap().contains("not a number"));
        assert!(person.refuse(" ").unwrap().contains("evidence"));
        let link = Person { ask: "?".to_owned(), evidence: Evidence::Link, is: person.is.clone() };
        assert!(link.refuse("grafana").is_some() && link.refuse("https://g/d").is_none());
        assert_eq!(link.problems().len(), 1);
    }
}
