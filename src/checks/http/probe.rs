//! The fields of an `http` probe, and how its answer is judged.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use regex::Regex;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Url};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::fetch::{Answer, Redirects, Request, fetch};
use super::status::Statuses;
use crate::checks::context::Context;
use crate::checks::expect::{Held, excerpt, regex_problems};
use crate::checks::kind::{Kind, Probe, problem};
use crate::checks::list::List;
use crate::checks::quote::quote;
use crate::checks::resolve::is_open;
use crate::checks::seen::Seen;
use crate::checks::{http_client, jq};
use crate::model::quantity::{Comparison, Threshold, Unit, parse_number};
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

const MOST_BODY: usize = 1024 * 1024;

/// `probe.http = { url = "${api_url}/health", status = 200, json = '.status == "ok"' }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::checks) struct Http {
    /// The address.
    url: String,
    /// The method. GET by default.
    #[serde(default)]
    method: Option<String>,
    /// Headers to send.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// What is sent: a text as it is, anything else as JSON.
    #[serde(default)]
    body: Option<Value>,
    /// Who asks: `auth = { bearer = "${token}" }` or `auth = { basic = { user = "u", password = "${secret}" } }`.
    #[serde(default)]
    auth: Option<Auth>,
    /// The status that is expected, one or several: `200`, `"2xx"`, `"200-299"`. Any success by default.
    #[serde(default)]
    status: List<Statuses>,
    /// jq expressions that must be true of the answer's JSON, one or several.
    #[serde(default)]
    json: List<String>,
    /// Headers of the answer by a regular expression each.
    #[serde(default)]
    header: BTreeMap<String, String>,
    /// Texts that the body must contain, one or several.
    #[serde(default)]
    contains: List<String>,
    /// Texts that the body must not contain, one or several.
    #[serde(default)]
    lacks: List<String>,
    /// Regular expressions that the body must match, one or several.
    #[serde(default)]
    matches: List<String>,
    /// The body's size: `> 1 KB`.
    #[serde(default)]
    size: Option<Threshold>,
    /// The longest time from the request to the end of the answer.
    #[serde(default)]
    max_latency: Option<Span>,
    /// Where redirects are followed to: `none`, `same-host` (default) or `any`.
    #[serde(default)]
    redirects: Redirects,
    /// How much of the body is read. 1 MiB by default.
    #[serde(default)]
    max_body: Option<String>,
    /// TLS that is out of the ordinary.
    #[serde(default)]
    tls: Tls,
}

/// Who asks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Auth {
    /// A bearer token.
    Bearer(String),
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        #[serde(default)]
        password: String,
    },
}

/// TLS that is out of the ordinary.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Tls {
    /// Any certificate will do.
    #[serde(default)]
    insecure: bool,
    /// A PEM file with the certificates that are trusted, instead of the host's.
    #[serde(default)]
    ca: Option<String>,
}

impl Http {
    fn method(&self) -> Result<Method, String> {
        let name = self.method.as_deref().unwrap_or("GET");
        Method::from_bytes(name.to_ascii_uppercase().as_bytes())
            .map_err(|_| format!("`{name}` is not an HTTP method"))
    }

