//! TLS that is out of the ordinary.

use reqwest::{Client, Url};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::checks::context::Context;
use crate::checks::http_client;
use crate::checks::quote::quote;

/// TLS that is out of the ordinary.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    /// Any certificate will do.
    #[serde(default)]
    pub(super) insecure: bool,
    /// A PEM file with the certificates that are trusted, instead of the host's.
    #[serde(default)]
    pub(super) ca: Option<String>,
}

impl Tls {
    /// The client that trusts as it says.
    pub(super) async fn client(&self, context: &Context, url: &Url) -> Result<Client, String> {
        match self {
            Self { insecure: true, .. } => http_client::insecure(url),
            Self { ca: Some(file), .. } => http_client::trusting(url, &context.folder.join(file)).await,
            Self { .. } => context.http.client(url),
        }
    }

    /// The same as options of curl.
    pub(super) fn by_hand(&self) -> Vec<String> {
        let insecure = self.insecure.then(|| "-k".to_owned());
        insecure.into_iter().chain(self.ca.iter().map(|file| format!("--cacert {}", quote(file)))).collect()
    }
}
