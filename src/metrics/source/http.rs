//! One bounded GET.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response, Url};

use super::auth::Auth;
use super::error::SourceError;

/// How many redirects are followed, on the same host.
const REDIRECTS: usize = 5;

/// How much of an unwelcome answer is kept for its message.
const EXCERPT: usize = 200;

/// The bounds of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpOptions {
    /// For the whole answer.
    pub timeout: Duration,
    /// The largest body, in bytes.
    pub max_body: usize,
}

impl Default for HttpOptions {
    /// 10 s and 16 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), max_body: 16 * 1024 * 1024 }
    }
}

/// A client for one source.
#[derive(Debug, Clone)]
pub(super) struct Http {
    client: Client,
    auth: Auth,
    options: HttpOptions,
}

/// An answer that came whole.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) code: u16,
    pub(super) content_type: String,
    pub(super) bytes: Vec<u8>,
}

impl Body {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// The status as an error, with the start of the body.
    pub(super) fn status(&self, url: &Url) -> SourceError {
        let text = String::from_utf8_lossy(&self.bytes);
        let body = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = body.chars().filter(|c| !c.is_control()).take(EXCERPT).collect();
        SourceError::Status { url: shown(url), code: self.code, body }
    }
}

impl Http {
    pub(super) fn new(url: &Url, auth: Auth, options: HttpOptions) -> Result<Self, SourceError> {
        // Another part of the process may have installed it first; either is the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .timeout(options.timeout)
            .redirect(Policy::custom(same_host))
            .user_agent(concat!("gonogo/", env!("CARGO_PKG_VERSION")));
        // Without TLS there is no need for the system's certificates, which a bare host may not even have.
        let builder = if url.scheme() == "http" { builder.tls_certs_only([]) } else { builder };
        // A proxy cannot reach this host's loopback, whatever the environment says.
        let builder = if is_loopback(url) { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| SourceError::Setup { reason: innermost(&error) })?;
        Ok(Self { client, auth, options })
    }

    /// GETs a URL.
    pub(super) async fn get(&self, url: &Url, accept: &'static str) -> Result<Body, SourceError> {
        let request = self.client.get(url.clone()).header(ACCEPT, accept);
        let request = match &self.auth {
            Auth::None => request,
            Auth::Basic { user, password } => request.basic_auth(user, Some(password)),
            Auth::Bearer(token) => request.bearer_auth(token),
        };
        let response = request.send().await.map_err(|error| self.failed(url, &error))?;
        if response.status().is_redirection() {
            let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("");
            let to = url.join(to).map_or_else(|_| to.chars().take(EXCERPT).collect(), |to| shown(&to));
            return Err(SourceError::Redirected { url: shown(url), to });
        }
        self.body(url, response).await
    }

    async fn body(&self, url: &Url, mut response: Response) -> Result<Body, SourceError> {
        let limit = self.options.max_body;
        let too_large = || SourceError::TooLarge { url: shown(url), limit };
        if response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(too_large());
        }
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or("").to_owned();
        let code = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(url, &error))? {
            if bytes.len() + chunk.len() > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Body { code, content_type, bytes })
    }

    fn failed(&self, url: &Url, error: &reqwest::Error) -> SourceError {
        if error.is_timeout() {
            SourceError::Timeout { url: shown(url), limit: self.options.timeout }
        } else {
            SourceError::Refused { url: shown(url), reason: innermost(error) }
        }
    }
}

/// Reads a URL and takes credentials out of it, so that no message can show them.
pub(super) fn parse_url(text: &str, auth: Auth) -> Result<(Url, Auth), SourceError> {
    let refused =
        |reason: String| SourceError::Url { url: text.split('@').next_back().unwrap_or("").into(), reason };
    let mut url = Url::parse(text).map_err(|error| refused(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(format!("{} is not http", url.scheme())));
    }
    let auth = if url.username().is_empty() || auth != Auth::None {
        auth
    } else {
        let password = url.password().unwrap_or("").to_owned();
        Auth::Basic { user: url.username().to_owned(), password }
    };
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return Err(refused("it has no host".into()));
    }
    Ok((url, auth))
}

/// A URL for messages: without its query, which may be long.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.into()
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or("").trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn same_host(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let place = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
    let stays = attempt.previous().first().is_some_and(|first| place(first) == place(attempt.url()));
    if !stays {
        attempt.stop()
    } else if attempt.previous().len() > REDIRECTS {
        attempt.error("too many redirects")
    } else {
        attempt.follow()
    }
}

/// The innermost cause says what happened; the outer ones repeat the URL.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
