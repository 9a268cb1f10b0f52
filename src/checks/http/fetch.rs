//! One request, its redirects, and as much of the answer's body as is wanted.

use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, LOCATION};
use reqwest::{Client, Method, StatusCode, Url};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::checks::http_client::said;

const MOST_REDIRECTS: usize = 10;

/// Where a request follows redirects to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Redirects {
    /// Nowhere: the redirect itself is the answer.
    None,
    /// On the same host and port, or from http to https of the same host.
    #[default]
    SameHost,
    /// Anywhere; what authenticates stays behind when the host changes.
    Any,
}

/// A request.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<String>,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Whether the body goes on.
    pub(super) cut: bool,
    /// Where it led and why it wasn't followed, where it wasn't.
    pub(super) not_followed: Option<String>,
    /// How many redirects were followed.
    pub(super) followed: usize,
}

impl Answer {
    /// The body's length, as far as it is known.
    pub(super) fn declared_length(&self) -> Option<u64> {
        self.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }
}

/// Sends `request` and follows redirects; the error says what could not be done.
pub(super) async fn fetch(
    client: &Client,
    mut request: Request,
    redirects: Redirects,
    most: usize,
) -> Result<Answer, String> {
    let mut followed = 0;
    loop {
        let mut builder =
            client.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let mut response = builder.send().await.map_err(|error| said(&error.without_url()))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let not_followed = match next(&request.url, status, &headers, redirects) {
            Next::Stay => None,
            Next::Refuse(why) => Some(why),
            Next::Go(_) if followed == MOST_REDIRECTS => {
                return Err(format!("more than {MOST_REDIRECTS} redirects: it leads in a circle"));
            }
            Next::Go(url) => {
                request = moved(request, status, url);
                followed += 1;
                continue;
            }
        };
        let mut body = Vec::new();
        let mut cut = false;
        while let Some(chunk) = response.chunk().await.map_err(|error| {
            format!("{status}, but the body broke off after {} B: {}", body.len(), said(&error.without_url()))
        })? {
            let keep = chunk.len().min(most - body.len());
            body.extend_from_slice(&chunk[..keep]);
            if keep < chunk.len() {
                cut = true;
                break;
            }
        }
        return Ok(Answer { status, headers, body, cut, not_followed, followed });
    }
}

enum Next {
    Stay,
    Go(Url),
    Refuse(String),
}

fn next(from: &Url, status: StatusCode, headers: &HeaderMap, redirects: Redirects) -> Next {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Next::Stay;
    }
    let Some(location) = headers.get(LOCATION) else { return Next::Stay };
    let target = location.to_str().ok().and_then(|location| from.join(location).ok());
    let Some(to) = target.filter(|to| matches!(to.scheme(), "http" | "https")) else {
        return Next::Refuse("redirects to something that is no HTTP address".to_owned());
    };
    match redirects {
        Redirects::None => Next::Stay,
        Redirects::Any => Next::Go(to),
        Redirects::SameHost if is_same_place(from, &to) => Next::Go(to),
        Redirects::SameHost => Next::Refuse(format!(
            "redirects to {}, which is elsewhere and not followed: expect the status, or set `redirects = \"any\"`",
            to.origin().ascii_serialization()
        )),
    }
}

fn is_same_place(from: &Url, to: &Url) -> bool {
    let upgrade = from.scheme() == "http"
        && to.scheme() == "https"
        && from.port_or_known_default() == Some(80)
        && to.port_or_known_default() == Some(443);
    from.host() == to.host()
        && (upgrade
            || (from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default()))
}

fn moved(mut request: Request, status: StatusCode, to: Url) -> Request {
    let keeps_method =
        matches!(status.as_u16(), 307 | 308) || matches!(request.method, Method::GET | Method::HEAD);
    if !keeps_method {
        request.method = Method::GET;
        request.body = None;
        request.headers.remove(CONTENT_TYPE);
    }
    if !is_same_place(&request.url, &to) {
        request.headers.remove(AUTHORIZATION);
        request.headers.remove(COOKIE);
    }
    request.url = to;
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_is_the_same_host_and_port_or_its_https() {
        for (from, to, same) in [
            ("http://a/x", "http://a/y", true),
            ("http://a/", "https://a/", true),
            ("https://a/", "http://a/", false),
            ("http://a/", "http://b/", false),
            ("http://a:81/", "http://a:82/", false),
            ("http://a:81/", "https://a:82/", false),
        ] {
            assert_eq!(is_same_place(&from.parse().unwrap(), &to.parse().unwrap()), same, "{from} {to}");
        }
    }
}