    fn url(&self) -> Result<Url, String> {
        let hint = "write it whole, like https://api.example.org/health";
        let url = Url::parse(&self.url)
            .map_err(|error| format!("`{}` is not an address ({error}): {hint}", self.url))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(format!("`{}` is not an HTTP address: {hint}", self.url));
        }
        Ok(url)
    }

    fn most_body(&self) -> Result<usize, String> {
        let Some(text) = &self.max_body else { return Ok(MOST_BODY) };
        parse_number(text)
            .filter(|bytes| (1.0..=1e9).contains(bytes))
            // Between 1 and 1e9, as was just seen.
            .and_then(|bytes| format!("{bytes:.0}").parse().ok())
            .ok_or_else(|| format!("`{text}` is not a size up to 1 GB: write it like `4 MiB`"))
    }

    fn request(&self) -> Result<Request, String> {
        let mut headers = HeaderMap::new();
        let body = match &self.body {
            None => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(json) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Some(json.to_string())
            }
        };
        match &self.auth {
            None => {}
            Some(Auth::Bearer(token)) => {
                _ = headers.insert(AUTHORIZATION, secret(&format!("Bearer {token}"))?)
            }
            Some(Auth::Basic { user, password }) => {
                use base64::Engine as _;
                let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
                headers.insert(AUTHORIZATION, secret(&format!("Basic {pair}"))?);
            }
        }
        for (name, value) in &self.headers {
            let key = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("`{name}` is not a header's name"))?;
            let value = HeaderValue::from_str(value)
                .map_err(|_| format!("the value of header `{name}` can't be sent"))?;
            headers.insert(key, value);
        }
        Ok(Request { method: self.method()?, url: self.url()?, headers, body })
    }

    async fn client(&self, context: &Context, url: &Url) -> Result<Client, String> {
        match &self.tls {
            Tls { insecure: true, .. } => http_client::insecure(url),
            Tls { ca: Some(file), .. } => http_client::trusting(url, &context.folder.join(file)).await,
            Tls { .. } => context.http.client(url),
        }
    }

    async fn judge(&self, answer: &Answer, most: usize, took: Duration) -> Seen {
        let mut held = Held::default();
        let status = answer.status.as_u16();
        let expected = if self.status.is_empty() { &[Statuses::SUCCESS][..] } else { &self.status.0 };
        let expected_text = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
        let mut missed = format!("status {status} is not {expected_text}");
        if let Some(why) = &answer.not_followed {
            missed = format!("{missed}: it {why}");
        }
        held.hold(expected.iter().any(|range| range.holds(status)), format!("status {status}"), missed);
        // A wrong status says why the rest is not as expected; judging an error page's body would bury it.
        if !held.is_missed() {
            self.judge_rest(&mut held, answer, most, took).await;
        }
        held.seen(observed(answer, took))
    }

    async fn judge_rest(&self, held: &mut Held, answer: &Answer, most: usize, took: Duration) {
        for (name, pattern) in &self.header {
            match answer.headers.get(name) {
                Some(value) => {
                    held.matches(
                        &format!("header `{name}`"),
                        &String::from_utf8_lossy(value.as_bytes()),
                        pattern,
                    );
                }
                None => held.missed(format!("there is no header `{name}`")),
            }
        }
        if let Some(most) = self.max_latency {
            let took = Span::millis(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
            held.hold(took <= most, format!("took {took}"), format!("took {took}, more than {most}"));
        }
        if let Some(threshold) = &self.size {
            judge_size(held, answer, threshold);
        }
        let cap = format!("the body is longer than {}: raise `max_body`", Unit::Bytes.show(as_number(most)));
        if answer.cut && !self.json.is_empty() {
            held.unseen(format!("{cap} to read it as JSON"));
        } else {
            jq::hold(held, &self.json.0, &answer.body).await;
        }
        let text = String::from_utf8_lossy(&answer.body);
        for wanted in self.contains.iter() {
            match text.contains(wanted.as_str()) {
                true => held.met(format!("contains `{wanted}`")),
                false if answer.cut => held.unseen(format!("`{wanted}` is not in what was read, and {cap}")),
                false => held.missed(format!("doesn't contain `{wanted}`")),
            }
        }
        for unwanted in self.lacks.iter() {
            match text.contains(unwanted.as_str()) {
                true => held.missed(format!("contains `{unwanted}`")),
                false if answer.cut => {
                    held.unseen(format!("`{unwanted}` is not in what was read, but {cap}"))
                }
                false => held.met(format!("lacks `{unwanted}`")),
            }
        }
        for pattern in self.matches.iter() {
            let found = Regex::new(pattern).is_ok_and(|regex| regex.is_match(&text));
            if answer.cut && !found {
                held.unseen(format!("`{pattern}` doesn't match what was read, and {cap}"));
            } else {
                held.matches("the body", &text, pattern);
            }
        }
    }
}

