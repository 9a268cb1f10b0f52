//! Inputs given during the run.

use regex::Regex;

use super::access::still_open;
use crate::model::ids::InputName;
use crate::model::runbook::Input;
use crate::model::{Event, Refusal, State};

pub(super) fn give(state: &State, name: &InputName, value: &str) -> Result<Vec<Event>, Refusal> {
    still_open(state)?;
    let input = state
        .book
        .input
        .get(name)
        .ok_or_else(|| Refusal::Unknown { what: "input".to_owned(), name: name.to_string() })?;
    fits(input, value).map_err(|why| Refusal::BadInput { name: name.to_string(), why })?;
    let value = (!input.secret).then(|| value.to_owned());
    Ok(vec![Event::InputGiven { name: name.clone(), value }])
}

/// Whether `value` may be the input's; else why not. The value itself is never in the answer.
fn fits(input: &Input, value: &str) -> Result<(), String> {
    if value.is_empty() {
        return if input.optional { Ok(()) } else { Err("it must not be empty".to_owned()) };
    }
    if value.contains('\0') {
        return Err("it must not hold a NUL character".to_owned());
    }
    if !input.choices.is_empty() && !input.choices.iter().any(|choice| choice == value) {
        return Err(format!("it is one of {}", input.choices.join(", ")));
    }
    if let Some(pattern) = &input.pattern {
        let whole = Regex::new(&format!("^(?:{pattern})$"))
            .map_err(|_| format!("the pattern `{pattern}` is broken"))?;
        if !whole.is_match(value) {
            return Err(format!("it must match `{pattern}`"));
        }
    }
    Ok(())
}
