//! How the screen is set up for this person.

use super::{CliError, Context};
use crate::model::ids::Person;
use crate::tui::TuiOptions;

/// The theme comes from `GONOGO_THEME`, else from the configuration.
pub(super) fn options(context: &Context, person: &Person) -> Result<TuiOptions, CliError> {
    let theme = std::env::var("GONOGO_THEME").ok().or_else(|| context.config.theme.clone());
    Ok(TuiOptions::new(person.clone(), theme.as_deref(), false)?)
}
