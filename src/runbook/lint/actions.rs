//! Actions: one thing to do a step or variant, and one change an action.

use super::commands::advice;
use super::linter::Linter;
use crate::model::placeholder::placeholders;
use crate::model::runbook::{Action, KubernetesAction, Wish};
use crate::runbook::document::Path;
use crate::runbook::interpolate::interpolate;
use crate::runbook::problem::Severity;

/// Whether there must be something to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    /// A variant without it is none.
    Yes,
    /// A step without it is done by hand.
    No,
}

/// Looks at what a step or variant at `place` does.
pub(super) fn one(
    linter: &mut Linter<'_>,
    place: &Path<'_>,
    has_run: bool,
    action: Option<&Action>,
    needed: Needed,
) {
    match (has_run, action) {
        (true, Some(_)) => linter.error_at_key(
            &place.key("action"),
            "`run` and `action` exclude one another: take one out, or make two steps of them",
        ),
        (false, None) if needed == Needed::Yes => {
            linter.error(place, "this variant does nothing: give it a `run` or an `action`");
        }
        _ => {}
    }
    let Some(action) = action else { return };
    let root = place.key("action");
    let at = root.key(action.kind());
    match action {
        Action::Kubernetes(fields) => kubernetes(linter, &at, fields),
    }
    for found in placeholders(&action.texts()) {
        let message = format!("`{}` is still to be filled in: {}", found.text, advice(&found.text));
        linter.inside(&at, (0, &found.text, 0), Severity::Error, message);
    }
}

fn kubernetes(linter: &mut Linter<'_>, at: &Path<'_>, action: &KubernetesAction) {
    let wishes = action.wishes();
    match wishes.as_slice() {
        [] => {
            let changes = KubernetesAction::CHANGES.map(|key| format!("`{key}`")).join(", ");
            linter.error(at, format!("this action changes nothing: give it one of {changes}"));
        }
        [_] => {}
        [_, (second, _), ..] => linter.error_at_key(
            &at.key(second),
            "an action makes one change, so that it can't be done by half: make two steps of them",
        ),
    }
    for (key, wish) in wishes {
        for (field, message) in wrong(&wish) {
            let of = at.key(key);
            match field {
                "" => linter.error(&of, message),
                field => linter.error(&of.key(field), message),
            }
        }
    }
}

/// What is wrong with a change, by its field.
fn wrong(wish: &Wish<'_>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut empty = |field, value: &str| {
        if value.trim().is_empty() {
            found.push((field, "this is empty: write a name".to_owned()));
        }
    };
    match wish {
        Wish::SetImage(it) => {
            empty("deployment", &it.deployment);
            empty("container", &it.container);
            empty("image", &it.image);
        }
        Wish::Scale(it) => {
            empty("deployment", &it.deployment);
            if it.replicas.number().is_none() && !is_open(it.replicas.as_str()) {
                found.push(("replicas", not_whole(it.replicas.as_str())));
            }
        }
        Wish::Restart(what) => {
            let known = what.split_once('/').is_some_and(|(kind, name)| {
                ["deployment", "statefulset", "daemonset"].contains(&kind) && !name.is_empty()
            });
            if !known && !is_open(what) {
                let message = format!(
                    "`{what}` is nothing to restart: write `deployment/NAME`, `statefulset/NAME` or `daemonset/NAME`"
                );
                found.push(("", message));
            }
        }
        Wish::Undo(it) => {
            empty("deployment", &it.deployment);
            if let Some(to) = it.revision.as_ref().filter(|to| !is_open(to.as_str()))
                && to.number().is_none_or(|number| number == 0)
            {
                let message =
                    format!("`{to}` is no revision: they count from 1; leave it out for the one before");
                found.push(("revision", message));
            }
        }
        Wish::Switch(it) => {
            empty("service", &it.service);
            empty("label", &it.label);
            if it.from.as_ref() == Some(&it.to) {
                found.push(("to", format!("this is the same as `from`, `{}`: nothing would change", it.to)));
            }
        }
    }
    found
}

fn not_whole(text: &str) -> String {
    format!("`{text}` is not a whole number: write it like `3` or `\"${{replicas}}\"`")
}

fn is_open(text: &str) -> bool {
    interpolate(text, &|_| None).is_err()
}
