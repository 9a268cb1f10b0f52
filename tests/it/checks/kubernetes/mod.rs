//! `probe.kubernetes` against an API server of the test, and against servers that are none.

mod clusters;
mod questions;
mod rollouts;

use std::path::Path;

use gonogo::checks::Context;

use crate::servers::kubernetes::{Api, TOKEN};

/// A context in which commands would see the API's kubeconfig.
pub fn context(api: &Api, folder: &Path) -> Context {
    let mut context = Context::new(folder);
    let file = api.kubeconfig(folder);
    context.env = vec![("KUBECONFIG".to_owned(), file.display().to_string())];
    context.secrets = vec![TOKEN.to_owned()];
    context
}
