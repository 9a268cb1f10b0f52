//! jq expressions over JSON that somebody else sent.

mod budget;
mod expression;

pub(super) use expression::{hold, problems};