fn judge_size(held: &mut Held, answer: &Answer, threshold: &Threshold) {
    let read = as_number(answer.body.len());
    if !answer.cut {
        return held.number("size", read, Unit::Bytes, threshold);
    }
    if let Some(length) = answer.declared_length().and_then(|length| u32::try_from(length).ok()) {
        return held.number("size", f64::from(length), Unit::Bytes, threshold);
    }
    let shown = format!("size is more than {}", Unit::Bytes.show(read));
    match threshold.comparison() {
        Comparison::More | Comparison::AtLeast if threshold.value() <= read => held.met(shown),
        Comparison::Less | Comparison::AtMost | Comparison::Equal if threshold.value() <= read => {
            held.missed(format!("{shown}, not {threshold}"));
        }
        _ => held.unclear(format!("{shown}, but was not read to the end: raise `max_body`")),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a length in memory is far below 2^52")]
fn as_number(length: usize) -> f64 {
    length as f64
}

fn secret(value: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        "what authenticates holds a line break or another character that can't be sent".to_owned()
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn observed(answer: &Answer, took: Duration) -> String {
    let more = if answer.cut { " and more" } else { "" };
    let followed = match answer.followed {
        0 => String::new(),
        1 => " after 1 redirect".to_owned(),
        several => format!(" after {several} redirects"),
    };
    let head = format!("{}{followed}, {} B{more}, {} ms", answer.status, answer.body.len(), took.as_millis());
    match excerpt(&answer.body) {
        body if body.is_empty() => head,
        body => format!("{head}: {body}"),
    }
}

impl Probe for Http {
    fn query(&self) -> String {
        format!("{} {}", self.method.as_deref().unwrap_or("GET").to_ascii_uppercase(), self.url)
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let prepared = self.request().and_then(|request| Ok((request, self.most_body()?)));
            let (request, most) = match prepared {
                Ok(prepared) => prepared,
                Err(why) => return Seen::misconfigured(why),
            };
            let client = match self.client(context, &request.url).await {
                Ok(client) => client,
                Err(why) => return Seen::errored(why),
            };
            let started = Instant::now();
            match fetch(&client, request, self.redirects, most).await {
                Ok(answer) => self.judge(&answer, most, started.elapsed()).await,
                Err(why) => Seen::errored(why),
            }
        })
    }
}

impl Kind for Http {
    const NAME: &'static str = "http";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = Vec::new();
        let mut note = |key: &str, text: &str, result: Result<(), String>| {
            if let (false, Err(why)) = (is_open(text), result) {
                found.push(problem(key, why));
            }
        };
        note("url", &self.url, self.url().map(drop));
        note("method", self.method.as_deref().unwrap_or_default(), self.method().map(drop));
        note("max_body", self.max_body.as_deref().unwrap_or_default(), self.most_body().map(drop));
        found.extend(jq::problems("json", self.json.iter()));
        found.extend(regex_problems("matches", self.matches.iter()));
        found.extend(regex_problems("header", self.header.values()));
        if self.tls.insecure && self.tls.ca.is_some() {
            found.push(problem("tls", "`insecure` trusts everything, so `ca` has no meaning: leave one out"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let mut words = vec!["curl -sS".to_owned()];
        if self.json.is_empty() {
            words.push("-i".to_owned());
        }
        if let Some(method) = self.method.as_ref().filter(|method| !method.eq_ignore_ascii_case("GET")) {
            words.push(if method.eq_ignore_ascii_case("HEAD") {
                "-I".to_owned()
            } else {
                format!("-X {}", quote(method))
            });
        }
        match &self.auth {
            None => {}
            Some(Auth::Bearer(token)) => {
                words.push(format!("-H {}", quote(&format!("Authorization: Bearer {token}"))))
            }
            Some(Auth::Basic { user, password }) => {
                words.push(format!("-u {}", quote(&format!("{user}:{password}"))))
            }
        }
        for (name, value) in &self.headers {
            words.push(format!("-H {}", quote(&format!("{name}: {value}"))));
        }
        match &self.body {
            None => {}
            Some(Value::String(text)) => words.push(format!("--data-raw {}", quote(text))),
            Some(json) => words.push(format!("--json {}", quote(&json.to_string()))),
        }
        if self.redirects != Redirects::None {
            words.push("-L".to_owned());
        }
        if self.tls.insecure {
            words.push("-k".to_owned());
        }
        if let Some(file) = &self.tls.ca {
            words.push(format!("--cacert {}", quote(file)));
        }
        words.push(quote(&self.url));
        if !self.json.is_empty() {
            let all = self.json.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" and ");
            let expression = if self.json.0.len() == 1 { &self.json.0[0] } else { &all };
            words.push(format!("| jq -e {}", quote(expression)));
        }
        Some(words.join(" "))
    }
}
