//! Shared HTTP connections, and clients for TLS that is out of the ordinary.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, Url};

/// The HTTP clients of a run, made when first needed; clones share their connections.
#[derive(Clone, Debug, Default)]
pub struct HttpClients(Arc<Made>);

#[derive(Debug, Default)]
struct Made {
    outside: OnceLock<Result<Client, String>>,
    loopback: OnceLock<Result<Client, String>>,
}

impl HttpClients {
    /// No client yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The client for `url`: this host is reached without the proxy of the environment.
    pub(super) fn client(&self, url: &Url) -> Result<Client, String> {
        if is_loopback(url) {
            self.0.loopback.get_or_init(|| build(base().no_proxy())).clone()
        } else {
            self.0.outside.get_or_init(|| build(base())).clone()
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// A client that trusts any certificate.
pub(super) fn insecure(url: &Url) -> Result<Client, String> {
    build(proxied(url).tls_danger_accept_invalid_certs(true))
}

/// A client that trusts the certificates in `file` and no other.
pub(super) async fn trusting(url: &Url, file: &Path) -> Result<Client, String> {
    let pem = tokio::fs::read(file)
        .await
        .map_err(|error| format!("the CA file {} can't be read: {error}", file.display()))?;
    let certificates = Certificate::from_pem_bundle(&pem)
        .map_err(|_| format!("the CA file {} holds no PEM certificate", file.display()))?;
    build(proxied(url).tls_certs_only(certificates))
}

fn proxied(url: &Url) -> ClientBuilder {
    if is_loopback(url) { base().no_proxy() } else { base() }
}

fn base() -> ClientBuilder {
    // Another part of the program may have installed it already: then it is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        // Redirects are followed by the probe, which knows where it may go.
        .redirect(Policy::none())
        .user_agent(concat!("gonogo/", env!("CARGO_PKG_VERSION")))
}

fn build(builder: ClientBuilder) -> Result<Client, String> {
    builder.build().map_err(|error| format!("no HTTP client could be made: {}", said(&error)))
}

/// An error with all its causes and without its URL, which may hold a secret.
pub(super) fn said(error: &(dyn std::error::Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}
