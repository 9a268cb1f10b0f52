//! Asking the person at the terminal for what a run needs to know.

use super::args::BookArgs;
use super::{CliError, Context, screen};
use crate::model::ids::InputName;
use crate::model::runbook::Runbook;
use crate::runbook::Resolved;
use crate::tui::{FormField, form};

/// Answers by name, or `None` where the person went back: for what is missing, then what has a default to look at.
pub(super) async fn inputs(
    context: &Context,
    book: &Runbook,
    resolved: &Resolved,
) -> Result<Option<Vec<(String, String)>>, CliError> {
    let fields: Vec<FormField> = resolved
        .missing
        .iter()
        .chain(&resolved.offered)
        .filter_map(|question| {
            let input = book.input.get(&question.name)?;
            let known = resolved.values.get(&question.name).filter(|_| !input.secret);
            Some(FormField::of(&question.name, input, known.map(|value| value.text.clone())))
        })
        .collect();
    let title = format!("{}: what this run needs to know", book.title);
    let answers = form(&title, &fields, &screen::options(context, &context.person())?).await?;
    Ok(answers.map(|answers| answers.into_iter().collect()))
}

/// The target environment, where the runbook has several and none was given; `None` where the person went back.
pub(super) async fn environment(
    context: &Context,
    book: &Runbook,
    args: &mut BookArgs,
) -> Result<Option<()>, CliError> {
    if args.environment.is_some() || book.environment.len() < 2 {
        return Ok(Some(()));
    }
    let name = InputName::new("environment");
    let input = crate::model::runbook::Input {
        ask: Some("Target environment".to_owned()),
        choices: book.environment.keys().map(ToString::to_string).collect(),
        ..Default::default()
    };
    let field = FormField::of(&name, &input, None);
    let answers = form(&book.title, &[field], &screen::options(context, &context.person())?).await?;
    let Some(answers) = answers else { return Ok(None) };
    args.environment = answers.get(name.as_str()).cloned();
    Ok(Some(()))
}
