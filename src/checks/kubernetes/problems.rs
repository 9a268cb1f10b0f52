//! What is wrong with a probe's fields.

use super::probe::{Kubernetes, Question};
use super::rollout;
use super::since::Since;
use crate::checks::kind::{problem, problem_overall};
use crate::checks::resolve::is_open;
use crate::runbook::ProbeProblem;

const QUESTIONS: &str = "`rollout`, `pods`, `image`, `selector`, `job`, `secret`, `config`, `endpoints`";

pub(super) fn of(probe: &Kubernetes) -> Vec<ProbeProblem> {
    let mut found = Vec::new();
    let questions = probe.questions();
    match questions.as_slice() {
        [] => found.push(problem_overall(format!("nothing is asked: give it one of {QUESTIONS}"))),
        [_] => {}
        [_, (second, _), ..] => {
            found.push(problem(second, "a probe asks one thing: make another check of it"));
        }
    }
    let of_pods = [
        ("ready", probe.ready.is_some()),
        ("max_restarts", probe.max_restarts.is_some()),
        ("since", probe.since.is_some()),
    ];
    if probe.pods.is_none() {
        for (key, _) in of_pods.into_iter().filter(|(_, given)| *given) {
            found.push(problem(key, "this is asked of pods: name them in `pods`, by their labels"));
        }
    }
    if let Some(since) = &probe.since {
        if probe.max_restarts.is_none() && probe.pods.is_some() {
            found.push(problem("since", "it counts restarts: say in `max_restarts` how many there may be"));
        }
        if !is_open(since) && since.parse::<Since>().is_err() {
            found.push(problem("since", Since::bad(since)));
        }
    }
    for (_, question) in &questions {
        found.extend(of_question(question));
    }
    found
}

fn of_question(question: &Question<'_>) -> Option<ProbeProblem> {
    match question {
        Question::Rollout(what) if !is_open(what) => {
            rollout::parse(what).is_none().then(|| problem("rollout", rollout::bad(what)))
        }
        Question::Pods(pods) if pods.selector.trim().is_empty() => {
            Some(problem("pods", "no labels select every pod: write them like `app=api`"))
        }
        Question::Secret(keys) if keys.keys.is_empty() => {
            Some(problem("secret.keys", "name the keys that it must have"))
        }
        Question::Config(keys) if keys.keys.is_empty() => {
            Some(problem("config.keys", "name the keys that it must have"))
        }
        _ => None,
    }
}
