//! The model from without: what was once recorded must always fold to the same.

mod fold_fixtures;
mod old_journals;
