//! What a stand-in does when a command of the runbook calls it.

mod curl;
mod curl_wish;
mod forward;
mod inside;
mod kubectl;
mod making;
mod patching;
mod pipes;
mod run;
mod scripted;
mod sleep;
mod watch;

pub use run::{VERB, run};
